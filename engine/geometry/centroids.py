"""The cheapest certificate: the direction between two centroids separates most pairs of clusters, all at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.spatial.distance import cdist


@dataclass(frozen=True)
class Group:
    """The clusters of one label."""

    rows: Sequence[np.ndarray]  # the points of each cluster, ascending
    vectors: np.ndarray  # (points, d), cluster after cluster
    starts: np.ndarray  # (K,) where each cluster begins in it
    centroids: np.ndarray  # (K, d)

    @classmethod
    def of(cls, vectors: np.ndarray, rows: Sequence[np.ndarray]) -> Group:
        sizes = np.array([len(r) for r in rows])
        starts = np.cumsum(sizes) - sizes
        own = vectors[np.concatenate(rows)]
        return cls(rows, own, starts, np.add.reduceat(own, starts, axis=0) / sizes[:, None])


def gaps(one: Group, other: Group) -> np.ndarray:
    """(K, K') width of the empty slab between clusters along the direction of their centroids; not above 0: none."""
    width = _reach(one, other) + _reach(other, one).T
    apart = cdist(one.centroids, other.centroids)
    return np.divide(width, apart, out=np.full(width.shape, -np.inf), where=apart > 0)


def _reach(one: Group, other: Group) -> np.ndarray:
    """(K, K') least product of a cluster's points with its own centroid minus the other one's."""
    sizes = np.diff(one.starts, append=len(one.vectors))
    own = np.einsum("nd,nd->n", one.vectors, np.repeat(one.centroids, sizes, axis=0))
    return np.minimum.reduceat(own[:, None] - one.vectors @ other.centroids.T, one.starts, axis=0)
