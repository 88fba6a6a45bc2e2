"""One run's scores where runs are compared: task by task, so that another order of the stages does not matter."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from engine import metrics
from engine.analysis import selection
from engine.analysis.matrices import ResultMatrix, result_matrix
from engine.analysis.selection import Pair
from engine.answers import TaskAnswers
from engine.errors import UserError

if TYPE_CHECKING:
    from engine.store import Run

WHERE = {  # what is compared, whatever the order
    "own": "right after its own stage",
    "last": "after the last stage",
    "forgetting": "forgotten: the first minus the second",
}


@dataclass(frozen=True)
class Profile:
    """Scores of one run. Arrays are (tasks,), in the order of `tasks`."""

    tasks: tuple[str, ...]
    metrics: tuple[str, ...]
    own: np.ndarray  # NaN: it has no own stage
    last: np.ndarray  # NaN: an untrained head answered
    forgetting: np.ndarray  # own - last; NaN too where nothing came after the own stage
    matrix: ResultMatrix


def profile(
    run: Run, answers_of: Callable[[str], TaskAnswers], metric: Mapping[str, str] | str | None = None
) -> Profile:
    """Score a run that is done. For `metric` see `scores.choose_metrics`."""
    matrix = result_matrix(run, answers_of, metric)
    size = len(matrix.tasks)
    own, last = np.full(size, np.nan), np.full(size, np.nan)
    forgetting = np.full(size, np.nan)
    end = len(matrix.snapshots) - 1
    for j in range(size):
        row = matrix.own_row(j)
        if end >= 0 and matrix.trained[end, j]:
            last[j] = matrix.result[end, j]
        if row is not None:
            own[j] = matrix.result[row, j]
            forgetting[j] = own[j] - last[j] if row < end else np.nan
    return Profile(matrix.tasks, matrix.metrics, own, last, forgetting, matrix)


def stacked(profiles: Sequence[Profile], tasks: Sequence[str]) -> np.ndarray:
    """(3, tasks, runs) own, last and forgetting of `tasks`; NaN where a run has no such task."""
    found = np.full((len(WHERE), len(tasks), len(profiles)), np.nan)
    for s, one in enumerate(profiles):
        for j, task in enumerate(tasks):
            if task in one.tasks:
                found[:, j, s] = [getattr(one, where)[one.tasks.index(task)] for where in WHERE]
    return found


def pair_of(run: Run, task: str) -> Pair:
    """Right after the task's own stage, and after the last: what a run is said to have forgotten between.

    Raises UserError in one sentence where nothing could be forgotten.
    """
    selection.check_task(run, task)
    first, second = selection.default_first(run, task), selection.default_second(run, task)
    if run.own.get(task) is None:
        raise UserError(f"{run.id} has no stage that trains {task}")
    if first >= second:
        raise UserError(f"{run.id} trained {task} in its last stage: nothing came after that could make it forget")
    return Pair(first, second)


def short(metric: str) -> str:
    return metrics.get(metric).short
