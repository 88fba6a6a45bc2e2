"""A forest plot in Plotly: a dot with its interval per row; every row can be clicked."""

import numpy as np
import plotly.graph_objects as go

from engine.figures.colours import Theme
from engine.figures.forest import Forest
from engine.figures.screen.layout import text

_FIRM = "#D55E00"
_ROW, _TWO_LINES, _ABOVE, _BELOW = 27, 38, 104, 46  # pixels
_WIDEST = 66  # characters of a line


def draw_forest(figure: Forest, ink: Theme, dark: bool) -> go.Figure:
    """Filled and orange where it is more than chance, hollow and grey elsewhere; an upright line for all together."""
    drawn, rows = go.Figure(), np.arange(len(figure.labels))
    labels = [text(x if len(x) <= _WIDEST else x.replace("  (", "\n("), _WIDEST) for x in figure.labels]
    height = (_TWO_LINES if any("<br>" in label for label in labels) else _ROW) * max(len(rows), 2)
    for firm, colour, symbol, name in ((True, _FIRM, "circle", "enough evidence"),
                                       (False, ink.faint, "circle-open", "not enough evidence")):  # fmt: skip
        at = np.flatnonzero(figure.firm == firm)
        full = {"marker": {"opacity": 1}}
        drawn.add_trace(
            go.Scatter(
                x=figure.values[at], y=rows[at], mode="markers", name=name,
                marker={"symbol": symbol, "size": 10, "color": colour, "line": {"width": 2 if not firm else 0}},
                error_x={"type": "data", "symmetric": False, "array": (figure.high - figure.values)[at],
                         "arrayminus": (figure.values - figure.low)[at], "color": colour, "thickness": 1.6, "width": 4},
                selected=full, unselected=full, customdata=[[figure.keys[i], figure.labels[i]] for i in at],
                hovertext=[text(figure.hover[i]) for i in at], hovertemplate="%{hovertext}<extra></extra>",
            )
        )  # fmt: skip
    if figure.whole == figure.whole:
        drawn.add_vline(x=figure.whole, line={"color": ink.ink, "width": 1.2, "dash": "dash"})
        drawn.add_annotation(
            x=figure.whole, yref="paper", y=1, yanchor="bottom", text=text(figure.whole_name),
            showarrow=False, font={"size": 13, "color": ink.ink},
        )  # fmt: skip
    drawn.update_yaxes(
        range=[len(rows) - 0.5, -0.5], tickvals=rows, ticktext=labels,
        automargin=True, showgrid=True, gridcolor=ink.line,
    )  # fmt: skip
    drawn.update_xaxes(title=text(figure.axis_title), tickformat=".0%", gridcolor=ink.line, rangemode="tozero")
    drawn.update_layout(
        hovermode="closest",
        height=_ABOVE + _BELOW + height,
        margin={"l": 10, "r": 20, "t": _ABOVE, "b": _BELOW},
        showlegend=True,  # also where all of them are of one kind
        legend={"orientation": "h", "x": 0, "y": 1 + 24 / height, "yanchor": "bottom",
                "itemclick": False, "itemdoubleclick": False, "font": {"color": ink.ink, "size": 13},
                "bgcolor": "rgba(0,0,0,0)"},
    )  # fmt: skip
    return drawn
