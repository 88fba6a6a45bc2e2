"""A heatmap in Plotly, every cell of which can be clicked."""

import textwrap

import numpy as np
import plotly.graph_objects as go

from engine.figures import colours
from engine.figures.colours import Theme
from engine.figures.figure import Heatmap
from engine.figures.screen.layout import cut, text

_ROOM = 58  # characters side by side over all cells, where two heatmaps share a page


def draw_heatmap(figure: Heatmap, ink: Theme, dark: bool) -> go.Figure:
    """Cells, hatching, numbers, and over them invisible markers that can be clicked.

    Plotly's heatmap never emits a selection (plotly.js issue 170): the markers do, and `hoverdistance` -1 makes the
    whole cell theirs. Numbers are annotations, because a selection fades the text of traces.
    """
    rows, columns = len(figure.rows), len(figure.columns)
    drawn = go.Figure(_cells(figure, ink, dark))
    heads, turned = _heads(figure.columns)
    top = _top(figure, heads, turned)
    bottom = 26 + 18 * len(figure.legend)
    drawn.update_xaxes(
        side="top",
        range=[-0.5, columns - 0.5],
        tickvals=list(range(columns)),
        ticktext=[text(head) for head in heads],
        tickangle=-50 if turned else 0,
        showgrid=False,
        ticks="",
        title={"text": text(figure.column_title), "standoff": 4},
    )
    labels = [text(cut(r, 26)) for r in figure.rows]
    drawn.update_yaxes(
        range=[rows - 0.5, -0.5],
        tickvals=list(range(rows)),
        ticktext=labels,
        showgrid=False,
        ticks="",
        title={"text": text(figure.row_title), "standoff": 8},
        automargin=True,
    )
    if rows and columns:
        drawn.add_trace(_targets(figure))
    drawn.update_layout(
        shapes=_shapes(figure, ink),
        annotations=_numbers(figure, ink, dark) + _legend(figure, ink),
        hoverdistance=-1,
        hovermode="closest",
        height=max(rows, 2) * (52 if rows <= 7 else 34) + top + bottom,
        margin={"l": 10, "r": 10, "t": top, "b": bottom},
    )
    return drawn


def _heads(columns: tuple[str, ...]) -> tuple[list[str], bool]:
    """Column heads broken to fit their cells; turned, on one line, where a word or more than three lines do not fit."""
    room = max(5, _ROOM // max(len(columns), 1))
    broken = ["\n".join(part for line in c.split("\n") for part in textwrap.wrap(line, room) or [""]) for c in columns]
    if all(b.count("\n") < 3 for b in broken) and all(len(word) <= room for c in columns for word in c.split()):
        return broken, False
    return [cut(c.replace("\n", " · "), 26) for c in columns], True


def _cells(figure: Heatmap, ink: Theme, dark: bool) -> go.Heatmap:
    stops = colours.stops(figure.scale, dark)
    return go.Heatmap(
        z=np.where(figure.hatched, np.nan, figure.values),
        zmin=figure.low,
        zmax=figure.high,
        colorscale=[[i / (len(stops) - 1), c] for i, c in enumerate(stops)],
        xgap=2,
        ygap=2,
        hoverinfo="skip",
        colorbar={
            "title": {"text": text(figure.scale_title), "side": "right", "font": {"color": ink.faint, "size": 13}},
            "thickness": 12,
            "outlinewidth": 0,
            "tickfont": {"color": ink.faint},
            "xpad": 6,
        },
    )


def _targets(figure: Heatmap) -> go.Scatter:
    where = [(i, j) for i in range(len(figure.rows)) for j in range(len(figure.columns))]
    unseen = {"marker": {"opacity": 0}}
    return go.Scatter(
        x=[j for _, j in where],
        y=[i for i, _ in where],
        mode="markers",
        marker={"symbol": "square", "size": 30, "opacity": 0},
        selected=unseen,
        unselected=unseen,
        customdata=[[figure.row_keys[i], figure.column_keys[j]] for i, j in where],
        hovertext=[text(figure.hover[i][j]) for i, j in where],
        hovertemplate="%{hovertext}<extra></extra>",
        showlegend=False,
    )


def _numbers(figure: Heatmap, ink: Theme, dark: bool) -> list[dict]:
    size = 14 if len(figure.columns) <= 5 else 12 if len(figure.columns) <= 8 else 10
    span = (figure.high - figure.low) or 1.0
    notes = []
    for i, j in np.ndindex(figure.values.shape):
        if not figure.text[i][j]:
            continue
        value = figure.values[i, j]
        blank = figure.hatched[i, j] or np.isnan(value)
        face = ink.hatch_ground if blank else colours.at(figure.scale, dark, (value - figure.low) / span)
        notes.append(
            {
                "x": j,
                "y": i,
                "text": text(figure.text[i][j]),
                "showarrow": False,
                "captureevents": False,
                "font": {"size": size, "color": ink.faint if blank else colours.text_on(face)},
                "bgcolor": face if figure.hatched[i, j] else None,  # keeps the strokes off the number
                "borderpad": 1,
            }
        )
    return notes


def _shapes(figure: Heatmap, ink: Theme) -> list[dict]:
    shapes = []
    for i, j in zip(*np.nonzero(figure.hatched), strict=True):
        cell = {"x0": j - 0.48, "x1": j + 0.48, "y0": i - 0.48, "y1": i + 0.48}
        shapes.append({"type": "rect", "fillcolor": ink.hatch_ground, "line": {"width": 0}, **cell})
        shapes.append({"type": "path", "path": _strokes(int(i), int(j)), "line": {"color": ink.hatch, "width": 1}})
    for i, j in zip(*np.nonzero(figure.outlined), strict=True):
        shapes.append(
            {
                "type": "rect",
                "x0": j - 0.48,
                "x1": j + 0.48,
                "y0": i - 0.48,
                "y1": i + 0.48,
                "line": {"color": ink.ink, "width": 2},
            }
        )
    return shapes


def _strokes(row: int, column: int) -> str:
    """An SVG path of five diagonal strokes across a cell."""
    parts = []
    for shift in (-0.64, -0.32, 0.0, 0.32, 0.64):
        left, right = max(-0.48, -0.48 + shift), min(0.48, 0.48 + shift)
        parts.append(f"M {column + left} {row - (left - shift)} L {column + right} {row - (right - shift)}")
    return " ".join(parts)


def _legend(figure: Heatmap, ink: Theme) -> list[dict]:
    joined = "<br>".join(text(line) for line in figure.legend)
    if not joined:
        return []
    return [
        {
            "text": joined,
            "x": 0,
            "xref": "paper",
            "xanchor": "left",
            "y": 0,
            "yref": "paper",
            "yanchor": "top",
            "yshift": -6,
            "align": "left",
            "showarrow": False,
            "font": {"size": 13, "color": ink.faint},
        }
    ]


def _top(figure: Heatmap, heads: list[str], turned: bool) -> int:
    """Pixels for the figure's title, the axis title and the column heads."""
    above = 34 + (20 if figure.column_title else 0)
    if turned:
        return above + round(5.8 * max(len(head) for head in heads)) + 12
    return above + 17 * max((head.count("\n") + 1 for head in heads), default=1) + 6
