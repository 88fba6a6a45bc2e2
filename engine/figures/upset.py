"""UpSet: how many are in exactly these sets and in no other (Lex et al. 2014)."""

from dataclasses import dataclass

import numpy as np

from engine.figures.figure import Figure


@dataclass(frozen=True)
class UpSet(Figure):
    """Intersections from the left, sets from the top. A click gives (intersection's key, set's name)."""

    sets: tuple[str, ...]
    sizes: np.ndarray  # (sets,)
    keys: tuple[str, ...]  # (intersections,) "101"
    members: np.ndarray  # (intersections, sets) bool
    counts: np.ndarray  # (intersections,)
    hover: tuple[str, ...]
    unit: str  # "sentences"
    legend: tuple[str, ...] = ()

    @property
    def down(self) -> tuple[str, ...]:
        return self.sets

    @property
    def across(self) -> int:
        return len(self.keys)
