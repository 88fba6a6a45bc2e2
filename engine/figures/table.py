"""Figures as a table: CSV of what is drawn, in full precision."""

import csv
import io
from collections.abc import Callable
from typing import Any

from engine.figures.figure import Bars, Figure, Heatmap, Slopes

Rows = list[list[object]]


def to_csv(figure: Figure) -> str:
    """Comma-separated, one header row. Empty cells where there is no number.

    Heatmap: a row per row; if any cell is hatched, a second block of columns says which (`... untrained head`).
    Bars: a row per label with its counts. Slopes: a row per snapshot.
    """
    if type(figure) not in ROWS:
        raise TypeError(f"no figure: {type(figure).__name__}")
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(ROWS[type(figure)](figure))
    return text.getvalue()


def _heatmap(figure: Heatmap) -> Rows:
    heads = [" ".join(column.split("\n")) for column in figure.columns]
    marked = figure.hatched.any()
    rows: Rows = [[figure.row_title, *heads, *([f"{head} untrained head" for head in heads] if marked else [])]]
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
    marks = [f"{line.name} untrained head" for line in figure.lines]
    rows: Rows = [["snapshot", *(line.name for line in figure.lines), *marks]]
    for i, key in enumerate(figure.keys):
        values = [_number(line.values[i]) for line in figure.lines]
        rows.append([key, *values, *("no" if line.trained[i] else "yes" for line in figure.lines)])
    return rows


def _number(value: float) -> object:
    if value != value:
        return ""
    return int(value) if float(value).is_integer() and abs(value) > 1 else float(value)


# kind of figure -> its rows, the header first
ROWS: dict[type[Figure], Callable[[Any], Rows]] = {Heatmap: _heatmap, Bars: _bars, Slopes: _slopes}
