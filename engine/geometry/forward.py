"""DirectProbe's last phase: merge on, nearest first, but only what overlaps no cluster of another label."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from engine.geometry.faces import Faces
from engine.geometry.merging import members
from engine.geometry.nnls import Face
from engine.geometry.pairs import Pairs
from engine.geometry.points import RESOLUTION
from engine.geometry.separator import Labels, Separator


class Forward:
    """Clusters in slots, by label and then by their lowest point. A merged cluster stays in one of its two slots."""

    def __init__(self, names: np.ndarray, separator: Separator, overlapping: Iterable[Labels], faces: Faces):
        """names: (n,) of a state without overlap. Only clusters of labels in `overlapping` merge, or are looked at."""
        self._separator, self._faces = separator, faces
        self._against: dict[int, set[int]] = {}
        for one, other in overlapping:
            self._against.setdefault(one, set()).add(other)
            self._against.setdefault(other, set()).add(one)
        label = separator.label
        self._rows = [r for one in sorted(self._against) for r in members(names, np.flatnonzero(label == one))]
        self._name = np.array([rows[0] for rows in self._rows])  # (slots,)
        self._label = label[self._name]  # (slots,)
        self._centroid = np.stack([separator.vectors[rows].mean(axis=0) for rows in self._rows])
        self._products = separator.vectors @ self._centroid.T  # (n, slots)
        self._slot = np.full(len(label), -1)
        for slot, rows in enumerate(self._rows):
            self._slot[rows] = slot
        self._begin = {int(i): int(np.searchsorted(self._label, i)) for i in self._against}
        self._pairs = {i: Pairs(self._centroid[self._label == i]) for i in self._begin}
        self._alive = np.ones(len(self._rows), dtype=bool)
        self._last_hit: dict[int, int] = {}  # slot: the slot that its last union overlapped

    def merges(self) -> Iterator[tuple[int, int]]:
        """Carries on to the end; after each merge the names of the cluster that grew and of what it took in."""
        while nearest := self._nearest():
            label, i, j = nearest
            one, other = self._begin[label] + i, self._begin[label] + j
            faces = self._tried(one, other)
            if faces is None:
                self._pairs[label].forbid(i, j)
                continue
            name, gone = sorted((int(self._name[one]), int(self._name[other])))
            self._join(one, other, name)
            self._pairs[label].join(i, j, self._centroid[one])
            self._faces.join(name, gone)
            for slot, face in faces.items():
                self._faces.put(name, int(self._name[slot]), face)
            yield name, gone

    def _nearest(self) -> tuple[int, int, int] | None:
        """Label and numbers of the two clusters to try next."""
        self._separator.deadline.check()
        found = [(pair[0], label, *pair[1:]) for label, pairs in self._pairs.items() if (pair := pairs.nearest())]
        return min(found)[1:] if found else None

    def _tried(self, one: int, other: int) -> dict[int, Face] | None:
        """What separates the union of two slots from the clusters near it, by slot; None if it overlaps one."""
        rows = np.concatenate([self._rows[one], self._rows[other]])
        found: dict[int, Face] = {}
        large = max(one, other, key=lambda slot: len(self._rows[slot]))
        hit = self._last_hit.get(large)
        if hit is not None and self._alive[hit]:
            if (face := self._apart(rows, one, other, hit)) is None:
                return None
            found[hit] = face
        for slot in self._open(rows, one, other).tolist():
            if slot in found:
                continue
            if (face := self._apart(rows, one, other, slot)) is None:
                self._last_hit[large] = slot
                return None
            found[slot] = face
        return found

    def _apart(self, rows: np.ndarray, one: int, other: int, slot: int) -> Face | None:
        by_size = sorted((one, other), key=lambda s: -len(self._rows[s]))
        faces = (self._faces.get(int(self._name[s]), int(self._name[slot])) for s in by_size)
        return self._separator.apart(rows, self._rows[slot], [face for face in faces if face is not None])

    def _open(self, rows: np.ndarray, one: int, other: int) -> np.ndarray:
        """Slots that the direction between centroids does not separate from a union, the least separated first."""
        against = np.isin(self._label, list(self._against[int(self._label[one])]))
        slots = np.flatnonzero(self._alive & against)
        centroid, product = self._union(one, other)
        own = np.full(len(self._alive), np.inf)
        inside = self._slot >= 0
        reached = self._products[inside, self._slot[inside]] - product[inside]
        np.minimum.at(own, self._slot[inside], reached)
        width = own[slots] + (product[rows, None] - self._products[np.ix_(rows, slots)]).min(axis=0)
        width -= RESOLUTION * np.linalg.norm(self._centroid[slots] - centroid, axis=1)
        order = np.argsort(width, kind="stable")
        return slots[order[width[order] <= 0]]

    def _union(self, one: int, other: int) -> tuple[np.ndarray, np.ndarray]:
        """Centroid (d,) of two slots together, and its products (n,) with all points."""
        sizes = np.array([len(self._rows[one]), len(self._rows[other])], dtype=float)
        share = sizes / sizes.sum()
        two = [one, other]
        return share @ self._centroid[two], self._products[:, two] @ share

    def _join(self, one: int, other: int, name: int) -> None:
        self._centroid[one], self._products[:, one] = self._union(one, other)
        self._rows[one] = np.concatenate([self._rows[one], self._rows[other]])
        self._slot[self._rows[one]] = one
        self._name[one], self._alive[other] = name, False
        self._last_hit.pop(other, None)
