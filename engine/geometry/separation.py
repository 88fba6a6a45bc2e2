"""Are the convex hulls of two sets of points disjoint? A certificate either way, checked on the points themselves.

Hulls that touch overlap. What counts as touching is a distance, the resolution: between hulls further apart there is a
hyperplane, and of the others two convex combinations nearly meet.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.geometry.approach import Approach, lifted
from engine.geometry.deadline import Deadline
from engine.geometry.nnls import Face
from engine.geometry.points import RESOLUTION


@dataclass(frozen=True)
class Separated:
    """normal . x + offset is above 0 for all of the first set and below 0 for all of the second."""

    normal: np.ndarray  # (d,) of length 1
    offset: float
    gap: float  # width of the empty slab between the sets along `normal`, above the resolution


@dataclass(frozen=True)
class Overlap:
    """Convex combinations of both sets that are no further from each other than the resolution."""

    first: np.ndarray  # (n,) weights of the first set's points, >= 0, their sum 1
    second: np.ndarray  # (m,) likewise
    residual: float  # distance between the two combinations


@dataclass(frozen=True)
class Undecided:
    """Neither certificate holds at the resolution: rounding errors are larger than what they must tell apart."""

    gap: float  # along the last direction tried
    residual: float  # between the last combinations


Separation = Separated | Overlap | Undecided


def separation(first: np.ndarray, second: np.ndarray, resolution: float | None = None) -> Separation:
    """Of the hulls of first (n, d) and second (m, d), in the units of the points.

    `resolution` is by default RESOLUTION of the radius of all the points together.
    """
    both = np.concatenate([first, second])
    origin = both.mean(axis=0)
    scale = float(np.sqrt(((both - origin) ** 2).sum(axis=1).mean())) or 1.0
    resolution = RESOLUTION * scale if resolution is None else resolution
    found, _ = search(lifted((both - origin) / scale), len(first), resolution / scale, Deadline())
    if isinstance(found, Separated):
        return Separated(found.normal, scale * found.offset - float(found.normal @ origin), scale * found.gap)
    if isinstance(found, Overlap):
        return Overlap(found.first, found.second, scale * found.residual)
    return Undecided(scale * found.gap, scale * found.residual)


def search(
    points: np.ndarray, first: int, resolution: float, deadline: Deadline, start: Face | None = None
) -> tuple[Separation, Approach]:
    """For lifted points, of which the first so many are the first set; a radius of about 1 is best for rounding.

    Every residual on the way is tried as a direction, so most pairs are done long before the end. Raises OutOfTime.
    """
    approach = Approach(points, first, start)
    while True:
        deadline.check()
        gains = approach.gains()
        may_separate = gains.max() < approach.residual[0]
        may_meet = approach.residual[0] <= 10 * resolution**2  # its root is about the distance that is left
        if (may_separate or may_meet) and not isinstance(found := _verdict(approach, points, resolution), Undecided):
            return found, approach
        if not approach.step(gains):
            return _verdict(approach, points, resolution), approach


def _verdict(approach: Approach, points: np.ndarray, resolution: float) -> Separation:
    """What can be shown on the points from where the approach has come to."""
    normal, low, high = approach.slab()
    if low - high > resolution:
        return Separated(normal, -(low + high) / 2, low - high)
    residual = np.inf
    if weights := approach.combinations():
        one, other = weights
        residual = float(np.linalg.norm(one @ points[: len(one)] - other @ points[len(one) :]))
        if residual <= resolution:
            return Overlap(one, other, residual)
    return Undecided(low - high, residual)
