"""Every task's metric at every snapshot."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from engine import metrics
from engine.analysis import sums
from engine.answers import Snapshot, TaskAnswers, TaskRecord
from engine.errors import UserError

if TYPE_CHECKING:
    from engine.store import Run


@dataclass(frozen=True)
class Scores:
    """A metric per task over all snapshots of a run, those inside stages included."""

    snapshots: tuple[Snapshot, ...]
    tasks: tuple[TaskRecord, ...]
    metrics: tuple[str, ...]  # one per task
    values: np.ndarray  # (snapshots, tasks); NaN where undefined
    trained: np.ndarray  # (snapshots, tasks) bool; False: an untrained, random head answered


def score_all(run: Run, answers_of: Callable[[str], TaskAnswers], metric: Mapping[str, str] | str | None) -> Scores:
    """Score every task at every snapshot. For `metric` see `choose_metrics`."""
    chosen = choose_metrics(tuple(run.tasks.values()), metric)
    values = np.full((len(run.snapshots), len(run.tasks)), np.nan)
    for column, task in enumerate(run.tasks):
        answers = answers_of(task)
        rows = {snapshot.name: i for i, snapshot in enumerate(answers.snapshots)}
        for row, snapshot in enumerate(run.snapshots):
            # answers may be read a moment before or after the run: match by name, never by place
            if snapshot.name in rows:
                values[row, column] = score(chosen[column], answers, rows[snapshot.name])
    trained = np.array([[(s.name, task) in run.trained for task in run.tasks] for s in run.snapshots], dtype=bool)
    return Scores(run.snapshots, tuple(run.tasks.values()), chosen, values, trained.reshape(values.shape))


def score(metric: str, answers: TaskAnswers, snapshot: int) -> float:
    """The metric at the snapshot with this index, from sums over examples where it has them: the same, but at once."""
    if sums.has_sums(metric):
        return sums.score(metric, answers, snapshot)
    units = answers.units
    return metrics.score(
        metric, units.gold, answers.predicted[snapshot], labels=answers.task.labels, example=units.example
    )


def choose_metrics(tasks: tuple[TaskRecord, ...], metric: Mapping[str, str] | str | None) -> tuple[str, ...]:
    """One metric per task: by default the first of its own.

    A name goes to the tasks that list it, the others keep their default; a mapping goes by task.
    Raises UserError for an unknown metric, one that no task lists, an unknown task, or one that does not suit its task.
    """
    wanted = {} if metric is None else metric
    if isinstance(wanted, str):
        metrics.get(wanted)
        wanted = {task.name: wanted for task in tasks if wanted in task.metrics}
        if not wanted and tasks:
            listed = "; ".join(f"{task.name}: {', '.join(task.metrics)}" for task in tasks)
            raise UserError(f"no task of this run has the metric {metric!r}. They have: {listed}")
    known = {task.name: task for task in tasks}
    for name, chosen in wanted.items():
        if name not in known:
            raise UserError(
                f"metric {chosen!r} is for task {name!r}, which this run has not. It has: {', '.join(known)}"
            )
        task = known[name]
        if not metrics.suits(chosen, task.kind, task.labels):
            fitting = [m for m in metrics.METRICS if metrics.suits(m, task.kind, task.labels)]
            raise UserError(f"{chosen} does not suit {name}, a {task.kind} task. It can have: {', '.join(fitting)}")
    return tuple(wanted.get(task.name, task.metrics[0]) for task in tasks)
