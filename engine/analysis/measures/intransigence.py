"""What the history cost a task while it was learned, against a run that trained it alone."""

from engine.analysis.measures.grid import Grid
from engine.analysis.measures.measure import Measure

NO_RUN = "no run with the same encoder and settings trained one of the later tasks first"


def intransigence(grid: Grid) -> Measure:
    """Mean over tasks not trained first of the single-task score minus the own stage's (after Chaudhry et al. 2018)."""
    columns, excluded = grid.split(lambda j: grid.after_others(j) or _no_run(grid, j))
    values = {j: grid.alone[grid.tasks[j]].score - float(grid.result[grid.row(j), j]) for j in columns}
    said = "; ".join(f"{grid.tasks[j]} {grid.alone[grid.tasks[j]].described()}" for j in columns)
    where = "trained alone minus after the task's own stage"
    return grid.mean("intransigence", values, excluded, where, NO_RUN, stand_in=said)


def _no_run(grid: Grid, column: int) -> str:
    return "" if grid.tasks[column] in grid.alone else "no run that trained it alone"
