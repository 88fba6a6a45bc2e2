"""The evidence of every cell of the transfer matrix: has the score changed since the task's own stage?"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from engine.analysis.evidence.evidence import Difference

if TYPE_CHECKING:
    from engine.analysis.matrices import ResultMatrix
    from engine.store import Run

Cells = tuple[tuple[Difference | None, ...], ...]  # (rows, columns)


def cells(run: Run, matrix: ResultMatrix, difference_of: Callable[[str, int, int, str], Difference]) -> Cells:
    """None for the own stage itself, untrained heads, and tasks without a stage of their own.

    `difference_of(task, first, second, metric)` gives a difference between two of the run's snapshots.
    """
    place = {snapshot.name: i for i, snapshot in enumerate(run.snapshots)}
    rows = []
    for i, snapshot in enumerate(matrix.snapshots):
        row = []
        for j, (task, metric) in enumerate(zip(matrix.tasks, matrix.metrics, strict=True)):
            own = matrix.own_row(j)
            if own is None or own == i or not matrix.trained[i, j]:
                row.append(None)
                continue
            pair = (place[matrix.snapshots[own].name], place[snapshot.name])
            row.append(difference_of(task, *pair, metric))
        rows.append(tuple(row))
    return tuple(rows)
