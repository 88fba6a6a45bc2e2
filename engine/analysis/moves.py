"""Where did the forgotten go? Gold label against the new, wrong, prediction."""

from dataclasses import dataclass

import numpy as np

from engine.analysis.bins import bins
from engine.analysis.changes import FORGOTTEN, changes
from engine.answers import Snapshot, TaskAnswers


@dataclass(frozen=True)
class Moves:
    """counts[g][p]: units with gold label g that were right at first and are predicted as p at second."""

    task: str
    first: Snapshot
    second: Snapshot
    labels: tuple[str, ...]
    counts: np.ndarray  # (labels, labels) int; the diagonal is 0, but for regression, where a bin is wider than "right"

    @property
    def total(self) -> int:
        return int(self.counts.sum())


def where_to(answers: TaskAnswers, first: int, second: int) -> Moves:
    """Count the forgotten units by gold label and prediction at second; for regression by bins of the gold values."""
    groups = bins(answers)
    forgotten = changes(answers, first, second) == FORGOTTEN
    gold = groups.of(answers.units.gold[forgotten])
    new = groups.of(answers.predicted[second][forgotten])
    size = len(groups.labels)
    counts = np.bincount(gold * size + new, minlength=size * size).reshape(size, size)
    return Moves(answers.task.name, answers.snapshots[first], answers.snapshots[second], groups.labels, counts)
