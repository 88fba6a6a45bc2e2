"""A run at a glance: each task's score right after its own stage and now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine import metrics
from engine.analysis import selection
from engine.analysis.scores import score
from engine.answers import TaskAnswers

if TYPE_CHECKING:
    from engine.store import Run


@dataclass(frozen=True)
class Glance:
    """One task of a run, by its first metric."""

    task: str
    title: str
    metric: str  # short, as in cells
    first: float | None  # right after its own stage; None if nothing came after that, or it has no own stage
    last: float  # at the newest stage end; NaN where undefined
    trained: bool  # False: an untrained, random head gave `last`
    unofficial: str  # in what the data differ from the official split; "" if in nothing


def glance(run: Run, answers: TaskAnswers) -> Glance:
    """Score one task where it matters. The run must have a snapshot."""
    task = answers.task
    metric = metrics.get(task.metrics[0])
    first, last = selection.default_first(run, task.name), selection.default_second(run, task.name)
    own = run.own.get(task.name)
    came_after = own is not None and run.snapshots[first].stage == own and first < last

    return Glance(
        task=task.name,
        title=task.title or task.name,
        metric=metric.short,
        first=score(metric.name, answers, first) if came_after else None,
        last=score(metric.name, answers, last),
        trained=(run.snapshots[last].name, task.name) in run.trained,
        unofficial=(task.split_note or "non-official split") if task.official is False else "",
    )
