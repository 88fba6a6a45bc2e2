"""Runs that trained one task alone, as another run trained it: what a task reaches without a history."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from engine import store
from engine.analysis.scores import score
from engine.answers import TaskAnswers
from engine.errors import UserError
from engine.plan import Plan
from engine.stage import Stage

if TYPE_CHECKING:
    from engine.store import Run


@dataclass(frozen=True)
class Alone:
    """A task's score in the runs whose first stage trained it alone."""

    runs: tuple[str, ...]  # their ids
    score: float  # the mean over them
    same_seed: bool

    def described(self) -> str:
        """`alone in 20261122-...`, `alone in 3 runs of other seeds`."""
        where = self.runs[0] if len(self.runs) == 1 else f"{len(self.runs)} runs"
        return f"alone in {where}" + (
            "" if self.same_seed else (" of another seed" if len(self.runs) == 1 else " of other seeds")
        )


def could_be(plan: Mapping[str, Any], other: Mapping[str, Any]) -> tuple[str, ...]:
    """The tasks, at most one, that `other` trains alone in its first stage as `plan` trains them later.

    Both are plans as JSON. The same encoder and stage settings, from the pre-trained weights; names and evaluations
    inside the stage do not matter, nor does the strategy, which has nothing to protect in a first stage.
    """
    try:
        mine, its = Plan.from_json(plan), Plan.from_json(other)
    except UserError:
        return ()
    first = its.stages[0]
    if mine.encoder != its.encoder or its.start is not None or len(first.tasks) != 1:
        return ()
    task = first.tasks[0]
    own = mine.own_stage(task)
    if own in (None, 1) or mine.settings_of(task) != its.settings_of(task):
        return ()
    return (task,) if _bare(mine.stages[own - 1], task) == _bare(first, task) else ()


def matching(run: Run, folders: Iterable[Path]) -> list[Path]:
    """The run folders whose plans train one of the run's later tasks alone: what is worth opening."""
    others = (folder for folder in folders if folder.name != run.id)
    return [folder for folder in others if could_be(run.plan, _plan(folder))]


def alone(
    run: Run, others: Iterable[Run], answers_of: Callable[[Run, str], TaskAnswers], metric_of: Mapping[str, str]
) -> dict[str, Alone]:
    """For each task that some of `others` trained alone, on the same data, its score there right after that.

    Runs of the same seed are taken if there are any, else all; a mean over several. `answers_of(run, task)`.
    """
    found: dict[str, list[tuple[Run, float]]] = {}
    for other in others:
        for task in could_be(run.plan, other.plan):
            if other.id != run.id and task in run.tasks and same_data(run, other, task):
                answers = answers_of(other, task)
                value = score(metric_of[task], answers, [s.name for s in answers.snapshots].index("1"))
                if not np.isnan(value):
                    found.setdefault(task, []).append((other, value))
    return {task: _mean(run, scores) for task, scores in found.items()}


def same_data(run: Run, other: Run, task: str) -> bool:
    """Were both trained and evaluated on the same rows with the same labels, and is the other's first stage done?"""
    if task not in other.tasks or ("1", task) not in other.trained:
        return False
    mine, its = run.tasks[task], other.tasks[task]
    keys = ("kind", "labels", "train_fingerprint", "evaluation_fingerprint", "units", "tolerance")
    return all(getattr(mine, key) == getattr(its, key) for key in keys)


def _plan(folder: Path) -> Mapping[str, Any]:
    try:
        return store.read_plan(folder)
    except UserError:
        return {}


def _bare(stage: Stage, task: str) -> Stage:
    """What of a stage has an effect on a model trained on this one task."""
    return replace(stage, tasks=(task,), objective="finetune", name="", evaluate_every=None)


def _mean(run: Run, scores: list[tuple[Run, float]]) -> Alone:
    twins = [(other, value) for other, value in scores if other.seed == run.seed]
    chosen = twins or scores
    return Alone(tuple(o.id for o, _ in chosen), float(np.mean([s for _, s in chosen])), bool(twins))
