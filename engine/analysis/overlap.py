"""Which examples does one group lose that another keeps? Forgotten sets, their intersections, and what is in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from engine.analysis.numbers import to_json

MAJORITY = "in at least half of its seeds"
KNOWN = "known to both: right at first in at least half of the seeds of each group"


@dataclass(frozen=True)
class Sets:
    """Of every group, the units it forgot and those it kept, by majority of its seeds."""

    names: tuple[str, ...]
    seeds: tuple[int, ...]
    forgotten: np.ndarray  # (groups, units) bool: right at first and wrong at second in at least half of the seeds
    kept: np.ndarray  # (groups, units) bool: right at first and at second in at least half of them, and not forgotten
    known: np.ndarray  # (groups, units) bool: right at first in at least half of them: what could be forgotten

    @property
    def sizes(self) -> np.ndarray:
        return self.forgotten.sum(axis=1)


@dataclass(frozen=True)
class Intersection:
    """Units forgotten by exactly these groups and by no other."""

    members: tuple[bool, ...]
    units: np.ndarray  # indices

    @property
    def key(self) -> str:
        """`101`: forgotten by the first and the third group."""
        return "".join("01"[m] for m in self.members)


def majority(names: Sequence[str], right: Sequence[tuple[np.ndarray, np.ndarray]]) -> Sets:
    """right: per group ((seeds, units) bool at first, the same at second)."""
    forgotten, kept, known = [], [], []
    for first, second in right:
        known.append(2 * first.sum(axis=0) >= len(first))
        lost = 2 * (first & ~second).sum(axis=0) >= len(first)
        forgotten.append(lost)
        kept.append((2 * (first & second).sum(axis=0) >= len(first)) & ~lost)
    return Sets(tuple(names), tuple(len(f) for f, _ in right), np.stack(forgotten), np.stack(kept), np.stack(known))


def intersections(sets: Sets) -> list[Intersection]:
    """Those that occur, the largest first. They partition the units that any group forgot."""
    lost = np.flatnonzero(sets.forgotten.any(axis=0))
    if not len(lost):
        return []
    members, which, size = np.unique(sets.forgotten[:, lost], axis=1, return_inverse=True, return_counts=True)
    units = np.split(lost[np.argsort(which, kind="stable")], np.cumsum(size)[:-1])
    found = [Intersection(tuple(of), part) for of, part in zip(members.T.tolist(), units, strict=True)]
    return sorted(found, key=lambda i: (-len(i.units), i.key))


@dataclass(frozen=True)
class Pairs:
    """Every two groups' forgotten sets within the units known to both: only those could be in both sets.

    Arrays are (groups, groups), symmetric.
    """

    known: np.ndarray  # n: units known to both
    both: np.ndarray  # forgotten by both
    either: np.ndarray  # forgotten by one at least, of the known
    expected: np.ndarray  # about what Jaccard would be, were sets of these sizes drawn at random; NaN where undefined

    @property
    def jaccard(self) -> np.ndarray:
        """|A and B| / |A or B| (Jaccard 1912); NaN where both are empty."""
        return _share(self.both, self.either)


def pairs(sets: Sets) -> Pairs:
    """Of every two groups. What one group alone knew is left out: it would make any overlap look like more."""
    lost, known = sets.forgotten.astype(np.float64), sets.known.astype(np.float64)
    n, both, of_known = known @ known.T, lost @ lost.T, lost @ known.T  # of_known[i, j]: forgotten by i, known to j too
    either = of_known + of_known.T - both
    together = _share(of_known * of_known.T, n)  # expected in both, drawn apart
    expected = _share(together, of_known + of_known.T - together)
    return Pairs(n.astype(np.int64), both.astype(np.int64), either.astype(np.int64), expected)


def _share(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    return np.divide(part, whole, out=np.full(part.shape, np.nan), where=whole > 0)


def loses_keeps(sets: Sets, loses: int, keeps: int) -> np.ndarray:
    """Indices of the units that one group forgot and the other kept."""
    return np.flatnonzero(sets.forgotten[loses] & sets.kept[keeps])


def to_json_of(sets: Sets, example: np.ndarray, position: np.ndarray) -> dict[str, Any]:
    """Sets, intersections and Jaccard; units as [example, position]."""
    two = pairs(sets)
    return {
        "rule": f"forgotten {MAJORITY}",
        "groups": list(sets.names),
        "sizes": to_json(sets.sizes),
        "known": to_json(sets.known.sum(axis=1)),
        "known_to_both": to_json(two.known),
        "jaccard_of_known": to_json(two.jaccard),
        "jaccard_of_known_if_random": to_json(two.expected),
        "intersections": [
            {
                "groups": [name for name, is_in in zip(sets.names, i.members, strict=True) if is_in],
                "size": len(i.units),
                "units": [[int(example[u]), int(position[u])] for u in i.units],
            }
            for i in intersections(sets)
        ],
    }
