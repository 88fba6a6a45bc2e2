"""Where fine-tuning moves the points of each label: centroids and their ways, and what each point is near to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from engine.geometry.threads import one_thread


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


@dataclass(frozen=True)
class Near:
    """How near points are to the centroids of labels, each held against centroids without itself."""

    label: np.ndarray  # (n,) whose centroid is nearest
    own: np.ndarray  # (n,) distance to the own label's; infinite for a point that is alone with its label
    other: np.ndarray  # (n,) distance to the nearest of the others


def centroids(vectors: np.ndarray, label: np.ndarray, count: int) -> np.ndarray:
    """(count, d) mean of each label's vectors (n, d); NaN for a label without one."""
    sums = np.zeros((count, vectors.shape[1]))
    np.add.at(sums, label, vectors)
    counts = np.bincount(label, minlength=count)[:, None]
    return np.divide(sums, counts, out=np.full(sums.shape, np.nan), where=counts > 0)


@one_thread()
def near(vectors: np.ndarray, label: np.ndarray, count: int) -> Near:
    """vectors: (n, d); label: (n,) of `count`."""
    rows, counts = np.arange(len(vectors)), np.bincount(label, minlength=count)[label]
    to = np.stack([np.linalg.norm(vectors - c, axis=1) for c in centroids(vectors, label, count)], axis=1)
    to = np.where(np.isnan(to), np.inf, to)
    # Without the point itself the centroid is (n c - x) / (n - 1): n / (n - 1) times as far away.
    own = np.divide(to[rows, label] * counts, counts - 1, out=np.full(len(rows), np.inf), where=counts > 1)
    to[rows, label] = own
    nearest = to.argmin(axis=1)
    to[rows, label] = np.inf
    return Near(nearest, own, to.min(axis=1))


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
