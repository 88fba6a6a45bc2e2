"""Stacked bars in Plotly, every segment of which can be clicked."""

import plotly.graph_objects as go

from engine.figures import colours
from engine.figures.colours import Theme
from engine.figures.figure import Bars
from engine.figures.screen.layout import cut, text

_WIDE = 0.09  # of the longest bar: a segment with room for its text


def draw_bars(figure: Bars, ink: Theme, dark: bool) -> go.Figure:
    """One stacked bar per label from the top; glyph and number inside every segment that has room."""
    drawn = go.Figure()
    longest = max((sum(s.values[i] for s in figure.series) for i in range(len(figure.labels))), default=1) or 1
    for series in figure.series:
        shown = [
            f"{series.glyph} {value:.0%}" if figure.share else f"{series.glyph} {count:,}"
            for value, count in zip(series.values, series.counts, strict=True)
        ]
        # a click must not fade the rest: the page says what is chosen
        full = {"marker": {"opacity": 1}, "textfont": {"color": colours.text_on(series.colour)}}
        drawn.add_trace(
            go.Bar(
                orientation="h",
                name=text(series.name),
                x=series.values,
                y=list(range(len(figure.labels))),
                text=[
                    label if value >= _WIDE * longest else "" for label, value in zip(shown, series.values, strict=True)
                ],
                textposition="inside",
                insidetextanchor="middle",
                constraintext="none",
                textangle=0,
                textfont={"color": colours.text_on(series.colour), "size": 13},
                marker={"color": series.colour, "line": {"width": 0}},
                selected=full,
                unselected=full,
                customdata=[[key, series.key] for key in figure.keys],
                hovertext=[text(h) for h in series.hover],
                hovertemplate="%{hovertext}<extra></extra>",
            )
        )
    drawn.update_yaxes(
        range=[len(figure.labels) - 0.5, -0.5],
        tickvals=list(range(len(figure.labels))),
        showgrid=False,
        ticktext=[text(cut(label, 34)) for label in figure.labels],
        automargin=True,
    )
    drawn.update_xaxes(
        title=text(figure.axis_title),
        gridcolor=ink.line,
        tickformat=".0%" if figure.share else ",d",
        range=[0, longest],
        side="bottom",
    )
    drawn.update_layout(
        barmode="stack",
        bargap=0.25,
        hovermode="closest",
        height=130 + 28 * max(len(figure.labels), 2),
        margin={"l": 10, "r": 20, "t": 74, "b": 46},
        legend={
            "orientation": "h",
            "x": 0,
            "y": 1.0,
            "yanchor": "bottom",
            "traceorder": "normal",
            "itemclick": False,
            "itemdoubleclick": False,
            "font": {"color": ink.ink, "size": 13},
            "bgcolor": "rgba(0,0,0,0)",
        },
    )
    return drawn
