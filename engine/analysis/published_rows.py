"""Published tables beside runs: which row a run's settings are those of, and what its answers come to there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from engine.analysis.matrices import ResultMatrix
from engine.analysis.measures import overall
from engine.analysis.numbers import to_json
from engine.errors import UserError
from engine.plan import Plan
from engine.published import tables
from engine.published.tables import Column, Row, Table


@dataclass(frozen=True)
class Beside:
    """One number of a published table, and that of one run with the settings of its row."""

    table: Table
    row: Row
    column: Column
    stage: int  # of the run, from 1: after it the run is what the row is
    published: float | None
    ours: float | None  # in the table's unit; None: an untrained head, or another metric than the table's

    def to_json(self) -> dict[str, Any]:
        return {
            "table": self.table.name, "citation": self.table.citation, "unit": self.table.unit, "row": self.row.name,
            "column": self.column.title, "stage": self.stage, "published": to_json(self.published),
            "ours": to_json(self.ours),
        }  # fmt: skip


def beside(plan: Mapping[str, Any], matrix: ResultMatrix) -> tuple[Beside, ...]:
    """Every number of every published table that a run with this plan (JSON) has one beside.

    A run is a row after an earlier stage, too: D, E and F of minBERT are three rows of one run. An import, or a
    plan of a later version, has none.
    """
    try:
        mine = Plan.from_json(plan)
    except UserError:
        return ()
    found = []
    for table in map(tables.table, tables.names()):
        for row in table.rows:
            for column, published in zip(table.columns, row.values, strict=True):
                if _has(mine, column, row) and row.fits(mine, column):
                    ours = _score(matrix, column, len(row.stages))
                    shown = None if ours is None else table.printed(ours)
                    found.append(Beside(table, row, column, len(row.stages), published, shown))
    return tuple(found)


def by_table(found: Sequence[Beside]) -> dict[str, list[Beside]]:
    """The same by table, the one with the most rows of this run first."""
    of: dict[str, list[Beside]] = {}
    for one in found:
        of.setdefault(one.table.name, []).append(one)
    return dict(sorted(of.items(), key=lambda item: -len({one.row.name for one in item[1]})))


def _has(plan: Plan, column: Column, row: Row) -> bool:
    """Overall has no task of its own: every task of the row must be there."""
    if column.task:
        return column.task in plan.tasks
    return bool(row.stages) and set(overall.TASKS) <= set(plan.tasks)


def _score(matrix: ResultMatrix, column: Column, stage: int) -> float | None:
    """After that stage, by the task's first metric; None where there is none that may be set beside the table's."""
    rows = [i for i, snapshot in enumerate(matrix.snapshots) if snapshot.stage == stage]
    if not rows:
        return None
    if not column.task:
        both = overall.by_stage(matrix.grid)[rows[0]]
        return both[0] if both else None
    if column.task not in matrix.tasks:
        return None
    j = matrix.tasks.index(column.task)
    wanted = overall.TASKS.get(column.task, "accuracy")
    value = matrix.result[rows[0], j]
    usable = matrix.trained[rows[0], j] and matrix.metrics[j] == wanted and not np.isnan(value)
    return float(value) if usable else None
