"""What stages do to other tasks: backward (BWT) to earlier ones, forward (FWT) to later ones."""

import numpy as np

from engine.analysis.measures.grid import NOTHING_EARLIER, Grid, mean
from engine.analysis.measures.measure import Measure, Rival

NOTHING_LATER = "needs a task whose own stage is not the first"


def bwt(grid: Grid) -> Measure:
    """Mean over earlier tasks of last minus own stage (Lopez-Paz and Ranzato 2017)."""
    columns, excluded = grid.split(grid.since_own)
    values = {j: change(grid, j) for j in columns}
    where = f"after stage {grid.stages[-1]} minus after the task's own stage"
    return grid.mean("BWT", values, excluded, where, NOTHING_EARLIER, _backward(grid))


def bwt_triangular(grid: Grid) -> Measure:
    """Mean over pairs of an earlier task and a later stage (Díaz-Rodríguez et al. 2018)."""
    columns, excluded = grid.split(grid.since_own)
    values = {j: float(np.mean(changes(grid, j))) for j in columns}
    pairs = sum(len(changes(grid, j)) for j in columns)
    where = f"{pairs} pairs of a task and a stage after its own, minus after its own"
    return grid.mean("BWT_triangular", values, excluded, where, NOTHING_EARLIER, _backward(grid),
                     value=triangular(grid))  # fmt: skip


def fwt(grid: Grid) -> Measure:
    """Mean over tasks not trained first of the stage before the own minus snapshot 0 (Lopez-Paz and Ranzato 2017)."""
    columns, excluded = grid.split(lambda j: grid.after_others(j) or _undefined_before(grid, j))
    before = {j: float(grid.result[grid.row(j) - 1, j]) for j in columns}
    start = {j: 0.0 if grid.initial is None else float(grid.initial[j]) for j in columns}
    values = {j: before[j] - start[j] for j in columns}
    untrained = [grid.tasks[j] for j in columns if not grid.trained[grid.row(j) - 1, j]]
    said = [] if grid.initial is not None else ["no snapshot before training, so 0 stands in for the score there"]
    if untrained:
        which = "the score" if grid.initial is None else "both scores"
        said.append(f"an untrained head gave {which} of {', '.join(untrained)}: noise more than transfer")
    none = "" if columns else NOTHING_LATER
    no_start = none or ("needs a snapshot before training" if grid.initial is None else "")
    with_start = None if no_start else mean(values.values())
    rivals = (
        Rival("fwt", "GEM, Mammoth, Renate", with_start, no_start),
        Rival("fwt", "Avalanche, which has to be told to evaluate before training", with_start, no_start),
        Rival("fwt_zero", "Continuum", mean(before.values()), none),
    )
    where = "after the stage before the task's own minus " + ("0" if grid.initial is None else "before training")
    return grid.mean("FWT", values, excluded, where, NOTHING_LATER, rivals, "; ".join(said))


def change(grid: Grid, column: int) -> float:
    """Last row minus the row of the own stage."""
    return float(grid.result[-1, column] - grid.result[grid.row(column), column])


def changes(grid: Grid, column: int) -> np.ndarray:
    """Every row after the own stage's minus that."""
    row = grid.row(column)
    return grid.result[row + 1 :, column] - grid.result[row, column]


def triangular(grid: Grid) -> float | None:
    """The mean change over all pairs of an earlier task and a stage after its own."""
    return mean(float(value) for j in grid.split(grid.since_own)[0] for value in changes(grid, j))


def _backward(grid: Grid) -> tuple[Rival, ...]:
    ends = mean(change(grid, j) for j in grid.split(grid.since_own)[0])
    none = NOTHING_EARLIER if ends is None else ""
    return (
        Rival("bwt", "GEM, Mammoth, Renate", ends, none),
        Rival("bwt", "Avalanche, as minus its forgetting", ends, none),
        Rival("bwt_triangular", "Continuum", triangular(grid), none),
    )


def _undefined_before(grid: Grid, column: int) -> str:
    before = grid.result[grid.row(column) - 1, column]
    start = 0.0 if grid.initial is None else grid.initial[column]
    return grid.undefined(column) if np.isnan([before, start]).any() else ""
