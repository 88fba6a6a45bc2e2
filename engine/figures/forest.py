"""Forest: one estimate with its interval per row, beside the value of all together."""

from dataclasses import dataclass

import numpy as np

from engine.figures.figure import Figure


@dataclass(frozen=True)
class Forest(Figure):
    """Rows from the top. A click gives (row key, row label). Arrays are (rows,)."""

    labels: tuple[str, ...]  # as shown, sizes included
    keys: tuple[str, ...]
    values: np.ndarray
    low: np.ndarray
    high: np.ndarray
    firm: np.ndarray  # bool: more than chance; the others are hollow and grey
    hover: tuple[str, ...]
    whole: float  # of all together: an upright line
    whole_name: str
    axis_title: str
    legend: tuple[str, ...]

    @property
    def down(self) -> tuple[str, ...]:
        return self.labels

    @property
    def entries(self) -> tuple[str, ...]:
        whole = (self.whole_name,) if self.whole == self.whole else ()
        return ("enough evidence", "not enough evidence", *whole)
