"""What was found out about pairs of clusters, to go on from when they have grown."""

from __future__ import annotations

from collections import defaultdict, deque

import numpy as np

from engine.geometry.nnls import Face

AT_HAND = 12  # faces whose factorisation is kept: some MB each, and quick to make anew for small ones


class Faces:
    """Of pairs of clusters that a hyperplane separates: the points that carry it. Clusters go by name.

    A cluster only grows, so a face of its earlier self is still made of its points.
    """

    def __init__(self) -> None:
        self._of: dict[int, dict[int, Face]] = defaultdict(dict)
        self._at_hand: deque[Face] = deque()

    def get(self, one: int, other: int) -> Face | None:
        return self._of[one].get(other) if one in self._of else None

    def put(self, one: int, other: int, face: Face) -> None:
        self._of[one][other] = self._of[other][one] = face
        if not any(face is at_hand for at_hand in self._at_hand):
            self._at_hand.append(face)
        if len(self._at_hand) > AT_HAND:
            old = self._at_hand.popleft()
            old.q = old.r = None

    def join(self, into: int, gone: int) -> None:
        """Cluster `gone` has become part of `into`, whose own faces are preferred."""
        for other, face in self._of.pop(gone, {}).items():
            del self._of[other][gone]
            if other not in self._of[into]:
                self._of[into][other] = self._of[other][into] = face

    def grown(self, names: np.ndarray) -> Faces:
        """The same, after clusters have merged into those with these names (n,)."""
        found = Faces()
        found._at_hand = self._at_hand.copy()
        for one, others in self._of.items():
            for other, face in others.items():
                found._of[int(names[one])][int(names[other])] = face
        return found
