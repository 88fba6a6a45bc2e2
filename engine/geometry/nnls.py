"""Nonnegative least squares that goes on from an earlier answer (Lawson and Hanson 1974, chapter 23).

scipy's `nnls` begins with nothing. Clustering asks the same question thousands of times with a point more or less, and
the answer to the last one is most of the next: going on from it costs a few steps instead of one for every dimension.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.linalg import qr, qr_delete, solve_triangular

AT_ONCE = 4  # columns that are tried after one look at all of them: a look costs more than a step
_DEPENDENT = 1e-9  # a column whose part outside the others' span is smaller than this part of it adds nothing
_OPTIMUM = 1e-11  # of the residual: gains below it are not worth a step
_ROUNDING = 1e-15  # of a column's length: gains below it may be none


@dataclass
class Face:
    """Where a descent has come to: the columns with a weight, and their factorisation, which can be made anew."""

    columns: np.ndarray  # (k,) numbers that the caller gives its columns
    weights: np.ndarray  # (k,) > 0
    q: np.ndarray | None = None  # (m, k)
    r: np.ndarray | None = None  # (k, k)


class Descent:
    """Minimises |e - sum_i v_i c_i| over v >= 0, where e = (1, 0, ..., 0) and c_i = (1, side_i * point_i).

    points (n, m - 1), side (n,) of +1 and -1. After each step the weights are the best ones of their columns, so
    residual[0] = |residual|^2, and it only falls. A look at all columns costs n * m operations, a step m * support.
    """

    def __init__(self, points: np.ndarray, side: np.ndarray, start: Face | None = None):
        """`start` counts its columns as rows of `points`."""
        self._points, self._side = points, side
        self._m = points.shape[1] + 1
        most = min(len(points), self._m)
        self._q, self._r = np.empty((self._m, most), order="F"), np.zeros((most, most), order="F")
        self.support: list[int] = []  # columns that have a weight
        self.weights = np.empty(0)
        self._been: set[int] = set()  # supports, by hash: without rounding none comes back
        if start is not None:
            self.support, self.weights = start.columns.tolist(), start.weights
            k = len(self.support)
            q, r = start.q, start.r
            if q is None:
                q, r = qr(np.stack([self._column(i) for i in self.support], axis=1), mode="economic")
            self._q[:, :k], self._r[:k, :k] = q, r
        self._settle()

    def gains(self) -> np.ndarray:
        """(n,) how fast the residual would fall with each column; none above 0 at the optimum."""
        return self.residual[0] + self._side * (self._points @ self.residual[1:])

    def step(self, gains: np.ndarray) -> bool:
        """Take in the best columns. False if there is none: the optimum, as far as rounding lets one see."""
        few = min(AT_ONCE, len(gains))
        best = np.argpartition(-gains, few - 1)[:few]
        stepped = False
        for i in best[np.argsort(-gains[best], kind="stable")].tolist():
            column = self._column(i)
            least = _OPTIMUM * self.residual[0] + _ROUNDING * np.sqrt(column @ column)
            if i not in self.support and column @ self.residual > least:
                stepped |= self._take(i, column)
        here = hash(frozenset(self.support))
        goes_round = here in self._been
        self._been.add(here)
        return stepped and not goes_round

    def face(self, numbers: np.ndarray) -> Face:
        """Where it is, with columns called by the caller's numbers (n,)."""
        k = len(self.support)
        return Face(numbers[self.support], self.weights, self._q[:, :k].copy(), self._r[:k, :k].copy())

    def _column(self, i: int) -> np.ndarray:
        return np.concatenate([[1.0], self._side[i] * self._points[i]])

    def _take(self, i: int, column: np.ndarray) -> bool:
        """Add a column by Gram and Schmidt, twice for orthogonality, and settle."""
        k = len(self.support)
        if k == self._r.shape[1]:
            return False
        q = self._q[:, :k]
        inside = q.T @ column
        outside = column - q @ inside
        again = q.T @ outside
        outside -= q @ again
        length = np.sqrt(outside @ outside)
        if length <= _DEPENDENT * np.sqrt(column @ column):
            return False
        self._r[:k, k], self._r[k, k], self._q[:, k] = inside + again, length, outside / length
        self.support.append(i)
        self.weights = np.append(self.weights, 0.0)
        self._settle()
        return self.support[-1:] == [i]

    def _settle(self) -> None:
        """The best weights of the columns; a column whose weight would be negative leaves at 0."""
        while k := len(self.support):
            best = solve_triangular(self._r[:k, :k], self._q[0, :k], check_finite=False)
            if best.min() > 0:
                self.weights = best
                break
            falling = np.flatnonzero(best <= 0)
            share = self.weights[falling] / np.maximum(self.weights[falling] - best[falling], np.finfo(float).tiny)
            self.weights = self.weights + share.min() * (best - self.weights)
            self._leave(int(falling[share.argmin()]))
        k = len(self.support)
        self.residual = -(self._q[:, :k] @ self._q[0, :k])  # (m,)
        self.residual[0] += 1.0

    def _leave(self, at: int) -> None:
        k = len(self.support)
        q, r = qr_delete(self._q[:, :k], self._r[:k, :k], at, which="col", check_finite=False)
        self._q[:, : k - 1], self._r[: k - 1, : k - 1] = q[:, : k - 1], r[: k - 1]
        self._r[k - 1, :k] = 0.0
        self.weights = np.delete(self.weights, at)
        del self.support[at]
