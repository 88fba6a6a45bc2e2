"""How good the scores are: ACC at the end, A over all stages, learning accuracy right after the own stages."""

import numpy as np

from engine.analysis.measures.grid import Grid, mean
from engine.analysis.measures.measure import Measure, Rival

NO_SCORE = "no task with a trained head and a score"
NOT_LEARNED = "no task's own stage is done yet"


def acc(grid: Grid) -> Measure:
    """Mean of the last row (Lopez-Paz and Ranzato 2017)."""
    columns, excluded = grid.split(grid.at_end)
    rivals = (
        Rival("a", "Continuum (accuracy A)", average(grid), "" if learned(grid) else NOT_LEARNED),
        Rival("incremental", "class-incremental learning since iCaRL", incremental(grid),
              "" if learned(grid) else NOT_LEARNED),
    )  # fmt: skip
    values = {j: grid.result[-1, j] for j in columns}
    own = Rival("acc", "GEM, Mammoth, Renate", mean(values.values()), "" if values else NO_SCORE)
    return grid.mean("ACC", values, excluded, f"after stage {grid.stages[-1]}", NO_SCORE, (own, *rivals))


def a(grid: Grid) -> Measure:
    """Mean of the lower triangle, the own stages included (Díaz-Rodríguez et al. 2018)."""
    columns, excluded = grid.split(grid.at_own)
    values = {j: float(np.mean(cells)) for j in columns if (cells := since_own(grid, j))}
    last = grid.stages[-1]
    pairs = sum(len(since_own(grid, j)) for j in columns)
    snapshots = f"{pairs} scores, from each task's own stage to stage {last}"
    acc_ = acc(grid)
    rivals = (
        Rival("a", "Continuum (accuracy A)", average(grid), "" if values else NOT_LEARNED),
        Rival("acc", "GEM, Mammoth, Renate", acc_.value, acc_.why_not),
    )
    return grid.mean("A", values, excluded, snapshots, NOT_LEARNED, rivals, value=average(grid))


def learning_accuracy(grid: Grid, name: str = "learning_accuracy") -> Measure:
    """Mean of the scores right after the own stages (Riemer et al. 2019)."""
    columns, excluded = grid.split(grid.at_own)
    values = {j: grid.result[grid.row(j), j] for j in columns}
    return grid.mean(name, values, excluded, "right after each task's own stage", NOT_LEARNED)


def plasticity(grid: Grid) -> Measure:
    """Learning accuracy, under the name it has beside stability (Sarfraz et al. 2022)."""
    return learning_accuracy(grid, "plasticity")


def average(grid: Grid) -> float | None:
    """A: the mean over pairs of a task and a stage from its own on."""
    return mean(value for j in learned(grid) for value in since_own(grid, j))


def incremental(grid: Grid) -> float | None:
    """The mean over stages of the mean over the tasks learned by then (Rebuffi et al. 2017)."""
    rows = (
        [value for j in learned(grid) if grid.row(j) <= i and not np.isnan(value := grid.result[i, j])]
        for i in range(len(grid.stages))
    )
    return mean(mean(row) for row in rows if row)


def learned(grid: Grid) -> list[int]:
    """Columns with a score right after the own stage."""
    return grid.split(grid.at_own)[0]


def since_own(grid: Grid, column: int) -> list[float]:
    """The defined scores of a column from its own stage on."""
    return [float(value) for value in grid.result[grid.row(column) :, column] if not np.isnan(value)]
