"""Which rows of a task's training split a stage uses, after train limit, sample and hold-out; its plan decides."""

from collections.abc import Sequence
from dataclasses import dataclass

from engine.randomness import generator
from engine.stage import Stage


@dataclass(frozen=True)
class TrainingRows:
    """Rows of one task's training split, counted from 0."""

    trained: Sequence[int]  # in use; ascending
    held_out: tuple[int, ...] = ()  # ascending; the best epoch is chosen by them


def training_rows(stage: Stage, number: int, seed: int, task: str, available: int) -> TrainingRows:
    """The rows of `task` in a stage.

    number: the stage's, from 1. seed: the stage's own, else the plan's. available: rows of the task's training split.
    """
    rows: Sequence[int] = range(available)
    if stage.train_limit and stage.train_limit < available:
        if stage.train_sample == "seeded":
            draw = generator(seed, number, "sample", task)
            rows = sorted(int(r) for r in draw.choice(available, stage.train_limit, replace=False))
        else:
            rows = range(stage.train_limit)
    if not stage.hold_out or task != stage.tasks[0]:
        return TrainingRows(rows)
    draw = generator(seed, number, "hold-out", task)
    count = max(1, round(stage.hold_out * len(rows)))
    held_out = tuple(sorted(int(rows[i]) for i in draw.choice(len(rows), count, replace=False)))
    kept_out = set(held_out)
    return TrainingRows([r for r in rows if r not in kept_out], held_out)
