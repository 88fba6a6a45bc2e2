"""The result matrix R and the transfer matrix T of a run."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.analysis.alone import Alone
from engine.analysis.measures import Grid, Measure, measures
from engine.analysis.numbers import to_json
from engine.analysis.scores import Scores, score_all
from engine.answers import Snapshot, TaskAnswers

if TYPE_CHECKING:
    from engine.store import Run


@dataclass(frozen=True)
class ResultMatrix:
    """R[i][j], the score of task j after stage i, and what is drawn from it.

    Rows are stage ends in time order, columns tasks in plan order. Where `trained` is False an untrained, random head
    answered: the score is kept, shown as such, and in no average.
    """

    snapshots: tuple[Snapshot, ...]  # (rows,)
    tasks: tuple[str, ...]  # (columns,)
    metrics: tuple[str, ...]  # (columns,) the metric each column is in
    result: np.ndarray  # (rows, columns); NaN where undefined
    initial: np.ndarray | None  # (columns,) at snapshot 0; None if there is none
    trained: np.ndarray  # (rows, columns) bool
    own: tuple[int | None, ...]  # (columns,) own stage of each task
    scores: Scores  # all snapshots, those inside stages included: for the slope chart
    alone: Mapping[str, Alone] = field(default_factory=dict)  # task -> the runs that trained it alone, and their score

    @property
    def transfer(self) -> np.ndarray:
        """(rows, columns) T[i][j] = R[i][j] - R[own(j)][j] as in the original experiments; NaN where there is none."""
        transfer = np.full(self.result.shape, np.nan)
        for j in range(len(self.tasks)):
            if (row := self.own_row(j)) is not None:
                transfer[:, j] = self.result[:, j] - self.result[row, j]
        return transfer

    @property
    def measures(self) -> dict[str, Measure]:
        """ACC, BWT, forgetting and the others."""
        return measures(self.grid)

    @property
    def grid(self) -> Grid:
        """The matrix as the measures read it."""
        stages = tuple(s.stage for s in self.snapshots)
        return Grid(stages, self.tasks, self.metrics, self.result, self.trained, self.own, self.initial, self.alone)

    def own_row(self, column: int) -> int | None:
        """The row right after the task's own stage; None if it has none or it is not done yet."""
        own = self.own[column]
        return next((i for i, s in enumerate(self.snapshots) if own is not None and s.stage == own), None)

    def to_json(self) -> dict[str, Any]:
        """DESIGN's document: arrays are rows of stage ends by columns of tasks, in full precision."""
        return {
            "snapshots": [s.name for s in self.snapshots],
            "stages": [s.stage_name for s in self.snapshots],
            "tasks": list(self.tasks),
            "metrics": list(self.metrics),
            "result": to_json(self.result),
            "initial": None if self.initial is None else to_json(self.initial),
            "transfer": to_json(self.transfer),
            "trained": to_json(self.trained),
            "measures": {name: measure.to_json() for name, measure in self.measures.items()},
        }


def result_matrix(
    run: Run,
    answers_of: Callable[[str], TaskAnswers],
    metric: Mapping[str, str] | str | None = None,
    alone: Callable[[Mapping[str, str]], Mapping[str, Alone]] = lambda metric_of: {},
) -> ResultMatrix:
    """Score the run. `answers_of(task)` gives a task's answers; for `metric` see `scores.choose_metrics`.

    `alone(metric of each task)` gives the scores of runs that trained a task alone (`analysis.alone`).

    A run that has only begun gives a matrix without rows. Raises UserError for an impossible metric.
    """
    scores = score_all(run, answers_of, metric)
    return from_scores(scores, run.own, alone(dict(zip(run.tasks, scores.metrics, strict=True))))


def from_scores(
    scores: Scores, own: Mapping[str, int | None], alone: Mapping[str, Alone] | None = None
) -> ResultMatrix:
    """The matrix of scores already taken. `own` gives each task's own stage."""
    ends = [i for i, s in enumerate(scores.snapshots) if s.ends_stage]
    initial = [i for i, s in enumerate(scores.snapshots) if s.stage == 0]
    tasks = tuple(task.name for task in scores.tasks)
    return ResultMatrix(
        snapshots=tuple(scores.snapshots[i] for i in ends),
        tasks=tasks,
        metrics=scores.metrics,
        result=scores.values[ends],
        initial=scores.values[initial[0]] if initial else None,
        trained=scores.trained[ends],
        own=tuple(own.get(task) for task in tasks),
        scores=scores,
        alone=alone or {},
    )
