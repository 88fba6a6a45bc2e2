"""Grid: a result matrix as the measures read it. Which cells count, and why the others do not."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np

from engine import metrics
from engine.analysis.alone import Alone
from engine.analysis.measures.measure import Measure, Rival

NOTHING_EARLIER = "needs a task whose own stage is before the last"


@dataclass(frozen=True)
class Grid:
    """Rows are stage ends in time order, columns tasks in any order: the formulas go by each task's own stage."""

    stages: tuple[int, ...]  # (rows,) the stage each row is the end of, ascending
    tasks: tuple[str, ...]  # (columns,)
    metrics: tuple[str, ...]  # (columns,)
    result: np.ndarray  # (rows, columns) scores; NaN where undefined
    trained: np.ndarray  # (rows, columns) bool; False: an untrained, random head answered
    own: tuple[int | None, ...]  # (columns,) own stages
    initial: np.ndarray | None = None  # (columns,) scores at snapshot 0
    alone: Mapping[str, Alone] = field(default_factory=dict)  # task -> the runs that trained it alone

    def row(self, column: int) -> int | None:
        """The row right after the task's own stage; None if it has none, or it is not done yet."""
        own = self.own[column]
        return self.stages.index(own) if own in self.stages else None

    def at_end(self, column: int) -> str:
        """Why the score in the last row does not count; empty if it does."""
        if not self.trained[-1, column]:
            return "untrained head"
        return self.undefined(column) if np.isnan(self.result[-1, column]) else ""

    def at_own(self, column: int) -> str:
        """Why the score right after the own stage does not count; empty if it does."""
        row = self.row(column)
        if row is None:
            return self.at_end(column) or "no stage of its own"
        return self.undefined(column) if np.isnan(self.result[row, column]) else ""

    def since_own(self, column: int) -> str:
        """Why a change since the own stage cannot be told; empty if it can."""
        if reason := self.at_end(column) or self.at_own(column):
            return reason
        row = self.row(column)
        if row == len(self.stages) - 1:
            return "trained in the last stage"
        return self.undefined(column) if np.isnan(self.result[row:, column]).any() else ""

    def after_others(self, column: int) -> str:
        """Why nothing can be told of what came before the own stage; empty if something can."""
        return self.at_own(column) or ("trained in the first stage" if self.row(column) == 0 else "")

    def undefined(self, column: int) -> str:
        return f"undefined {self.metrics[column]}"

    def mean(self, name: str, values: Mapping[int, float], excluded: Mapping[int, str], snapshots: str, why_not: str,
             rivals: tuple[Rival, ...] = (), stand_in: str = "", value: float | None = None) -> Measure:  # fmt: skip
        """The measure that is the mean of `values`, by column; `excluded` says by column why the others are not in.

        `value`: in place of the mean, where the tasks do not weigh the same.
        """
        kinds = dict.fromkeys(metrics.get(self.metrics[j]).kind for j in values)
        return Measure(
            name=name,
            value=mean(values.values()) if value is None else value,
            snapshots=snapshots,
            tasks=tuple(self.tasks[j] for j in values),
            parts=tuple(float(v) for v in values.values()),
            excluded=tuple(f"{self.tasks[j]} ({reason})" for j, reason in excluded.items()),
            kinds=tuple(kinds),
            why_not="" if values else why_not,
            stand_in=stand_in if values else "",
            rivals=rivals,
        )

    def split(self, reason_of: Callable[[int], str]) -> tuple[list[int], dict[int, str]]:
        """Columns that count, and the reasons of those that do not."""
        reasons = {j: reason_of(j) for j in range(len(self.tasks))}
        return [j for j, reason in reasons.items() if not reason], {j: r for j, r in reasons.items() if r}


def mean(values: Iterable[float]) -> float | None:
    """None of nothing."""
    values = list(values)
    return float(np.mean(values)) if values else None
