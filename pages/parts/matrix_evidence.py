"""The evidence of every cell of the transfer matrix: has the score changed since the task's own stage?"""

from engine.analysis.evidence import Difference, difference
from engine.analysis.matrices import ResultMatrix
from engine.store import Run
from pages.parts import cached


def cells(run: Run, matrix: ResultMatrix, margin: float | None) -> tuple[tuple[Difference | None, ...], ...]:
    """(rows, columns) None for the own stage itself, untrained heads, and tasks without a stage of their own."""
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
            row.append(cached.of_answers(difference, run, task, *pair, metric, margin))
        rows.append(tuple(row))
    return tuple(rows)
