"""Curve: shares or other numbers over time, as lines with bands; stage boundaries are upright marks."""

from dataclasses import dataclass

import numpy as np

from engine.figures.figure import Figure


@dataclass(frozen=True)
class Trace:
    """One line. Arrays are (points,)."""

    key: str  # what a click gives
    name: str  # at the end of the line
    values: np.ndarray  # NaN: nothing there
    low: np.ndarray | None  # of the band
    high: np.ndarray | None
    hover: tuple[str, ...]
    hollow: frozenset[int] = frozenset()  # points with an empty symbol: an untrained head answered


@dataclass(frozen=True)
class Curve(Figure):
    """Lines over a number such as optimizer steps. A click gives (trace key, point key)."""

    x: np.ndarray  # (points,) ascending
    keys: tuple[str, ...]  # (points,) what a click gives
    traces: tuple[Trace, ...]
    marks: tuple[tuple[float, str], ...]  # upright lines: place, and what begins there
    x_title: str
    y_title: str
    low: float
    high: float
    legend: tuple[str, ...]
    percent: bool = True  # values are shares from 0 to 1
    logarithmic: bool = False  # of x, which is above 0; ticks are at the points
    even: bool = False  # points stand evenly spaced, whatever their x; ticks are at the points

    @property
    def places(self) -> np.ndarray:
        """(points,) where they stand on the axis."""
        return np.arange(len(self.x), dtype=float) if self.even else self.x

    @property
    def entries(self) -> tuple[str, ...]:
        return tuple(trace.name for trace in self.traces)
