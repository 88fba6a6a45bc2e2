"""In which order DirectProbe merges clusters while it does not look whether they overlap."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from scipy.cluster.hierarchy import linkage
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from engine.geometry.points import Points


@dataclass(frozen=True)
class Merges:
    """Merge k joins the clusters of points one[k] and other[k]. Before the first one every point is a cluster."""

    n: int  # points
    one: np.ndarray  # (merges,)
    other: np.ndarray  # (merges,)

    @classmethod
    def of(cls, points: Points, labels: Iterable[int]) -> Merges:
        """Of the points with these labels, down to one cluster each: the two of one label whose centroids are nearest
        to each other come first (UPGMC), over all labels.

        Labels do not meddle with each other, so each one's order is scipy's, and the orders are threaded together. A
        merged centroid may be nearer to the next than its parts were to each other; then that merge follows at once,
        which the running maximum says. Takes 4 n^2 bytes for a label of n points.
        """
        one, other, height, of = [], [], [], []
        for label in labels:
            rows = np.flatnonzero(points.label == label)
            if len(rows) < 2:
                continue
            tree = linkage(points.vectors[rows], "centroid")
            first = rows.tolist()  # a point of each cluster: first those of one point, then as they are made
            for left, right in tree[:, :2].astype(int).tolist():
                one.append(first[left])
                other.append(first[right])
                first.append(first[left])
            height.append(np.maximum.accumulate(tree[:, 2]))
            of.append(np.full(len(tree), label))
        if not height:
            return cls(len(points.label), np.empty(0, np.int64), np.empty(0, np.int64))
        order = np.lexsort((np.concatenate(of), np.concatenate(height)))
        return cls(len(points.label), np.array(one)[order], np.array(other)[order])

    def __len__(self) -> int:
        return len(self.one)

    def state(self, k: int) -> np.ndarray:
        """(n,) after k merges: the lowest point of each point's cluster, which is the cluster's name."""
        graph = coo_array((np.ones(k), (self.one[:k], self.other[:k])), shape=(self.n, self.n))
        return named(connected_components(graph, directed=False)[1])


def named(cluster: np.ndarray) -> np.ndarray:
    """(n,) any numbers of clusters as names: the lowest point of each."""
    _, first, number = np.unique(cluster, return_index=True, return_inverse=True)
    return first[number]


def members(names: np.ndarray, rows: np.ndarray) -> list[np.ndarray]:
    """The points of each cluster that has some of `rows` (ascending), in the order of the names (n,)."""
    order = rows[np.argsort(names[rows], kind="stable")]
    return np.split(order, np.flatnonzero(np.diff(names[order])) + 1)
