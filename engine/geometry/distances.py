"""How far labels lie apart, and how far the points of each: DirectProbe's distances between and inside clusters."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import numpy as np
from scipy.spatial.distance import pdist

from engine.geometry.clustering import Clustering
from engine.geometry.deadline import OnProgress, silent
from engine.geometry.hull import hull_distance
from engine.geometry.points import Points
from engine.geometry.threads import one_thread

SMALLEST = 6  # the code of Zhou and Srikumar 2022 drops clusters with fewer points before it measures anything
PHASE = "distances"


@dataclass(frozen=True)
class Distances:
    """In the units of the vectors. A label without a cluster that is large enough has 0 everywhere, as in the original.

    P = L (L - 1) / 2 pairs of labels: 0 and 1, 0 and 2, ..., 1 and 2, ...
    """

    labels: tuple[str, ...]
    pairs: np.ndarray  # (P, 2) indices of labels
    vector: np.ndarray  # (P,) mean distance between the hulls of their clusters
    overlapping: np.ndarray  # (P,) bool: some of their clusters overlap, which count with a distance of 0
    missing: np.ndarray  # (P,) bool: one of the labels has no cluster that is large enough
    inside_max: np.ndarray  # (L,) largest distance between two points of one cluster
    inside_mean: np.ndarray  # (L,) mean distance between two points of a cluster, averaged over clusters of 2 or more
    outside_min: np.ndarray  # (L,) least of the label's distances to others
    between: np.ndarray  # (clusters, clusters) between hulls; NaN within a label, and for small clusters
    smallest: int  # clusters with fewer points are left out
    left_out: np.ndarray  # (clusters,) bool
    error: float  # no distance is off by more than this part of it: the bounds checked on the points

    @property
    def separable(self) -> bool:
        """Does no cluster overlap one of another label?"""
        return not self.overlapping.any()


@one_thread()
def distances(
    points: Points, clustering: Clustering, smallest: int = SMALLEST, on_progress: OnProgress = silent
) -> Distances:
    """Between and inside clusters of at least `smallest` points, in the space of `points`."""
    rows = [np.flatnonzero(clustering.cluster == k) for k in range(len(clustering.label))]
    small = np.array([len(r) < smallest for r in rows])
    between = np.full((len(rows), len(rows)), np.nan)
    todo = [(i, j) for i, j in combinations(np.flatnonzero(~small).tolist(), 2)
            if clustering.label[i] != clustering.label[j]]  # fmt: skip
    error = 0.0
    for done, (i, j) in enumerate(todo, 1):
        found = hull_distance(points.vectors[rows[i]], points.vectors[rows[j]], points.resolution)
        between[i, j] = between[j, i] = found.value
        error = max(error, found.error)
        on_progress(PHASE, done, len(todo))
    count = len(points.labels)
    pairs = np.array(list(combinations(range(count), 2)))
    vector, overlapping, missing = np.zeros(len(pairs)), np.zeros(len(pairs), bool), np.zeros(len(pairs), bool)
    least = np.full(count, np.inf)
    for p, (one, other) in enumerate(pairs):
        block = between[np.ix_(clustering.label == one, clustering.label == other)]
        block = block[~np.isnan(block)]
        missing[p], overlapping[p] = not len(block), (block == 0).any()
        if len(block):
            vector[p] = block.mean()
            least[[one, other]] = np.minimum(least[[one, other]], vector[p])
    inside_max, inside_mean = _inside(points, [r for r, out in zip(rows, small, strict=True) if not out])
    return Distances(
        points.labels, pairs, vector, overlapping, missing, inside_max, inside_mean,
        np.where(np.isfinite(least), least, 0.0), between, smallest, small, error,
    )  # fmt: skip


def follow(
    points: Points, clustering: Clustering, vectors: np.ndarray, smallest: int = SMALLEST,
    on_progress: OnProgress = silent,
) -> Distances:  # fmt: skip
    """The same clusters of the same points in another space, such as another layer or snapshot ("batch probing").

    vectors: (rows of the input, any d), for the rows that the points were built from. Clusters that overlap there are
    flagged (`overlapping`, `separable`): in that space they would have been others.
    """
    return distances(points.moved(vectors), clustering, smallest, on_progress)


def _inside(points: Points, rows: list[np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """(labels,) largest distance within a cluster, and mean over the clusters' means."""
    count = len(points.labels)
    largest, means = np.zeros(count), [[] for _ in range(count)]
    for members in rows:
        if len(members) > 1:
            label, within = points.label[members[0]], pdist(points.vectors[members])
            largest[label] = max(largest[label], within.max())
            means[label].append(within.mean())
    return largest, np.array([np.mean(m) if m else 0.0 for m in means])
