"""Where fine-tuning moves the points of each label: centroids, their differences, each point's own displacement."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from engine.errors import UserError
from engine.geometry.points import Points
from engine.geometry.threads import one_thread


@dataclass(frozen=True)
class Movement:
    """Of the same points between two spaces with the same axes: one layer, before and after."""

    centroid_before: np.ndarray  # (labels, d); NaN for a label without a point
    centroid_after: np.ndarray  # (labels, d)
    centroid_moved: np.ndarray  # (labels,) Euclidean distance between the two
    displacement: np.ndarray  # (n,) how far each point has moved
    mean_displacement: float
    distance_before: np.ndarray  # (n, labels) from each point to each centroid
    distance_after: np.ndarray  # (n, labels)

    @property
    def difference(self) -> np.ndarray:
        """(labels, d) centroid after minus before: what `plane` draws as arrows from the origin."""
        return self.centroid_after - self.centroid_before

    @property
    def approach(self) -> np.ndarray:
        """(n, labels) how much nearer each point has come to each label's centroid; below 0: it has gone away."""
        return self.distance_before - self.distance_after


@dataclass(frozen=True)
class Plane:
    """A principal plane, and vectors as seen in it."""

    coordinates: np.ndarray  # (n, 2)
    axes: np.ndarray  # (2, d) orthonormal; 0 where the vectors do not span two dimensions
    centre: np.ndarray  # (d,) what is at the origin
    share: np.ndarray  # (2,) of the sum of squares, 0..1

    def of(self, vectors: np.ndarray) -> np.ndarray:
        """(n, 2) other vectors (n, d) in the same plane."""
        return (vectors - self.centre) @ self.axes.T


@one_thread()
def movement(points: Points, after: np.ndarray) -> Movement:
    """From the space of `points` to another one. after: (rows of the input, d), for the rows they were built from.

    Raises UserError if the dimensions are not the same: there is no movement between different spaces.
    """
    moved = points.moved(after)
    if moved.vectors.shape != points.vectors.shape:
        raise UserError(f"from {points.vectors.shape[1]} to {moved.vectors.shape[1]} dimensions nothing moves")
    before, after = centroids(points), centroids(moved)
    displacement = np.linalg.norm(moved.vectors - points.vectors, axis=1)
    return Movement(
        before, after, np.linalg.norm(after - before, axis=1), displacement, float(displacement.mean()),
        _to_each(points.vectors, before), _to_each(moved.vectors, after),
    )  # fmt: skip


def centroids(points: Points) -> np.ndarray:
    """(labels, d) mean of each label's points; NaN for a label without one."""
    sums = np.zeros((len(points.labels), points.vectors.shape[1]))
    np.add.at(sums, points.label, points.vectors)
    counts = points.counts[:, None]
    return np.divide(sums, counts, out=np.full(sums.shape, np.nan), where=counts > 0)


@one_thread()
def plane(vectors: np.ndarray, centred: bool = True) -> Plane:
    """The plane with most of the variance of vectors (n, d): PCA, with the larger half of each axis pointing up.

    Differences are not centred: their origin, "has not moved", must stay the origin. Rows with NaN have no part in it
    and no place in it.
    """
    there = ~np.isnan(vectors).any(axis=1)
    kept = vectors[there]
    centre = kept.mean(axis=0) if centred and len(kept) else np.zeros(vectors.shape[1])
    axes, share = np.zeros((2, vectors.shape[1])), np.zeros(2)
    if len(kept):
        _, length, found = np.linalg.svd(kept - centre, full_matrices=False)
        k = min(2, int((length > 1e-12 * length[:1]).sum()))
        axes[:k] = found[:k] * np.sign(found[np.arange(k), np.abs(found[:k]).argmax(axis=1)])[:, None]
        share[:k] = length[:k] ** 2 / (length**2).sum() if k else 0.0
    coordinates = np.full((len(vectors), 2), np.nan)
    coordinates[there] = (kept - centre) @ axes.T
    return Plane(coordinates, axes, centre, share)


def paths(centroids_over_time: Sequence[np.ndarray], labels: Sequence[int]) -> np.ndarray:
    """(times, labels, 2) the way of some labels' centroids, (labels, d) at each time, in one plane for all of them."""
    over_time = np.stack([c[list(labels)] for c in centroids_over_time])
    times, count, d = over_time.shape
    return plane(over_time.reshape(times * count, d)).coordinates.reshape(times, count, 2)


def _to_each(vectors: np.ndarray, centroid: np.ndarray) -> np.ndarray:
    return np.stack([np.linalg.norm(vectors - c, axis=1) for c in centroid], axis=1)
