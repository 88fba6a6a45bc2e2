"""Two sets of points approach each other: a descent whose residual is a direction to separate them along."""

from __future__ import annotations

import numpy as np

from engine.geometry.nnls import Descent, Face


class Approach(Descent):
    """Towards the place where the hulls of two sets meet or are nearest.

    points: (n, d + 1), of which the first `first` are the one set; behind each vector stands the same number, so that
    a hyperplane is a direction. The hulls are disjoint where 0 is no convex combination of side_i * point_i (Gordan
    1873), which is what the descent finds out.
    """

    def __init__(self, points: np.ndarray, first: int, start: Face | None = None):
        self._first = first
        side = np.ones(len(points))
        side[first:] = -1.0
        super().__init__(points, side, start or _outposts(points, first))

    def slab(self) -> tuple[np.ndarray, float, float]:
        """The direction (d,) it has come to, of length 1, and how far along it the sets reach towards each other.

        Between the first set's lowest and the second one's highest is nothing, if these are in this order.
        """
        normal = -self.residual[1:-1]
        length = np.sqrt(normal @ normal)
        normal = normal / length if length else normal
        along = self._points[:, :-1] @ normal
        return normal, float(along[: self._first].min()), float(along[self._first :].max())

    def combinations(self) -> tuple[np.ndarray, np.ndarray] | None:
        """Weights of the first and of the second set's points, each with the sum 1, whose combinations approach."""
        weights = np.zeros(len(self._points))
        weights[self.support] = self.weights
        one, other = weights[: self._first], weights[self._first :]
        sums = one.sum(), other.sum()
        return (one / sums[0], other / sums[1]) if min(sums) > 0 else None


def lifted(vectors: np.ndarray, last: float = 1.0) -> np.ndarray:
    """(n, d + 1): with a number behind each vector."""
    return np.column_stack([vectors, np.full(len(vectors), last)])


def _outposts(points: np.ndarray, first: int) -> Face:
    """To begin with: the point of either set that reaches furthest towards the other one's mean."""
    towards = points[first:].mean(axis=0) - points[:first].mean(axis=0)
    along = points @ towards
    return Face(np.array([along[:first].argmax(), first + along[first:].argmin()]), np.full(2, 0.5))
