"""Right or wrong over the snapshots, as a string of bits: 1100 was right twice, then forgotten."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np

from engine.answers import TaskAnswers


@dataclass(frozen=True)
class Pattern:
    """All units with the same history."""

    bits: str  # "1" right, "0" wrong, one per snapshot
    count: int
    units: np.ndarray  # (count,) indices of the units, ascending
    examples: np.ndarray  # distinct examples they belong to, ascending


def patterns(answers: TaskAnswers, snapshots: Sequence[int] | None = None) -> list[Pattern]:
    """The patterns that occur, most frequent first. By default over the stage ends."""
    chosen = default_snapshots(answers) if snapshots is None else list(snapshots)
    if not chosen or not len(answers.units.gold):
        return []
    right = answers.right()[chosen]  # (chosen, units)
    packed = np.packbits(right, axis=0)  # one column per unit: far fewer bytes to sort than bits
    keys = np.ascontiguousarray(packed.T).view([("", packed.dtype)] * packed.shape[0]).ravel()
    _, group, counts = np.unique(keys, return_inverse=True, return_counts=True)
    by_group = np.split(np.argsort(group, kind="stable"), np.cumsum(counts)[:-1])
    found = [
        Pattern(
            "".join("01"[int(b)] for b in right[:, units[0]]),
            len(units),
            units,
            np.unique(answers.units.example[units]),
        )
        for units in by_group
    ]
    return sorted(found, key=lambda p: (-p.count, p.bits))


def default_snapshots(answers: TaskAnswers) -> list[int]:
    """The stage ends; all snapshots as long as no stage is done."""
    ends = [i for i, s in enumerate(answers.snapshots) if s.ends_stage]
    return ends or list(range(len(answers.snapshots)))


def trained_snapshots(answers: TaskAnswers, trained: Collection[str]) -> list[int]:
    """The stage ends at which the task's head had been trained (`trained` names them): before, a random head answers,
    and what changes is noise. All stage ends where fewer than two are left."""
    ends = default_snapshots(answers)
    chosen = [i for i in ends if answers.snapshots[i].name in trained]
    return chosen if len(chosen) > 1 else ends


def matches(answers: TaskAnswers, bits: str, snapshots: Sequence[int] | None = None) -> np.ndarray:
    """(units,) bool: whose history is this? `.` stands for either. The bits are over the same snapshots as above."""
    chosen = default_snapshots(answers) if snapshots is None else list(snapshots)
    right = answers.right()[chosen]
    if len(bits) != len(chosen) or set(bits) - set("01."):
        return np.zeros(right.shape[1], dtype=bool)
    wanted = [(row, bit == "1") for row, bit in zip(right, bits, strict=True) if bit != "."]
    return np.logical_and.reduce([row == value for row, value in wanted] or [np.ones(right.shape[1], dtype=bool)])
