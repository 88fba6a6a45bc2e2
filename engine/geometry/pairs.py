"""The clusters of one label, and which two of them are the nearest that may still merge."""

from __future__ import annotations

import numpy as np
from scipy.spatial.distance import cdist


class Pairs:
    """Distances between the centroids of K clusters, numbered from 0, as they merge or are forbidden to."""

    def __init__(self, centroids: np.ndarray):
        """centroids: (K, d)."""
        self._centroids = centroids.copy()
        self._distance = cdist(centroids, centroids)
        np.fill_diagonal(self._distance, np.inf)
        self._forbidden = np.zeros(self._distance.shape, dtype=bool)
        self._alive = np.ones(len(centroids), dtype=bool)
        self._least = self._distance.min(axis=1)  # of each row; infinite where nothing may merge with it

    def nearest(self) -> tuple[float, int, int] | None:
        """Distance and numbers of the two nearest, of several the lowest; None if no pair may merge any more."""
        i = int(self._least.argmin())
        if not np.isfinite(self._least[i]):
            return None
        return float(self._least[i]), i, int(self._distance[i].argmin())

    def forbid(self, i: int, j: int) -> None:
        """These two never merge: their union overlaps another label's cluster, and clusters only grow."""
        self._forbidden[i, j] = self._forbidden[j, i] = True
        self._distance[i, j] = self._distance[j, i] = np.inf
        for row in (i, j):
            self._least[row] = self._distance[row].min()

    def join(self, i: int, j: int, centroid: np.ndarray) -> None:
        """j becomes part of i, which must not merge with what either of them must not merge with."""
        self._alive[j] = False
        self._centroids[i] = centroid
        self._forbidden[i] |= self._forbidden[j]
        self._forbidden[:, i] |= self._forbidden[:, j]
        stale = (self._distance[:, i] == self._least) | (self._distance[:, j] == self._least)
        self._distance[[i, j]] = self._distance[:, [i, j]] = np.inf
        may = self._alive & ~self._forbidden[i]
        may[i] = False
        to = cdist(centroid[None], self._centroids[may])[0]
        self._distance[i, may] = self._distance[may, i] = to
        self._least[may] = np.minimum(self._least[may], to)
        stale[[i, j]] = True
        self._least[stale] = self._distance[stale].min(axis=1)
