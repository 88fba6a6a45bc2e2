"""A slope chart in Plotly: a line per task, named at its end."""

import numpy as np
import plotly.graph_objects as go

from engine.figures import colours
from engine.figures.colours import Theme
from engine.figures.figure import Line, Slopes
from engine.figures.screen.layout import cut, text
from engine.figures.spread import spread

# Plotly's symbol, and the character that looks like it before the line's name
_SYMBOLS = (
    ("circle", "●"),
    ("square", "■"),
    ("diamond", "◆"),
    ("triangle-up", "▲"),
    ("triangle-down", "▼"),
    ("pentagon", "⬟"),
    ("star", "★"),
    ("hexagon", "⬢"),
)
_HEIGHT, _TOP, _BOTTOM = 420, 70, 60  # pixels
_NAME = 17  # pixels a line's name needs


def draw_slopes(figure: Slopes, ink: Theme, dark: bool) -> go.Figure:
    """Solid where the task's head is trained, faint and dotted before; a ring right after its own stage."""
    drawn = go.Figure()
    many = len(figure.lines)
    height = max(_HEIGHT, many * _NAME + _TOP + _BOTTOM)
    slanted = len(figure.ticks) > 7
    extra = 5 * max(len(cut(label, 20)) for label in figure.tick_labels) if slanted else 0
    for number, line in enumerate(figure.lines):
        colour = colours.LINES[number % len(colours.LINES)]
        sign, _ = symbol(number)
        for trace in _traces(figure, line, colour, sign, ink):
            drawn.add_trace(trace)
    drawn.update_xaxes(
        tickvals=list(figure.ticks),
        ticktext=[text(cut(label, 20), None if slanted else 16) for label in figure.tick_labels],
        showgrid=True,
        gridcolor=ink.line,
        title=text(figure.axis_title),
        range=_range(figure),
        tickangle=-40 if slanted else 0,
        ticklabeloverflow="allow",
    )
    drawn.update_yaxes(
        range=[figure.low - 0.03, figure.high + 0.03],
        gridcolor=ink.line,
        title={"text": text(figure.value_title), "standoff": 10},
        automargin=True,
    )
    drawn.update_layout(
        annotations=_names(figure, height - _TOP - _BOTTOM, ink) + [_legend(figure, ink)],
        hovermode="closest",
        showlegend=False,
        height=height + extra,
        margin={
            "l": 80 if slanted else 10,
            "r": 28 + 7 * min(max((len(x.name) for x in figure.lines), default=0), 30),
            "t": _TOP,
            "b": _BOTTOM + extra,
        },
    )
    return drawn


def _traces(figure: Slopes, line: Line, colour: str, sign: str, ink: Theme) -> list[go.Scatter]:
    solid = np.where(line.trained, line.values, np.nan)
    faint = np.where(line.trained, np.nan, line.values)
    starts = np.flatnonzero(line.trained[1:] & ~line.trained[:-1]) + 1
    bridge = faint.copy()
    bridge[starts] = line.values[starts]  # the dotted line leads up to the first trained answer
    full = {"marker": {"opacity": 1}}
    customdata = [[key, line.key] for key in figure.keys]
    hovertext = [text(h) for h in line.hover]
    common = {"x": figure.positions, "showlegend": False, "selected": full, "unselected": full}
    target = {"customdata": customdata, "hovertext": hovertext, "hovertemplate": "%{hovertext}<extra></extra>"}
    faintness = 1.0 if len(figure.lines) <= 4 else 0.45  # many random heads would hide the lines that matter
    ring = np.full(len(line.values), np.nan)
    if line.own is not None:
        ring[line.own] = line.values[line.own]
    return [
        go.Scatter(
            y=bridge,
            mode="lines",
            opacity=faintness,
            line={"color": colour, "width": 1.2, "dash": "dot"},
            hoverinfo="skip",
            **common,
        ),
        go.Scatter(
            y=faint,
            mode="markers",
            opacity=faintness,
            marker={"symbol": sign + "-open", "size": 7, "color": colour},
            **common,
            **target,
        ),
        go.Scatter(y=solid, mode="lines", line={"color": colour, "width": 2.5}, hoverinfo="skip", **common),
        go.Scatter(y=solid, mode="markers", marker={"symbol": sign, "size": 9, "color": colour}, **common, **target),
        go.Scatter(
            y=ring,
            mode="markers",
            hoverinfo="skip",
            **common,
            marker={"symbol": "circle-open", "size": 19, "color": ink.ink, "line": {"width": 2}},
        ),
    ]


def _names(figure: Slopes, height: int, ink: Theme) -> list[dict]:
    """Every line's name beside its last point, moved apart where they would cover each other."""
    ends = [(i, _last(line)) for i, line in enumerate(figure.lines) if np.isfinite(line.values).any()]
    low, high = figure.low - 0.03, figure.high + 0.03
    gap = _NAME * (high - low) / height
    places = spread(np.array([y for _, y in ends]), gap, low, high)
    return [
        {
            "x": 1,
            "xref": "paper",
            "xanchor": "left",
            "xshift": 4,
            "y": place,
            "yref": "y",
            "yanchor": "middle",
            "text": f'<span style="color:{colours.LINES[i % len(colours.LINES)]};font-size:15px">'
            f"{symbol(i)[1]}</span> {text(cut(figure.lines[i].name, 30))}",
            "showarrow": False,
            "align": "left",
            "font": {"size": 13, "color": ink.ink},
        }
        for (i, _), place in zip(ends, places, strict=True)
    ]


def symbol(number: int) -> tuple[str, str]:
    """Shifted by one with every round of colours, so that no two lines share both."""
    return _SYMBOLS[(number + number // len(colours.LINES)) % len(_SYMBOLS)]


def _last(line: Line) -> float:
    return float(line.values[np.isfinite(line.values)][-1])


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
        "font": {"size": 13, "color": ink.faint},
    }


def _range(figure: Slopes) -> list[float]:
    if not len(figure.positions):
        return [-0.5, 0.5]
    low, high = float(figure.positions.min()), float(figure.positions.max())
    room = 0.04 * (high - low) or 0.5
    return [low - room, high + room]
