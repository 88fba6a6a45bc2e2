"""Which clusters of different labels overlap: the same question, asked thousands of times of one set of points."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import numpy as np

from engine.geometry.approach import lifted
from engine.geometry.centroids import Group, gaps
from engine.geometry.deadline import Deadline
from engine.geometry.faces import Faces
from engine.geometry.nnls import Face
from engine.geometry.points import RESOLUTION, Points, span
from engine.geometry.separation import Separated, Undecided, search

Labels = tuple[int, int]  # two labels, the lower first


class Separator:
    """Points in their affine span, their radius scaled to 1. Nothing here depends on how they lie in the space."""

    def __init__(self, points: Points, deadline: Deadline):
        self.vectors = span(points.vectors) / points.radius
        self.label = points.label
        self.deadline = deadline
        self.undecided: set[Labels] = set()  # labels with clusters that no certificate decides: taken to overlap
        self._lifted = lifted(self.vectors)

    def apart(self, one: np.ndarray, other: np.ndarray, known: Iterable[Face] = ()) -> Face | None:
        """What separates two clusters of different labels, given as points; None if they overlap.

        `known` separates parts of them: its hyperplane may do for all, and if not it is gone on from. Raises OutOfTime.
        """
        labels = self.label[one[0]], self.label[other[0]]
        if labels[0] > labels[1]:
            one, other, labels = other, one, labels[::-1]
        rows = np.concatenate([one, other])
        points, start = self._lifted[rows], None
        for face in known:
            if self._holds(face, points, len(one), labels[0]):
                return face
            start = start or face
        if start is not None:
            place = np.empty(len(self.label), dtype=np.int64)
            place[rows] = np.arange(len(rows))
            start = Face(place[start.columns], start.weights, start.q, start.r)
        found, approach = search(points, len(one), RESOLUTION, self.deadline, start)
        if isinstance(found, Undecided):
            self.undecided.add((int(labels[0]), int(labels[1])))
        return approach.face(rows) if isinstance(found, Separated) else None

    def _holds(self, face: Face, points: np.ndarray, first: int, label: int) -> bool:
        """Does the hyperplane separate them? `first` points are those of the lower label."""
        weights = np.where(self.label[face.columns] == label, face.weights, -face.weights)
        normal = weights @ self.vectors[face.columns]
        along = points[:, :-1] @ normal
        return along[:first].min() - along[first:].max() > RESOLUTION * np.linalg.norm(normal)

    def clean(self, clusters: Mapping[int, Group], pairs: Iterable[Labels], known: Faces) -> Faces | None:
        """What separates all clusters of these labels; None as soon as two of them overlap. Raises OutOfTime.

        clusters: by label. Large ones are looked at first: they are the likeliest to overlap.
        """
        open_ = sorted(self._open(clusters, pairs), key=lambda two: -sum(len(rows) for rows in two))
        for one, other in open_:
            names = int(one[0]), int(other[0])
            face = known.get(*names)
            if (face := self.apart(one, other, () if face is None else (face,))) is None:
                return None
            known.put(*names, face)
        return known

    def _open(self, clusters: Mapping[int, Group], pairs: Iterable[Labels]) -> Iterator[tuple[np.ndarray, np.ndarray]]:
        """Pairs of clusters that the direction of their centroids does not separate."""
        for first, second in pairs:
            one, other = clusters[first], clusters[second]
            for i, j in np.argwhere(gaps(one, other) <= RESOLUTION).tolist():
                yield one.rows[i], other.rows[j]
