"""What is left of the tasks learned before."""

from engine.analysis.measures.forgetting import best_minus_last
from engine.analysis.measures.grid import NOTHING_EARLIER, Grid, mean
from engine.analysis.measures.measure import Measure, Rival
from engine.analysis.measures.transfer import triangular


def stability(grid: Grid) -> Measure:
    """Mean over earlier tasks of the last row (Sarfraz et al. 2022)."""
    columns, excluded = grid.split(grid.since_own)
    values = {j: grid.result[-1, j] for j in columns}
    where = f"after stage {grid.stages[-1]}, tasks trained before it"
    return grid.mean("stability", values, excluded, where, NOTHING_EARLIER, _rivals(grid, columns))


def _rivals(grid: Grid, columns: list[int]) -> tuple[Rival, ...]:
    last, none = grid.result[-1], "" if columns else NOTHING_EARLIER
    own = {j: float(grid.result[grid.row(j), j]) for j in columns}
    hopeless = none or ("a task's score right after its own stage is not above 0" if min(own.values()) <= 0 else "")
    lost = mean(best_minus_last(grid, j) for j in columns)
    return (
        Rival("stability", "SYNERgy", mean(float(last[j]) for j in columns), none),
        Rival("retained", "after Kemker et al.",
              None if hopeless else mean(float(last[j]) / own[j] for j in columns), hopeless),
        Rival("remembering", "Continuum", None if none else 1 - abs(min(triangular(grid), 0.0)), none),
        Rival("not_forgotten", "after Chaudhry et al.", None if none else 1 - lost, none),
    )  # fmt: skip
