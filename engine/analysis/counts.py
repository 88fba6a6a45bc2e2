"""cnt1-cnt4 per gold label, as the original experiments published them."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from engine.analysis.bins import bins
from engine.analysis.changes import FORGOTTEN, KEPT, LEARNED, changes
from engine.analysis.numbers import to_json
from engine.answers import Snapshot, TaskAnswers


@dataclass(frozen=True)
class CountTable:
    """Counts by gold label between two snapshots. Arrays are (labels,) in the task's label order.

    Always cnt2 = cnt1 - cnt3 + cnt4, and cnt3 <= cnt1 <= frequency.
    """

    task: str
    unit: str  # what is counted: "sentences", "sentence pairs", "tokens"
    first: Snapshot
    second: Snapshot
    labels: tuple[str, ...]
    frequency: np.ndarray  # evaluated units with this gold label
    cnt1: np.ndarray  # right at first
    cnt2: np.ndarray  # right at second
    cnt3: np.ndarray  # forgotten: right at first, wrong at second
    cnt4: np.ndarray  # learned: wrong at first, right at second
    not_evaluated: int = 0  # tokens beyond the maximum length: in no count

    @property
    def share(self) -> np.ndarray:
        """(labels,) cnt3 / frequency, as published; NaN for a label that does not occur."""
        return _divide(self.cnt3, self.frequency)

    @property
    def share_of_right(self) -> np.ndarray:
        """(labels,) cnt3 / cnt1: of what was right at first; NaN where nothing was."""
        return _divide(self.cnt3, self.cnt1)

    @property
    def share_learned(self) -> np.ndarray:
        """(labels,) cnt4 / frequency, as published."""
        return _divide(self.cnt4, self.frequency)

    @property
    def never(self) -> np.ndarray:
        """(labels,) wrong at both."""
        return self.frequency - self.cnt1 - self.cnt4

    def total(self) -> dict[str, float]:
        """Sums over the labels, and the two shares of the sums."""
        sums = {name: int(getattr(self, name).sum()) for name in ("frequency", "cnt1", "cnt2", "cnt3", "cnt4")}
        whole, right = sums["frequency"], sums["cnt1"]
        return {
            **sums,
            "share": sums["cnt3"] / whole if whole else float("nan"),
            "share_of_right": sums["cnt3"] / right if right else float("nan"),
        }

    def to_json(self) -> dict[str, Any]:
        arrays = ("frequency", "cnt1", "cnt2", "cnt3", "cnt4", "share", "share_of_right")
        return {
            "task": self.task,
            "first": self.first.name,
            "second": self.second.name,
            "labels": list(self.labels),
            **{name: to_json(getattr(self, name)) for name in arrays},
            "not_evaluated": self.not_evaluated,
        }


UNITS = {"sequence": "sentences", "pair": "sentence pairs", "token": "tokens", "regression": "sentence pairs"}


def count_table(answers: TaskAnswers, first: int, second: int) -> CountTable:
    """Count by gold label, or by bins of the gold value, between the snapshots with these indices."""
    groups = bins(answers)
    gold = groups.of(answers.units.gold)
    what = changes(answers, first, second)
    kept, forgotten, learned = (
        np.bincount(gold[what == code], minlength=len(groups.labels)) for code in (KEPT, FORGOTTEN, LEARNED)
    )
    return CountTable(
        task=answers.task.name,
        unit=UNITS[answers.task.kind],
        first=answers.snapshots[first],
        second=answers.snapshots[second],
        labels=groups.labels,
        frequency=np.bincount(gold, minlength=len(groups.labels)),
        cnt1=kept + forgotten,
        cnt2=kept + learned,
        cnt3=forgotten,
        cnt4=learned,
        not_evaluated=answers.task.not_evaluated,
    )


def _divide(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    return np.divide(part, whole, out=np.full(len(part), np.nan), where=whole > 0)
