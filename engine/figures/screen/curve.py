"""A curve in Plotly: lines, bands, stage boundaries; every point can be clicked."""

import numpy as np
import plotly.graph_objects as go

from engine.figures import colours
from engine.figures.colours import Theme
from engine.figures.curve import Curve, Trace
from engine.figures.screen.layout import cut, text

_HALF = 540  # pixels
SYMBOLS = ("circle", "square", "diamond", "triangle-up", "triangle-down", "pentagon", "star", "hexagon")


def draw_curve(figure: Curve, ink: Theme, dark: bool) -> go.Figure:
    """Bands below, lines with a symbol per point above; what begins at a mark stands over it."""
    drawn = go.Figure()
    for number, trace in enumerate(figure.traces):
        colour = colours.LINES[number % len(colours.LINES)]
        for part in _parts(figure, trace, colour, SYMBOLS[number % len(SYMBOLS)]):
            drawn.add_trace(part)
    for place, name in figure.marks:
        drawn.add_vline(x=place, line={"color": ink.faint, "width": 1, "dash": "dash"})
        drawn.add_annotation(
            x=place, yref="paper", y=1, yanchor="bottom", xanchor="left", showarrow=False, text=text(cut(name, 24)),
            font={"size": 13, "color": ink.faint},
        )  # fmt: skip
    first, last = float(figure.places[0]), float(figure.places[-1])
    room = 0.02 * (last - first) if last > first else 0.5
    drawn.update_xaxes(
        title=text(figure.x_title), gridcolor=ink.line, showgrid=False, range=[first - room, last + room],
    )  # fmt: skip
    if figure.even:
        drawn.update_xaxes(tickvals=figure.places.tolist(), ticktext=[text(key) for key in figure.keys])
    if figure.logarithmic:
        ends = np.log10([figure.x[0], figure.x[-1]])
        room = 0.03 * float(ends[1] - ends[0])
        drawn.update_xaxes(type="log", range=[ends[0] - room, ends[1] + room], tickvals=figure.x.tolist(),
                           ticktext=[text(key) for key in figure.keys])  # fmt: skip
    drawn.update_yaxes(
        title={"text": text(figure.y_title), "standoff": 10}, gridcolor=ink.line, automargin=True,
        tickformat=".0%" if figure.percent else ".3~g",
        range=[figure.low, figure.high],
    )  # fmt: skip
    more = 20 * max(0, _rows([trace.name for trace in figure.traces]) - 2)  # two rows of the legend have room as it is
    drawn.update_layout(
        hovermode="closest",
        height=430 + more,
        margin={"l": 10, "r": 20, "t": 92 + more, "b": 50},
        legend={
            "orientation": "h", "x": 0, "y": 1.07, "yanchor": "bottom", "traceorder": "normal",
            "itemclick": False, "itemdoubleclick": False,
            "font": {"color": ink.ink, "size": 13}, "bgcolor": "rgba(0,0,0,0)",
        },
    )  # fmt: skip
    return drawn


def _rows(names: list[str]) -> int:
    """Of the legend, in a figure that has half of the page: its entries stand in columns as wide as the longest."""
    columns = max(1, _HALF // (7 * max(map(len, names), default=0) + 48))
    return -(-len(names) // columns)


def _parts(figure: Curve, trace: Trace, colour: str, symbol: str) -> list[go.Scatter]:
    found = []
    if trace.low is not None and trace.high is not None:
        nothing = {"x": figure.places, "mode": "lines", "line": {"width": 0}, "hoverinfo": "skip", "showlegend": False}
        found = [
            go.Scatter(y=trace.high, **nothing),
            go.Scatter(y=trace.low, fill="tonexty", fillcolor=_faint(colour), **nothing),
        ]
    symbols = [f"{symbol}-open" if i in trace.hollow else symbol for i in range(len(figure.x))]
    symbols = symbols if trace.hollow else symbol
    full = {"marker": {"opacity": 1}}  # a click fades nothing: the page says what is chosen
    found.append(
        go.Scatter(
            x=figure.places, y=trace.values, mode="lines+markers", name=text(trace.name),
            line={"color": colour, "width": 2.5}, marker={"symbol": symbols, "size": 8, "color": colour},
            selected=full, unselected=full, customdata=[[trace.key, key] for key in figure.keys],
            hovertext=[text(h) for h in trace.hover], hovertemplate="%{hovertext}<extra></extra>",
        )
    )  # fmt: skip
    return found


def _faint(colour: str) -> str:
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return f"rgba({red},{green},{blue},0.18)"
