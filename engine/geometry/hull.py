"""How far are two convex hulls apart? With bounds from both sides, checked on the points themselves."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.geometry.approach import Approach, lifted
from engine.geometry.nnls import Face
from engine.geometry.points import RESOLUTION, span

EXACT = 1e-9  # bounds that differ by no more than this part of the distance are one number
_PASSES = 3
_FAR = 30.0  # of the radius: what stands behind the vectors at first, so that the offset hardly counts


@dataclass(frozen=True)
class Distance:
    """Between two hulls, in the units of the points. 0 where they are no further apart than the resolution."""

    value: float
    lower: float  # width of an empty slab between them; below 0 none was found
    upper: float  # distance between two points of them

    @property
    def error(self) -> float:
        """Relative width of the bounds; 0 where the hulls touch."""
        return max(self.upper - self.lower, 0.0) / self.value if self.value else 0.0


def hull_distance(first: np.ndarray, second: np.ndarray, resolution: float | None = None) -> Distance:
    """Between the hulls of first (n, d) and second (m, d): twice the margin of the hard-margin SVM.

    `resolution` is by default RESOLUTION of the radius of all the points together.
    """
    return _distance(span(np.concatenate([first, second])), len(first), resolution)


class Hull:
    """The hull of points (n, d), to be measured from many other points: its span is found once."""

    def __init__(self, points: np.ndarray):
        self._origin = points.mean(axis=0)
        centred = points - self._origin
        n, d = points.shape
        self._basis = np.linalg.qr(centred.T)[0] if n <= d else None  # (d, n)
        self._inside = centred if self._basis is None else centred @ self._basis

    def distance(self, point: np.ndarray, resolution: float | None = None) -> Distance:
        """To a point (d,); 0 inside the hull."""
        point = point - self._origin
        if self._basis is None:
            return _distance(np.vstack([point, self._inside]), 1, resolution)
        inside = point @ self._basis
        height = np.linalg.norm(point - self._basis @ inside)  # above the span: one dimension holds all of it
        points = lifted(self._inside, 0.0)
        return _distance(np.vstack([[*inside, height], points]), 1, resolution)


def _distance(points: np.ndarray, n: int, resolution: float | None) -> Distance:
    """Of the first n points' hull to that of the others, whatever the origin.

    The shortest w with side_i * (w . x_i + b) >= 1 by least-distance programming (Lawson and Hanson 1974, chapter
    23.4). That leaves b out of what is minimised only where b = 0, so the origin is put between the hulls, and once
    more between the two points that turn out to be nearest, until the bounds agree.
    """
    points = points - points.mean(axis=0)
    scale = float(np.sqrt((points**2).sum(axis=1).mean())) or 1.0
    points /= scale
    least = RESOLUTION if resolution is None else resolution / scale
    ends = points[:n].mean(axis=0), points[n:].mean(axis=0)
    lower, upper, start, last = -np.inf, float(np.linalg.norm(ends[0] - ends[1])), None, _FAR
    for _ in range(_PASSES):
        approach = Approach(lifted(points - (ends[0] + ends[1]) / 2, last), n, start)
        while approach.step(approach.gains()):
            pass
        _, low, high = approach.slab()
        lower = max(lower, low - high)
        if weights := approach.combinations():
            ends = weights[0] @ points[:n], weights[1] @ points[n:]
            upper = min(upper, float(np.linalg.norm(ends[0] - ends[1])))
        if upper <= least or upper - lower <= EXACT * upper:
            break
        start, last = Face(np.array(approach.support), approach.weights), 1.0  # nearly the same points carry it
    value = upper if upper > least else 0.0
    return Distance(scale * value, scale * lower, scale * upper)
