"""Figures as a table: the numbers of what is drawn; CSV in full precision."""

from collections.abc import Callable
from typing import Any

from engine import spreadsheet
from engine.figures.curve import Curve
from engine.figures.figure import Bars, Figure, Heatmap, Slopes
from engine.figures.forest import Forest
from engine.figures.paths import Paths
from engine.figures.points import Points
from engine.figures.scatter import Scatter
from engine.figures.upset import UpSet

Rows = list[list[object]]
UNTRAINED = " untrained head"  # ends the head of a column that says of another whether its head was untrained


def to_csv(figure: Figure) -> str:
    """Comma-separated, one header row. Empty cells where there is no number. See `rows`."""
    return spreadsheet.to_csv(rows(figure))


def rows(figure: Figure) -> Rows:
    """The header, then the numbers that are drawn.

    Heatmap: a row per row; if any cell is hatched, a second block of columns says which (`... untrained head`).
    Bars: a row per label with its counts. Slopes: a row per snapshot. Curve: a row per point, with the bands.
    Forest: a row per estimate. Scatter, Paths: a row per point drawn.
    """
    if type(figure) not in ROWS:
        raise TypeError(f"no figure: {type(figure).__name__}")
    return ROWS[type(figure)](figure)


def _heatmap(figure: Heatmap) -> Rows:
    heads = [" ".join(column.split("\n")) for column in figure.columns]
    marked = figure.hatched.any()
    rows: Rows = [[figure.row_title, *heads, *([f"{head}{UNTRAINED}" for head in heads] if marked else [])]]
    for name, values, hatched in zip(figure.rows, figure.values, figure.hatched, strict=True):
        marks = ["yes" if h else "no" for h in hatched] if marked else []
        rows.append([name, *(_number(v) for v in values), *marks])
    return rows


def _bars(figure: Bars) -> Rows:
    rows: Rows = [["label", *(s.key for s in figure.series)]]
    for i, key in enumerate(figure.keys):
        rows.append([key, *(int(s.counts[i]) for s in figure.series)])
    return rows


def _slopes(figure: Slopes) -> Rows:
    marks = [f"{line.name}{UNTRAINED}" for line in figure.lines]
    rows: Rows = [["snapshot", *(line.name for line in figure.lines), *marks]]
    for i, key in enumerate(figure.keys):
        values = [_number(line.values[i]) for line in figure.lines]
        rows.append([key, *values, *("no" if line.trained[i] else "yes" for line in figure.lines)])
    return rows


def _curve(figure: Curve) -> Rows:
    banded = [trace for trace in figure.traces if trace.low is not None and trace.high is not None]
    heads = [f"{trace.name} {end}" for trace in banded for end in ("low", "high")]
    rows: Rows = [["snapshot", figure.x_title, *(trace.name for trace in figure.traces), *heads]]
    for i, key in enumerate(figure.keys):
        ends = [_number(end[i]) for trace in banded for end in (trace.low, trace.high)]
        rows.append([key, _number(figure.x[i]), *(_number(trace.values[i]) for trace in figure.traces), *ends])
    return rows


def _forest(figure: Forest) -> Rows:
    rows: Rows = [["row", figure.axis_title, "low", "high", "enough evidence"]]
    for i, label in enumerate(figure.labels):
        numbers = (_number(v[i]) for v in (figure.values, figure.low, figure.high))
        rows.append([label, *numbers, "yes" if figure.firm[i] else "no"])
    return rows


def _scatter(figure: Scatter) -> Rows:
    rows: Rows = [["kind", "point", figure.x_title, figure.y_title]]
    for cloud in figure.clouds:
        points = zip(cloud.keys, cloud.x, cloud.y, strict=True)
        rows += [[cloud.key, key, _number(x), _number(y)] for key, x, y in points]
    return rows


def _paths(figure: Paths) -> Rows:
    rows: Rows = [["path", "point", figure.x_title, figure.y_title]]
    for path in figure.paths:
        points = zip(figure.keys, path.x, path.y, strict=True)
        rows += [[path.key, key, _number(x), _number(y)] for key, x, y in points]
    return rows


def _points(figure: Points) -> Rows:
    """A row per panel, task, group and run; mean and interval are the group's."""
    rows: Rows = [["panel", "task", "group", "run", "value", "mean", "low", "high"]]
    for row in figure.rows:
        for p, panel in enumerate(figure.panels):
            of_group = [_number(v[p]) for v in (row.mean, row.low, row.high)]
            for run, value in zip(row.runs, row.values[p], strict=True):
                rows.append([panel, row.task, row.label, run, _number(value), *of_group])
    return rows


def _upset(figure: UpSet) -> Rows:
    rows: Rows = [[*figure.sets, figure.unit]]
    for members, count in zip(figure.members, figure.counts, strict=True):
        rows.append([*("yes" if m else "no" for m in members), int(count)])
    return rows


def _number(value: float) -> object:
    if value != value:
        return ""
    return int(value) if float(value).is_integer() and abs(value) > 1 else float(value)


# kind of figure -> its rows, the header first
ROWS: dict[type[Figure], Callable[[Any], Rows]] = {
    Heatmap: _heatmap,
    Bars: _bars,
    Slopes: _slopes,
    Curve: _curve,
    Forest: _forest,
    Scatter: _scatter,
    Paths: _paths,
    Points: _points,
    UpSet: _upset,
}
