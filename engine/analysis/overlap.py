"""Which examples does one group lose that another keeps? Forgotten sets, their intersections, and what is in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from engine.analysis.numbers import to_json

MAJORITY = "in at least half of its seeds"
_MOST = 62  # groups in the code of an intersection


@dataclass(frozen=True)
class Sets:
    """Of every group, the units it forgot and those it kept, by majority of its seeds."""

    names: tuple[str, ...]
    seeds: tuple[int, ...]
    forgotten: np.ndarray  # (groups, units) bool: right at first and wrong at second in at least half of the seeds
    kept: np.ndarray  # (groups, units) bool: right at first and at second in at least half of them, and not forgotten

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
    forgotten, kept = [], []
    for first, second in right:
        lost = 2 * (first & ~second).sum(axis=0) >= len(first)
        forgotten.append(lost)
        kept.append((2 * (first & second).sum(axis=0) >= len(first)) & ~lost)
    return Sets(tuple(names), tuple(len(f) for f, _ in right), np.stack(forgotten), np.stack(kept))


def intersections(sets: Sets) -> list[Intersection]:
    """Those that occur, the largest first. They partition the units that any group forgot."""
    groups = len(sets.names)
    if groups > _MOST:
        raise ValueError(f"{groups} sets: at most {_MOST} can be intersected")
    code = (sets.forgotten.astype(np.int64) << np.arange(groups)[:, None]).sum(axis=0)
    found = [
        Intersection(tuple(bool(c >> g & 1) for g in range(groups)), np.flatnonzero(code == c))
        for c in np.unique(code[code > 0])
    ]
    return sorted(found, key=lambda i: (-len(i.units), i.key))


def jaccard(sets: Sets) -> np.ndarray:
    """(groups, groups) |A and B| / |A or B| of the forgotten sets (Jaccard 1912); NaN where both are empty."""
    member = sets.forgotten.astype(np.float64)
    both = member @ member.T
    either = sets.sizes[:, None] + sets.sizes[None, :] - both
    return np.divide(both, either, out=np.full(both.shape, np.nan), where=either > 0)


def expected_jaccard(sets: Sets) -> np.ndarray:
    """(groups, groups) what Jaccard would be about, were the sets as large but drawn at random from all units."""
    share = sets.sizes / max(sets.forgotten.shape[1], 1)
    both = share[:, None] * share[None, :]
    either = share[:, None] + share[None, :] - both
    return np.divide(both, either, out=np.full(both.shape, np.nan), where=either > 0)


def loses_keeps(sets: Sets, loses: int, keeps: int) -> np.ndarray:
    """Indices of the units that one group forgot and the other kept."""
    return np.flatnonzero(sets.forgotten[loses] & sets.kept[keeps])


def to_json_of(sets: Sets, example: np.ndarray, position: np.ndarray) -> dict[str, Any]:
    """Sets, intersections and Jaccard; units as [example, position]."""
    return {
        "rule": f"forgotten {MAJORITY}",
        "groups": list(sets.names),
        "sizes": to_json(sets.sizes),
        "jaccard": to_json(jaccard(sets)),
        "jaccard_if_random": to_json(expected_jaccard(sets)),
        "intersections": [
            {
                "groups": [name for name, is_in in zip(sets.names, i.members, strict=True) if is_in],
                "size": len(i.units),
                "units": [[int(example[u]), int(position[u])] for u in i.units],
            }
            for i in intersections(sets)
        ],
    }
