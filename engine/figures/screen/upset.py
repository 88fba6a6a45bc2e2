"""An UpSet plot in Plotly: bars of intersections over a matrix of dots; bars and dots can be clicked."""

import numpy as np
import plotly.graph_objects as go

from engine.figures.colours import Theme
from engine.figures.screen.layout import cut, text
from engine.figures.upset import UpSet

_COLOUR = "#D55E00"
_BARS, _SET, _TOP, _BOTTOM = 190, 30, 56, 46  # pixels


def draw_upset(figure: UpSet, ink: Theme, dark: bool) -> go.Figure:
    """A filled dot: in this set; a ring: not. A line joins the filled dots of one intersection."""
    rows, columns = len(figure.sets), len(figure.keys)
    inner = _BARS + _SET * max(rows, 1)
    split = _SET * max(rows, 1) / inner
    x, full = np.arange(columns), {"marker": {"opacity": 1}}
    hover = [text(h) for h in figure.hover]
    drawn = go.Figure(
        go.Bar(
            x=x, y=figure.counts, yaxis="y2", marker={"color": _COLOUR}, text=[f"{n:,}" for n in figure.counts],
            textposition="outside", cliponaxis=False, textfont={"color": ink.ink}, customdata=[[k, ""] for k in
            figure.keys], hovertext=hover, hovertemplate="%{hovertext}<extra></extra>", selected=full, unselected=full,
        )
    )  # fmt: skip
    for i, members in enumerate(figure.members):
        inside = np.flatnonzero(members)
        drawn.add_trace(go.Scatter(x=[i] * len(inside), y=inside, mode="lines", hoverinfo="skip",
                                   line={"color": _COLOUR, "width": 2.5}))  # fmt: skip
    for inside, symbol, colour in ((False, "circle-open", ink.faint), (True, "circle", _COLOUR)):
        i, s = np.nonzero(figure.members == inside)
        drawn.add_trace(
            go.Scatter(
                x=i, y=s, mode="markers", marker={"symbol": symbol, "size": 12, "color": colour}, selected=full,
                unselected=full, customdata=[[figure.keys[a], figure.sets[b]] for a, b in zip(i, s, strict=True)],
                hovertext=[hover[a] for a in i], hovertemplate="%{hovertext}<extra></extra>",
            )
        )  # fmt: skip
    names = [f"{text(cut(n, 44))} ({size:,})" for n, size in zip(figure.sets, figure.sizes, strict=True)]
    drawn.update_xaxes(range=[-0.6, max(columns, 4) - 0.4], showticklabels=False, showgrid=False)
    drawn.update_layout(
        yaxis={"domain": [0, split], "range": [rows - 0.5, -0.5], "tickvals": list(range(rows)), "ticktext": names,
               "automargin": True, "showgrid": False},
        yaxis2={"domain": [split + 0.03, 1], "gridcolor": ink.line, "title": {"text": text(figure.unit)},
                "range": [0, 1.15 * max(figure.counts.max(initial=0), 1)]},
        showlegend=False, hovermode="closest", height=inner + _TOP + _BOTTOM, bargap=0.35,
        margin={"l": 10, "r": 10, "t": _TOP, "b": _BOTTOM}, annotations=_legend(figure, ink),
    )  # fmt: skip
    return drawn


def _legend(figure: UpSet, ink: Theme) -> list[dict]:
    if not figure.legend:
        return []
    return [{"text": text(" · ".join(figure.legend)), "x": 0, "xref": "paper", "xanchor": "left", "y": 0,
             "yref": "paper", "yanchor": "top", "yshift": -10, "showarrow": False,
             "font": {"size": 13, "color": ink.faint}}]  # fmt: skip
