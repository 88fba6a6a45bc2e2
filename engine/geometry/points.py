"""Labelled points in a space: what every other module here works on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from engine.errors import UserError
from engine.randomness import generator

RESOLUTION = 1e-6  # of the radius. An encoder's float32 rounds at about 1e-7 per operation; nearer is "the same place"


class TooFewLabels(UserError):
    """There are no two labels to hold against each other: of the input, or of what conflicts have left of it."""


@dataclass(frozen=True)
class Conflicts:
    """Points at one and the same place with different labels. All of them are left out.

    No clustering can keep them apart, and which of their labels is the right one the space does not say: keeping the
    majority's would let the others vanish unseen.
    """

    rows: np.ndarray  # (k,) rows of the input, ascending
    places: int  # at how many places they are


@dataclass(frozen=True)
class Points:
    """n labelled points of d dimensions, without conflicting ones. Labels are sorted by name, as DirectProbe does."""

    vectors: np.ndarray  # (n, d) float64
    label: np.ndarray  # (n,) index in `labels`
    labels: tuple[str, ...]  # all there could be, also those without a point
    rows: np.ndarray  # (n,) row of the input that each point was, ascending
    conflicts: Conflicts
    keys: np.ndarray | None = None  # (n, ...) what the caller calls each point

    @classmethod
    def build(
        cls,
        vectors: np.ndarray,
        label: np.ndarray,
        labels: Sequence[str],
        keys: np.ndarray | None = None,
        keep_conflicts: bool = False,
    ) -> Points:
        """From vectors (n, d) and for each the index (n,) of its label in `labels`, in any order of these.

        Vectors nearer to each other than RESOLUTION of the radius count as identical. `keep_conflicts` leaves the
        conflicting ones in, for clusters that are given and not looked for.
        Raises UserError for what cannot be used (rows counted from 1); TooFewLabels where there is nothing to compare.
        """
        vectors, label = _checked(vectors, label, labels, keys)
        order = sorted(range(len(labels)), key=lambda i: labels[i])
        label, labels = np.argsort(order)[label], tuple(labels[i] for i in order)
        if len(names := np.unique(label)) < 2:
            raise TooFewLabels(f"all {len(label):,} points have one label, {labels[names[0]]!r}: two are needed")
        place = _places(vectors)
        several = np.bincount(np.unique(np.stack([place, label]), axis=1)[0]) > 1  # places with several labels
        out = several[place]
        conflicts = Conflicts(np.flatnonzero(out), int(several.sum()))
        if keep_conflicts:
            out = np.zeros(len(label), dtype=bool)
        if len(np.unique(label[~out])) < 2:
            raise TooFewLabels(
                f"{len(conflicts.rows):,} of {len(label):,} points are at the same place as one with another label "
                f"({conflicts.places:,} places); without them fewer than two labels are left"
            )
        rows = np.flatnonzero(~out)
        return cls(vectors[rows], label[rows], labels, rows, conflicts, None if keys is None else keys[rows])

    def moved(self, vectors: np.ndarray) -> Points:
        """The same points in another space. vectors: (rows of the input, any d).

        Points that fall together there stay: the hulls of their clusters touch. Raises UserError as `build` does.
        """
        if len(vectors) <= self.rows[-1]:
            raise UserError(f"{len(vectors):,} vectors, but the points come from {self.rows[-1] + 1:,} rows")
        return replace(self, vectors=_finite(vectors)[self.rows])

    def shuffled(self, seed: int) -> Points:
        """The same points with their labels permuted at random: what a space that knows nothing looks like.

        Identical points may conflict now, and are left out too. Raises TooFewLabels as `build` does.
        """
        label = generator(seed, "shuffled labels").permutation(self.label)
        found = Points.build(self.vectors, label, self.labels, self.keys)
        conflicts = replace(found.conflicts, rows=self.rows[found.conflicts.rows])
        return replace(found, rows=self.rows[found.rows], conflicts=conflicts)

    @cached_property
    def radius(self) -> float:
        """Root mean square of the distances to the mean: the scale that tolerances are relative to."""
        return _radius(self.vectors)

    @property
    def resolution(self) -> float:
        """Distances below it are none."""
        return RESOLUTION * self.radius

    @property
    def counts(self) -> np.ndarray:
        """(labels,) number of points."""
        return np.bincount(self.label, minlength=len(self.labels))


def span(vectors: np.ndarray) -> np.ndarray:
    """(n, min(n, d)) coordinates in the affine span: centred, and rotated where n points cannot span d dimensions.

    All distances and angles stay: rigid, not a projection.
    """
    centred = vectors - vectors.mean(axis=0)
    n, d = vectors.shape
    return centred if n > d else np.ascontiguousarray(np.linalg.qr(centred.T, mode="r").T)


def _checked(
    vectors: np.ndarray, label: np.ndarray, labels: Sequence[str], keys: np.ndarray | None
) -> tuple[np.ndarray, np.ndarray]:
    vectors, label = _finite(vectors), np.asarray(label)
    if len(vectors) != len(label):
        raise UserError(f"{len(vectors):,} vectors, but {len(label):,} labels: each vector needs one")
    if keys is not None and len(keys) != len(label):
        raise UserError(f"{len(vectors):,} vectors, but {len(keys):,} keys: each vector needs one")
    if empty := [i for i, name in enumerate(labels) if not name.strip()]:
        raise UserError(f"label {empty[0] + 1} of {len(labels)} is empty: every label needs a name")
    if twice := next((name for name in labels if list(labels).count(name) > 1), None):
        raise UserError(f"label {twice!r} is there twice")
    if len(outside := np.flatnonzero((label < 0) | (label >= len(labels)))):
        raise UserError(f"row {outside[0] + 1}: there is no label {label[outside[0]]}; there are {len(labels)}, from 0")
    return vectors, label


def _finite(vectors: np.ndarray) -> np.ndarray:
    vectors = np.asarray(vectors, dtype=np.float64)
    if vectors.ndim != 2 or not vectors.size:
        raise UserError(f"vectors must be a table of points and dimensions, got the shape {vectors.shape}")
    if not np.isfinite(vectors).all():
        row, column = np.argwhere(~np.isfinite(vectors))[0]
        raise UserError(f"row {row + 1}, dimension {column + 1}: {vectors[row, column]} is no coordinate")
    return vectors


def _radius(vectors: np.ndarray) -> float:
    centred = vectors - vectors.mean(axis=0)
    return float(np.sqrt((centred**2).sum(axis=1).mean()))


def _places(vectors: np.ndarray) -> np.ndarray:
    """(n,) which place each vector is at; those that a chain of vectors within the resolution links are one place."""
    first: dict[bytes, int] = {}
    exact = np.array([first.setdefault(row.tobytes(), len(first)) for row in vectors + 0.0])  # -0.0 is 0.0
    distinct = vectors[np.unique(exact, return_index=True)[1]]
    within = RESOLUTION * _radius(vectors)
    # Points near each other are so in every direction, one drawn at random too, where nearly no others are
    direction = generator(0, "places").standard_normal(vectors.shape[1])
    along = (distinct - distinct.mean(axis=0)) @ (direction / np.linalg.norm(direction))
    order = np.argsort(along, kind="stable")
    links = [np.empty((2, 0), dtype=np.int64)]
    for apart in range(1, len(order)):
        near = np.flatnonzero(along[order[apart:]] - along[order[:-apart]] <= 1.001 * within)
        if not len(near):
            break
        one, other = order[near], order[near + apart]
        are = np.linalg.norm(distinct[one] - distinct[other], axis=1) <= within
        links.append(np.stack([one[are], other[are]]))
    one, other = np.concatenate(links, axis=1)
    graph = coo_array((np.ones(len(one)), (one, other)), shape=(len(distinct), len(distinct)))
    return connected_components(graph, directed=False)[1][exact]
