"""Points: every seed of every group as a point, with the group's mean and interval, in panels side by side."""

from dataclasses import dataclass

import numpy as np

from engine.figures.figure import Figure


@dataclass(frozen=True)
class PointRow:
    """One group's numbers in one task. Arrays are (panels,); NaN: there is no number."""

    heading: str  # the task, shown where it changes
    label: str  # the group
    group: int  # number of the group: its colour and symbol
    task: str  # with a run's id, what a click gives
    runs: tuple[str, ...]  # ids, a point each
    values: np.ndarray  # (panels, runs)
    mean: np.ndarray
    low: np.ndarray  # NaN where there is no interval
    high: np.ndarray
    hover: tuple[tuple[str, ...], ...]  # (panels, runs)


@dataclass(frozen=True)
class Points(Figure):
    """Rows from the top, a click on a point gives (run id, task)."""

    rows: tuple[PointRow, ...]
    panels: tuple[str, ...]  # titles
    axis_titles: tuple[str, ...]  # (panels,)
    legend: tuple[str, ...]

    @property
    def down(self) -> tuple[str, ...]:
        heads = [row.heading for i, row in enumerate(self.rows) if i == 0 or row.heading != self.rows[i - 1].heading]
        return (*heads, *(row.label for row in self.rows))

    @property
    def abreast(self) -> int:
        return len(self.panels)


def places_of(rows: tuple[PointRow, ...]) -> tuple[np.ndarray, list[tuple[float, str]]]:
    """Where rows are drawn from the top, and the headings with theirs: a line of its own before each task."""
    places, heads, at = [], [], 0.0
    for i, row in enumerate(rows):
        if i == 0 or row.heading != rows[i - 1].heading:
            at += 0.4 if i else 0.0
            heads.append((at, row.heading))
            at += 1.0
        places.append(at)
        at += 1.0
    return np.array(places), heads


def limits(figure: Points, panel: int) -> tuple[float, float]:
    """Of a panel's axis: all points and means, and intervals as far as a metric can go."""
    seen = np.concatenate([r.values[panel] for r in figure.rows] or [np.zeros(0)])
    seen = seen[np.isfinite(seen)]
    if not len(seen):
        return 0.0, 1.0
    ends = np.array([v for r in figure.rows for v in (r.low[panel], r.high[panel]) if np.isfinite(v)])
    room = max(0.6 * float(np.ptp(seen)), 0.05)  # few seeds have intervals that would hide everything else
    low = min(0.0, max(float(min(ends.min(initial=0), seen.min())), float(seen.min()) - room))
    high = min(float(max(ends.max(initial=0), seen.max())), float(seen.max()) + room)
    return low - 0.02, max(high, low + 0.1) + 0.02
