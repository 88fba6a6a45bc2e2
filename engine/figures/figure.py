"""What a figure says, before anything is drawn: the same description goes on screen, on paper and into a table."""

from dataclasses import dataclass

import numpy as np

Texts = tuple[tuple[str, ...], ...]  # (rows, columns)


@dataclass(frozen=True)
class Figure:
    """What every figure has. A kind of figure is a subclass, and one entry in each of screen, paper and table."""

    title: str
    caption: str

    @property
    def described(self) -> str:
        """Title and caption in one."""
        return f"{self.title}{'' if self.title.endswith(('.', '?', '!')) else '.'} {self.caption}"

    # What needs room on paper. A kind of figure says it where it differs from this.

    @property
    def down(self) -> tuple[str, ...]:
        """Labels that stand under each other; () where the drawing fits any height."""
        return ()

    @property
    def across(self) -> int:
        """Columns with a text of their own that stand beside each other; 0 where it fits any width."""
        return 0

    @property
    def abreast(self) -> int:
        """Panels with the same rows, side by side where there is room."""
        return 1

    @property
    def entries(self) -> tuple[str, ...]:
        """What the legend of colours and symbols names."""
        return ()


@dataclass(frozen=True)
class Heatmap(Figure):
    """A matrix of numbers in coloured cells. All matrices are (rows, columns); rows are drawn from the top."""

    rows: tuple[str, ...]  # as shown
    columns: tuple[str, ...]  # as shown; "\n" breaks a line
    row_keys: tuple[str, ...]  # what a click gives
    column_keys: tuple[str, ...]
    row_title: str
    column_title: str
    values: np.ndarray  # NaN: nothing there
    text: Texts  # in the cells
    hover: Texts  # lines parted by "\n"
    hatched: np.ndarray  # bool: not to be read as the others; grey, hatched
    outlined: np.ndarray  # bool
    scale: str  # a name in colours.SCALES
    low: float  # of the colour scale; numbers beyond it are shown, their colour is clipped
    high: float
    scale_title: str
    legend: tuple[str, ...]  # what hatching and outline mean

    @property
    def down(self) -> tuple[str, ...]:
        return self.rows

    @property
    def across(self) -> int:
        return len(self.columns)


@dataclass(frozen=True)
class Series:
    """One kind of bar segment."""

    key: str  # what a click gives
    name: str  # in the legend, glyph included
    glyph: str
    colour: str
    values: np.ndarray  # (bars,) length of the segment
    counts: np.ndarray  # (bars,) units it stands for
    hover: tuple[str, ...]


@dataclass(frozen=True)
class Bars(Figure):
    """Horizontal stacked bars, one per label, drawn from the top."""

    labels: tuple[str, ...]  # as shown, denominators included
    keys: tuple[str, ...]  # what a click gives
    series: tuple[Series, ...]
    axis_title: str
    share: bool  # lengths are shares from 0 to 1, else counts

    @property
    def down(self) -> tuple[str, ...]:
        return self.labels

    @property
    def entries(self) -> tuple[str, ...]:
        return tuple(series.name for series in self.series)


@dataclass(frozen=True)
class Line:
    """One task over the snapshots. Arrays are (snapshots,)."""

    key: str
    name: str  # at the end of the line
    values: np.ndarray  # NaN: undefined
    trained: np.ndarray  # bool; before that it is drawn faint and dashed
    own: int | None  # index of the snapshot right after the task's own stage
    hover: tuple[str, ...]


@dataclass(frozen=True)
class Slopes(Figure):
    """One line per task over time."""

    positions: np.ndarray  # (snapshots,) stage ends at 0, 1, 2, ...; snapshots inside a stage in between
    keys: tuple[str, ...]  # (snapshots,) their names
    ticks: tuple[float, ...]  # positions that are labelled
    tick_labels: tuple[str, ...]
    axis_title: str
    value_title: str
    lines: tuple[Line, ...]
    low: float
    high: float
    legend: tuple[str, ...]

    @property
    def down(self) -> tuple[str, ...]:
        return tuple(line.name for line in self.lines)

    @property
    def across(self) -> int:
        return len(self.ticks)
