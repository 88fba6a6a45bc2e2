"""Two snapshots of a metric, example by example: what is resampled, in as few rows as there are different examples."""

from dataclasses import dataclass, replace

import numpy as np

from engine.analysis import sums
from engine.analysis.evidence.rows import distinct
from engine.answers import TaskAnswers, Units


@dataclass(frozen=True)
class Paired:
    """The sums of a metric at first and at second, of every kind of example there is."""

    metric: str
    labels: tuple[str, ...]
    rows: np.ndarray  # (kinds, 2 k) what an example of this kind adds at first, then at second
    kind: np.ndarray  # (examples,) which of them each example is

    def difference(self, summed: np.ndarray) -> np.ndarray:
        """Second minus first, of summed statistics: (..., 2 k) -> (...)."""
        first, second = (sums.value(self.metric, half, self.labels) for half in np.split(summed, 2, axis=-1))
        return second - first

    @property
    def scores(self) -> tuple[float, float]:
        """The metric at first and at second, of all examples."""
        first, second = np.split(self._counts @ self.rows, 2)
        return tuple(float(sums.value(self.metric, half, self.labels)) for half in (first, second))

    @property
    def changed(self) -> int:
        """Examples that add something else at second."""
        first, second = np.split(self.rows, 2, axis=1)
        return int(self._counts[(first != second).any(axis=1)].sum())

    @property
    def _counts(self) -> np.ndarray:
        return np.bincount(self.kind, minlength=len(self.rows))


def paired(metric: str, answers: TaskAnswers, first: int, second: int) -> Paired:
    """Between the snapshots with these indices. Raises UserError for a metric without sums."""
    kind = None
    if answers.task.kind in ("sequence", "pair"):
        # an example is its gold label and two answers: a few dozen kinds, even of a million examples
        table = np.stack([answers.units.gold, answers.predicted[first], answers.predicted[second]], axis=1)
        kinds, kind = distinct(table)
        numbers, nothing = np.arange(len(kinds)), np.zeros(len(kinds), dtype=np.int64)
        few = Units(numbers, nothing, kinds[:, 0])
        answers, first, second = replace(answers, units=few, predicted=kinds[:, 1:].T), 0, 1
    rows = np.concatenate([sums.per_example(metric, answers, i) for i in (first, second)], axis=1)
    if kind is None:
        rows, kind = distinct(rows)
    return Paired(metric, answers.task.labels, rows, kind)
