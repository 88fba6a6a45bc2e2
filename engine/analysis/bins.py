"""What answers are counted by: the gold label, or, for numbers, a stated bin of the gold value."""

from dataclasses import dataclass

import numpy as np

from engine.answers import TaskAnswers
from engine.errors import UserError


@dataclass(frozen=True)
class Bins:
    """The names of the groups, and how an answer finds its own."""

    labels: tuple[str, ...]
    edges: np.ndarray | None  # (labels + 1,) for regression: [a, b), the last one closed; None for labels

    def of(self, values: np.ndarray) -> np.ndarray:
        """(units,) index of each value's group. A number outside the range falls in the nearest bin."""
        if self.edges is None:
            return values.astype(np.int64, copy=False)
        return np.clip(np.searchsorted(self.edges, values, side="right") - 1, 0, len(self.labels) - 1)

    def index(self, label: str) -> int:
        """Raises UserError with the labels there are, if this is none of them."""
        if label not in self.labels:
            raise UserError(f"no label {label!r}. There are: {', '.join(self.labels)}")
        return self.labels.index(label)


def bins(answers: TaskAnswers) -> Bins:
    """The task's labels; for regression, bins of the gold value: of width 1, or ten equal ones over a longer range."""
    if answers.task.kind != "regression":
        return Bins(answers.task.labels, None)
    gold = answers.units.gold
    low, high = (np.floor(gold.min()), np.ceil(gold.max())) if len(gold) else (0.0, 1.0)
    high = max(high, low + 1)
    edges = np.linspace(low, high, int(min(high - low, 10)) + 1)
    names = [f"{a:g} to <{b:g}" for a, b in zip(edges[:-1], edges[1:], strict=True)]
    names[-1] = f"{edges[-2]:g} to {edges[-1]:g}"
    return Bins(tuple(names), edges)
