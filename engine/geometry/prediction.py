"""Which cluster is a new point nearest to? DirectProbe's classifier, and how often it is right: intra-accuracy."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.errors import UserError
from engine.geometry.clustering import Clustering
from engine.geometry.deadline import OnProgress, silent
from engine.geometry.hull import Hull
from engine.geometry.points import Points
from engine.geometry.threads import one_thread

PHASE = "predictions"
_TIE = 1e-9  # of the radius


@dataclass(frozen=True)
class Predictions:
    """Of m new points. Inside a hull the distance to it is 0."""

    distance: np.ndarray  # (m, clusters) from the point to the hull; NaN where it is certainly not the nearest
    cluster: np.ndarray  # (m,) the nearest; of several the lowest number
    label: np.ndarray  # (m,) its label, an index in the points' labels
    tied: np.ndarray  # (m,) bool: a cluster of another label is just as near

    def accuracy(self, gold: np.ndarray) -> float:
        """Share of points whose nearest cluster has their label, gold (m,): intra-accuracy."""
        return float(np.mean(self.label == gold))


@one_thread()
def predict(
    points: Points, clustering: Clustering, vectors: np.ndarray, nearest_only: bool = True,
    on_progress: OnProgress = silent,
) -> Predictions:  # fmt: skip
    """For vectors (m, d) in the space of the points. Raises UserError for another number of dimensions.

    With `nearest_only` false the distance to every cluster is measured: many times slower.
    """
    vectors = np.asarray(vectors, dtype=np.float64)
    if vectors.ndim != 2 or vectors.shape[1] != points.vectors.shape[1]:
        raise UserError(f"points have {points.vectors.shape[1]} dimensions, the vectors' shape is {vectors.shape}")
    rows = [np.flatnonzero(clustering.cluster == k) for k in range(len(clustering.label))]
    hulls = [Hull(points.vectors[members]) for members in rows]
    least = np.stack([_at_least(points.vectors[members], vectors) for members in rows], axis=1)
    distance, tie = np.full(least.shape, np.nan), _TIE * points.radius
    for i, vector in enumerate(vectors):
        nearest = np.inf
        for k in np.argsort(least[i], kind="stable").tolist():
            if nearest_only and least[i, k] > nearest + tie:
                break
            distance[i, k] = hulls[k].distance(vector, points.resolution).value
            nearest = min(nearest, distance[i, k])
        on_progress(PHASE, i + 1, len(vectors))
    near = distance <= np.nanmin(distance, axis=1, keepdims=True) + tie
    cluster = near.argmax(axis=1)
    label = clustering.label[cluster]
    tied = (near & (clustering.label[None] != label[:, None])).any(axis=1)
    return Predictions(distance, cluster, label, tied)


def _at_least(hull: np.ndarray, vectors: np.ndarray) -> np.ndarray:
    """(m,) no point is nearer to the hull than it is outside of it along the direction from the hull's centroid."""
    centroid = hull.mean(axis=0)
    towards = vectors - centroid
    length = np.linalg.norm(towards, axis=1)
    reach = ((hull - centroid) @ towards.T).max(axis=0)
    return np.divide(length**2 - reach, length, out=np.zeros(len(vectors)), where=length > 0)
