"""Paths: ways through a plane, told by the colour and symbol that they end in."""

from dataclasses import dataclass

import numpy as np

from engine.figures.figure import Figure


@dataclass(frozen=True)
class Path:
    """One way. Arrays are (points,)."""

    key: str  # what a click gives
    name: str  # in the legend
    x: np.ndarray
    y: np.ndarray
    hover: tuple[str, ...]


@dataclass(frozen=True)
class Paths(Figure):
    """Ways from point to point, on axes of one scale. A click gives (path key, point key)."""

    keys: tuple[str, ...]  # (points,) what a click gives
    paths: tuple[Path, ...]
    x_title: str
    y_title: str
    legend: tuple[str, ...]

    @property
    def entries(self) -> tuple[str, ...]:
        return tuple(path.name for path in self.paths)
