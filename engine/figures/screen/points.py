"""Points in Plotly: a row per task and group, a panel per number; every point can be clicked."""

import numpy as np
import plotly.graph_objects as go

from engine.figures import colours
from engine.figures.colours import Theme
from engine.figures.points import Points, limits, places_of
from engine.figures.screen.layout import cut, text

SYMBOLS = ("circle", "square", "diamond", "triangle-up", "star", "pentagon", "cross", "hexagon")
_ROW, _TOP, _BOTTOM = 30, 76, 86  # pixels
_GAP = 0.03  # between panels, of the width


def draw_points(figure: Points, ink: Theme, dark: bool) -> go.Figure:
    """Small points for seeds, an upright stroke for the mean, a line for the interval."""
    drawn = go.Figure()
    places, heads = places_of(figure.rows)
    last = (places[-1] if len(places) else 0) + 0.6
    width = (1 - _GAP * (len(figure.panels) - 1)) / max(len(figure.panels), 1)
    notes = []
    for p, title in enumerate(figure.panels):
        axis = "x" if p == 0 else f"x{p + 1}"
        for trace in _panel(figure, p, places, axis, ink):
            drawn.add_trace(trace)
        start = p * (width + _GAP)
        drawn.update_layout({axis.replace("x", "xaxis"): _axis(figure, p, start, start + width, ink)})
        notes.append(_note(text(title), start, 1, "bottom", 8, ink.ink, 13))
    drawn.update_yaxes(
        range=[last, -0.9], tickvals=[*(y for y, _ in heads), *places],
        ticktext=[*(f"<b>{text(cut(h, 40))}</b>" for _, h in heads), *(text(cut(r.label, 44)) for r in figure.rows)],
        showgrid=False, automargin=True,
    )  # fmt: skip
    if figure.legend:
        notes.append(_note(text(" · ".join(figure.legend)), 0, 0, "top", -58, ink.faint, 12))
    drawn.update_layout(
        annotations=notes, hovermode="closest", showlegend=False,
        height=round(_ROW * (last + 0.9)) + _TOP + _BOTTOM, margin={"l": 10, "r": 16, "t": _TOP, "b": _BOTTOM},
    )  # fmt: skip
    return drawn


def _panel(figure: Points, p: int, places: np.ndarray, axis: str, ink: Theme) -> list[go.Scatter]:
    traces = []
    for place, row in zip(places, figure.rows, strict=True):
        colour = colours.LINES[row.group % len(colours.LINES)]
        common = {"xaxis": axis, "yaxis": "y", "showlegend": False}
        if np.isfinite(row.low[p]):
            line = {"color": colour, "width": 3}
            traces.append(go.Scatter(x=[row.low[p], row.high[p]], y=[place] * 2, mode="lines", line=line,
                                     opacity=0.55, hoverinfo="skip", **common))  # fmt: skip
        if np.isfinite(row.mean[p]):
            mark = {"symbol": "line-ns", "size": 20, "line": {"width": 3, "color": ink.ink}}
            traces.append(go.Scatter(x=[row.mean[p]], y=[place], mode="markers", marker=mark, hoverinfo="skip",
                                     selected={"marker": {"opacity": 1}}, unselected={"marker": {"opacity": 1}},
                                     **common))  # fmt: skip
        full = {"marker": {"opacity": 0.9}}
        symbol = SYMBOLS[row.group % len(SYMBOLS)]
        traces.append(
            go.Scatter(
                x=row.values[p], y=[place] * len(row.runs), mode="markers", selected=full, unselected=full,
                marker={"symbol": symbol, "size": 10, "color": colour, "opacity": 0.9,
                        "line": {"width": 1, "color": ink.ground}},
                customdata=[[run, row.task] for run in row.runs], hovertext=[text(h) for h in row.hover[p]],
                hovertemplate="%{hovertext}<extra></extra>", **common,
            )
        )  # fmt: skip
        if not np.isfinite(row.values[p]).any():
            traces.append(go.Scatter(x=[sum(limits(figure, p)) / 2], y=[place], mode="text", text=["–"],
                                     hoverinfo="skip", textfont={"color": ink.faint}, **common))  # fmt: skip
    return traces


def _axis(figure: Points, p: int, start: float, end: float, ink: Theme) -> dict:
    low, high = limits(figure, p)
    return {"domain": [start, end], "range": [low, high], "gridcolor": ink.line, "anchor": "y",
            "title": {"text": text(figure.axis_titles[p])}, "zeroline": low < 0, "nticks": 6}  # fmt: skip


def _note(words: str, x: float, y: float, anchor: str, shift: int, colour: str, size: int) -> dict:
    return {"text": words, "x": x, "xref": "paper", "xanchor": "left", "y": y, "yref": "paper", "yanchor": anchor,
            "yshift": shift, "showarrow": False, "align": "left", "font": {"size": size, "color": colour}}  # fmt: skip
