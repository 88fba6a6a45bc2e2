"""A slope chart in Plotly: a line per task, named at its end."""

import numpy as np
import plotly.graph_objects as go

from engine.figures import colours
from engine.figures.colours import Theme
from engine.figures.figure import Line, Slopes
from engine.figures.screen.layout import cut, text
from engine.figures.spread import spread

_SYMBOLS = ("circle", "square", "diamond", "triangle-up", "triangle-down", "pentagon", "star", "hexagon")
_HEIGHT, _TOP, _BOTTOM = 420, 70, 60  # pixels
_NAME = 17  # pixels a line's name needs


def draw_slopes(figure: Slopes, ink: Theme) -> go.Figure:
    """Solid where the task's head is trained, faint and dashed before; a ring right after its own stage."""
    drawn = go.Figure()
    many = len(figure.lines)
    height = max(_HEIGHT, many * _NAME + _TOP + _BOTTOM)
    for number, line in enumerate(figure.lines):
        colour = colours.LINES[number % len(colours.LINES)]
        symbol = _SYMBOLS[number % len(_SYMBOLS)]
        for trace in _traces(figure, line, colour, symbol, ink):
            drawn.add_trace(trace)
    drawn.update_xaxes(
        tickvals=list(figure.ticks),
        ticktext=[text(label, 16) for label in figure.tick_labels],
        showgrid=True,
        gridcolor=ink.line,
        title=text(figure.axis_title),
        range=_range(figure),
        tickangle=0 if len(figure.ticks) <= 7 else -40,
    )
    drawn.update_yaxes(
        range=[figure.low - 0.03, figure.high + 0.03], gridcolor=ink.line, title=text(figure.value_title)
    )
    turned = 40 if len(figure.ticks) > 7 else 0
    drawn.update_layout(
        annotations=_names(figure, height - _TOP - _BOTTOM) + [_legend(figure, ink)],
        hovermode="closest",
        showlegend=False,
        height=height + turned,
        margin={
            "l": 10,
            "r": 10 + 7 * min(max((len(x.name) for x in figure.lines), default=0), 30),
            "t": _TOP,
            "b": _BOTTOM + turned,
        },
    )
    return drawn


def _traces(figure: Slopes, line: Line, colour: str, symbol: str, ink: Theme) -> list[go.Scatter]:
    solid = np.where(line.trained, line.values, np.nan)
    faint = np.where(line.trained, np.nan, line.values)
    starts = np.flatnonzero(line.trained[1:] & ~line.trained[:-1]) + 1
    bridge = faint.copy()
    bridge[starts] = line.values[starts]  # the dashed line leads up to the first trained answer
    full = {"marker": {"opacity": 1}}
    customdata = [[key, line.key] for key in figure.keys]
    hovertext = [text(h) for h in line.hover]
    common = {"x": figure.positions, "showlegend": False, "selected": full, "unselected": full}
    target = {"customdata": customdata, "hovertext": hovertext, "hovertemplate": "%{hovertext}<extra></extra>"}
    ring = np.full(len(line.values), np.nan)
    if line.own is not None:
        ring[line.own] = line.values[line.own]
    return [
        go.Scatter(
            y=bridge, mode="lines", line={"color": colour, "width": 1.2, "dash": "dot"}, hoverinfo="skip", **common
        ),
        go.Scatter(
            y=faint, mode="markers", marker={"symbol": symbol + "-open", "size": 7, "color": colour}, **common, **target
        ),
        go.Scatter(y=solid, mode="lines", line={"color": colour, "width": 2.5}, hoverinfo="skip", **common),
        go.Scatter(y=solid, mode="markers", marker={"symbol": symbol, "size": 9, "color": colour}, **common, **target),
        go.Scatter(
            y=ring,
            mode="markers",
            hoverinfo="skip",
            **common,
            marker={"symbol": "circle-open", "size": 19, "color": ink.ink, "line": {"width": 2}},
        ),
    ]


def _names(figure: Slopes, height: int) -> list[dict]:
    """Every line's name beside its last point, moved apart where they would cover each other."""
    ends = [(i, *_end(figure, line)) for i, line in enumerate(figure.lines) if np.isfinite(line.values).any()]
    low, high = figure.low - 0.03, figure.high + 0.03
    gap = _NAME * (high - low) / height
    places = spread(np.array([y for _, _, y in ends]), gap, low, high)
    return [
        {
            "x": 1,
            "xref": "paper",
            "xanchor": "left",
            "xshift": 4,
            "y": place,
            "yref": "y",
            "yanchor": "middle",
            "text": text(cut(figure.lines[i].name, 30)),
            "showarrow": False,
            "align": "left",
            "font": {"size": 12, "color": colours.LINES[i % len(colours.LINES)]},
        }
        for (i, _, _), place in zip(ends, places, strict=True)
    ]


def _end(figure: Slopes, line: Line) -> tuple[float, float]:
    last = np.flatnonzero(np.isfinite(line.values))[-1]
    return float(figure.positions[last]), float(line.values[last])


def _legend(figure: Slopes, ink: Theme) -> dict:
    return {
        "text": text(" · ".join(figure.legend)),
        "x": 0,
        "xref": "paper",
        "xanchor": "left",
        "y": 1,
        "yref": "paper",
        "yanchor": "bottom",
        "yshift": 6,
        "showarrow": False,
        "font": {"size": 12, "color": ink.faint},
    }


def _range(figure: Slopes) -> list[float]:
    if not len(figure.positions):
        return [-0.5, 0.5]
    low, high = float(figure.positions.min()), float(figure.positions.max())
    room = 0.04 * (high - low) or 0.5
    return [low - room, high + room]
