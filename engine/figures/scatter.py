"""Scatter: one point per unit, its kind told by colour and shape."""

from dataclasses import dataclass

import numpy as np

from engine.figures.figure import Figure


@dataclass(frozen=True)
class Cloud:
    """All points of one kind. Arrays are (points,)."""

    key: str  # what a click gives
    name: str  # in the legend, glyph included
    shape: str  # "circle", "cross", "plus" or "square"
    colour: str
    x: np.ndarray
    y: np.ndarray
    keys: tuple[str, ...]  # what a click gives
    hover: tuple[str, ...]


@dataclass(frozen=True)
class Scatter(Figure):
    """Points in a plane. A click gives (cloud key, point key)."""

    clouds: tuple[Cloud, ...]
    x_title: str
    y_title: str
    x_range: tuple[float, float]
    y_range: tuple[float, float]
    legend: tuple[str, ...]

    @property
    def entries(self) -> tuple[str, ...]:
        return tuple(cloud.name for cloud in self.clouds)
