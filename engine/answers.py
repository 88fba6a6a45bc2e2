"""Answers: what a model said about every unit of every task at every snapshot. All of Lethe is computed from these."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np


@dataclass(frozen=True)
class Snapshot:
    """A moment at which all tasks are evaluated: `0` before training, `k` after stage k, `k@s` at step s of stage k."""

    stage: int  # 0 before training
    step: int | None = None  # optimizer step inside the stage; None at its end
    stage_name: str = ""  # "cola", "cola+mrpc", "cola#2"; an import's column name; "before training" for 0

    @property
    def name(self) -> str:
        return str(self.stage) if self.step is None else f"{self.stage}@{self.step}"

    @property
    def ends_stage(self) -> bool:
        """True for the rows of the result matrix."""
        return self.stage > 0 and self.step is None


@dataclass(frozen=True)
class Units:
    """What is answered: one unit per sequence, or per evaluated word of a token task. Fixed for a run."""

    example: np.ndarray  # (units,) int64: row in the evaluation split
    position: np.ndarray  # (units,) int64: word in the sentence, from 0; 0 for sequences
    gold: np.ndarray  # (units,) int64 label ids in the task's label order, or float64 for regression

    def digests(self) -> tuple[str, str]:
        """Of which units they are, and of their gold answers; the same for the same units in another order."""
        order = np.lexsort((self.position, self.example))
        which = np.stack([self.example[order], self.position[order]]).astype("<i8")
        gold = self.gold[order].astype("<f8")
        return tuple(hashlib.sha256(part.tobytes()).hexdigest()[:16] for part in (which, gold))


class Hashes(NamedTuple):
    """What guards comparisons of a task between runs, without its texts and answers."""

    example: np.ndarray  # (examples,) int64 ids, ascending
    content: np.ndarray  # (examples,) content hashes; "" where nobody vouches for the content
    units: str  # of which units were evaluated
    gold: str  # of their gold answers


@dataclass(frozen=True)
class Answers:
    """The answers to one task at one snapshot, in the order of its units."""

    predicted: np.ndarray  # (units,) int64 label ids, or float64 for regression
    p_predicted: np.ndarray  # (units,) float32 probability of the predicted label; NaN where unknown
    p_gold: np.ndarray  # (units,) float32 probability of the gold label; NaN where unknown


@dataclass(frozen=True)
class TaskRecord:
    """What a run knows about one of its tasks."""

    name: str
    title: str
    kind: str
    labels: tuple[str, ...]  # () for regression
    metrics: tuple[str, ...]
    evaluation_name: str = "dev"
    source: str = ""
    official: bool | None = None
    split_note: str = ""
    train_rows: int = 0
    evaluation_rows: int = 0
    train_fingerprint: str = ""
    evaluation_fingerprint: str = ""
    units: int = 0
    not_evaluated: int = 0  # tokens beyond the maximum length: in no denominator, but said
    truncated: int = 0  # sequences cut to the maximum length, evaluated all the same
    tolerance: float = 0.5  # regression: right when |predicted - gold| <= tolerance


@dataclass(frozen=True)
class TaskAnswers:
    """All answers to one task over all snapshots of a run."""

    task: TaskRecord
    snapshots: tuple[Snapshot, ...]
    units: Units
    predicted: np.ndarray  # (snapshots, units)
    p_predicted: np.ndarray  # (snapshots, units)
    p_gold: np.ndarray  # (snapshots, units)

    def right(self) -> np.ndarray:
        """(snapshots, units) bool."""
        return self._right(self.predicted)

    def right_at(self, snapshot: int) -> np.ndarray:
        """(units,) bool, at the snapshot with this index."""
        return self._right(self.predicted[snapshot])

    def _right(self, predicted: np.ndarray) -> np.ndarray:
        if self.task.kind == "regression":
            return np.abs(predicted - self.units.gold) <= self.task.tolerance
        return predicted == self.units.gold


@dataclass(frozen=True)
class ExampleRecord:
    """One evaluation example as stored in a run, for display."""

    example: int
    texts: tuple[str, ...]
    words: tuple[str, ...]
    content_hash: str
    tags: Mapping[str, str] = field(default_factory=dict)
