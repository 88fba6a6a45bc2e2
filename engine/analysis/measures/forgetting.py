"""What was lost of earlier tasks: from the best score, or from the first."""

import numpy as np

from engine.analysis.measures.grid import NOTHING_EARLIER, Grid, mean
from engine.analysis.measures.measure import Measure, Rival
from engine.analysis.measures.transfer import change


def forgetting(grid: Grid) -> Measure:
    """Mean over earlier tasks of the best from the own stage to the last but one, minus the last.

    After Chaudhry et al. 2018, who take the best of all stages, with those before the task was learned.
    """
    columns, excluded = grid.split(grid.since_own)
    last = grid.stages[-1]
    where = f"best of own stage to stage {last - 1} minus after stage {last}"
    return grid.mean("forgetting", {j: best_minus_last(grid, j) for j in columns}, excluded, where, NOTHING_EARLIER,
                     _rivals(grid))  # fmt: skip


def first_last(grid: Grid) -> Measure:
    """Mean over earlier tasks of the own stage minus the last: BWT with the sign turned."""
    columns, excluded = grid.split(grid.since_own)
    where = f"after the task's own stage minus after stage {grid.stages[-1]}"
    values = {j: -change(grid, j) for j in columns}
    return grid.mean("first_last", values, excluded, where, NOTHING_EARLIER, _rivals(grid))


def best_minus_last(grid: Grid, column: int) -> float:
    return float(grid.result[grid.row(column) : -1, column].max() - grid.result[-1, column])


def _rivals(grid: Grid) -> tuple[Rival, ...]:
    """What the libraries call forgetting. Mammoth and Renate take rows in from before a task was learned."""
    columns = grid.split(grid.since_own)[0]
    scores = grid.result
    none = "" if columns else NOTHING_EARLIER
    return (
        Rival("forgetting", "Chaudhry et al., Continuum", mean(best_minus_last(grid, j) for j in columns), none),
        Rival("first_last", "Avalanche, ContinualLM", mean(-change(grid, j) for j in columns), none),
        Rival("forgetting_any_row", "Mammoth, of all rows",
              mean(float(np.nanmax(scores[:, j]) - scores[-1, j]) for j in columns), none),
        Rival("forgetting_earlier_rows", "Renate, of all rows but the last",
              mean(float(np.nanmax(scores[:-1, j]) - scores[-1, j]) for j in columns), none),
    )  # fmt: skip
