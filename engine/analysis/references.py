"""A published experiment in the same terms as a run, so that the same figures and tables show both."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from engine import published
from engine.analysis.counts import UNITS, CountTable
from engine.analysis.matrices import ResultMatrix, from_scores
from engine.analysis.scores import Scores
from engine.answers import Snapshot, TaskRecord
from engine.published import Reference

if TYPE_CHECKING:
    from engine.store import Run


def reference_of(run: Run) -> Reference | None:
    """The published experiment whose stages trained the same tasks in the same order; None if there is none."""
    order = [tuple(stage.get("tasks", ())) for stage in run.plan.get("stages", ())]
    for name in published.names():
        found = published.reference(name)
        if order == [(task["name"],) for task in found.tasks]:
            return found
    return None


def matrix_of(reference: Reference) -> ResultMatrix:
    """The published result matrix. Heads above the diagonal were untrained; there is no row before training."""
    size = len(reference.tasks)
    records = tuple(
        TaskRecord(
            name=task["name"],
            title=task["title"],
            kind=task["kind"],
            labels=reference.counts.labels if task["name"] == reference.counts.task else (),
            metrics=(metric,),
            units=task["units"],
        )
        for task, metric in zip(reference.tasks, reference.metrics, strict=True)
    )
    scores = Scores(_snapshots(reference), records, reference.metrics, reference.result, np.tri(size, dtype=bool))
    return from_scores(scores, {task["name"]: stage for stage, task in enumerate(reference.tasks, 1)})


def counts_of(reference: Reference) -> CountTable:
    """The published cnt table: right after the task's own stage against after the last."""
    counts = reference.counts
    tasks = [task["name"] for task in reference.tasks]
    snapshots = _snapshots(reference)
    return CountTable(
        task=counts.task,
        unit=UNITS[reference.tasks[tasks.index(counts.task)]["kind"]],
        first=snapshots[tasks.index(counts.task)],
        second=snapshots[-1],
        labels=counts.labels,
        frequency=counts.frequency,
        cnt1=counts.cnt1,
        cnt2=counts.cnt2,
        cnt3=counts.cnt3,
        cnt4=counts.cnt4,
        not_evaluated=counts.not_evaluated,
    )


def _snapshots(reference: Reference) -> tuple[Snapshot, ...]:
    return tuple(Snapshot(stage, stage_name=task["name"]) for stage, task in enumerate(reference.tasks, 1))
