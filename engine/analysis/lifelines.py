"""The life-line of every unit: right or wrong at each snapshot since its head was trained (Toneva et al. 2019)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.analysis.counts import UNITS
from engine.analysis.numbers import to_json
from engine.answers import Snapshot, TaskAnswers
from engine.errors import UserError

if TYPE_CHECKING:
    from engine.store import Run


@dataclass(frozen=True)
class LifeClass:
    """One of the four lives there are, and how it looks everywhere (never by colour alone)."""

    code: int
    name: str
    glyph: str
    meaning: str
    colour: str


UNFORGETTABLE, RELEARNED, FORGOTTEN, NEVER = 0, 1, 2, 3
CLASSES: dict[str, LifeClass] = {
    c.name: c
    for c in (
        LifeClass(UNFORGETTABLE, "unforgettable", "=", "right ever since it was first right", "#0072B2"),
        LifeClass(RELEARNED, "relearned", "+", "forgotten at least once, right at the last snapshot", "#56B4E9"),
        LifeClass(FORGOTTEN, "forgotten for good", "x", "right once, wrong at the last snapshot", "#D55E00"),
        LifeClass(NEVER, "never learned", "o", "wrong at every snapshot", "#BBBBBB"),
    )
}
NAMES: tuple[str, ...] = tuple(CLASSES)  # by code


@dataclass(frozen=True)
class LifeLines:
    """Arrays are (units,) unless said otherwise."""

    task: str
    unit: str  # "sentences", "sentence pairs", "tokens"
    snapshots: tuple[Snapshot, ...]  # those at which the head had been trained, in time order
    places: np.ndarray  # (snapshots,) their indices in the run
    code: np.ndarray  # int8, of CLASSES
    events: np.ndarray  # forgetting events: from right to wrong at the next snapshot
    first_right: np.ndarray  # index in `snapshots` of the first right answer; -1 never
    correctness: np.ndarray  # share of the snapshots at which it was right
    confidence: np.ndarray  # mean p(gold) over the snapshots; NaN where unknown
    variability: np.ndarray  # population standard deviation of p(gold)

    @property
    def counts(self) -> np.ndarray:
        """(classes,) units of each class; they sum to all units."""
        return np.bincount(self.code, minlength=len(CLASSES))

    @property
    def has_probabilities(self) -> bool:
        return bool(np.isfinite(self.confidence).any())

    def to_json(self) -> dict[str, Any]:
        """Counts by class, units by number of forgetting events, and when units were first right."""
        first = np.bincount(self.first_right[self.first_right >= 0], minlength=len(self.snapshots))
        return {
            "task": self.task,
            "unit": self.unit,
            "units": len(self.code),
            "snapshots": [s.name for s in self.snapshots],
            "classes": {name: int(count) for name, count in zip(NAMES, self.counts, strict=True)},
            "events": [int(n) for n in np.bincount(self.events)],
            "first_right": [int(n) for n in first],
            "mean_confidence": to_json(_mean(self.confidence)),
            "mean_variability": to_json(_mean(self.variability)),
        }


def life_lines(run: Run, answers: TaskAnswers) -> LifeLines:
    """Follow every unit over all snapshots, those inside stages too, since the task's head was trained.

    Raises UserError where there are fewer than two of them.
    """
    task = answers.task.name
    places = np.array([i for i, s in enumerate(answers.snapshots) if (s.name, task) in run.trained], dtype=np.int64)
    if len(places) < 2:
        raise UserError(
            f"a life-line needs two snapshots at which the head of {task} was trained, there "
            f"{'is one' if len(places) else 'is none'}: let the run go on, or set evaluate_every"
        )
    right = answers.right()[places]
    events = (right[:-1] & ~right[1:]).sum(axis=0)
    ever = right.any(axis=0)
    code = np.where(events == 0, UNFORGETTABLE, np.where(right[-1], RELEARNED, FORGOTTEN))
    p_gold = answers.p_gold[places].astype(np.float64)
    return LifeLines(
        task=task,
        unit=UNITS[answers.task.kind],
        snapshots=tuple(answers.snapshots[i] for i in places),
        places=places,
        code=np.where(ever, code, NEVER).astype(np.int8),
        events=events,
        first_right=np.where(ever, right.argmax(axis=0), -1),
        correctness=right.mean(axis=0),
        confidence=p_gold.mean(axis=0),
        variability=p_gold.std(axis=0),
    )


def _mean(values: np.ndarray) -> float:
    return float(values.mean()) if len(values) else float("nan")
