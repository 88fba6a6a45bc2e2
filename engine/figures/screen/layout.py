"""What all Plotly figures share."""

import html
import textwrap

import plotly.graph_objects as go

from engine.figures.colours import Theme

FONT = "Source Sans, sans-serif"  # the dashboard's own


def text(value: str, width: int | None = None) -> str:
    """Text from data for Plotly, which reads some HTML, escaped. A newline breaks a line; longer than two is cut."""
    lines = value.split("\n")
    if width:
        lines = [part for line in lines for part in textwrap.wrap(line, width, max_lines=2, placeholder="…") or [""]]
    return "<br>".join(html.escape(line, quote=False) for line in lines)  # Plotly does not know &quot;


def cut(value: str, width: int) -> str:
    """At most `width` characters, the last one an ellipsis if something was cut."""
    return value if len(value) <= width else value[: width - 1] + "…"


def frame(figure: go.Figure, title: str, ink: Theme) -> go.Figure:
    """Title, inks and transparent grounds; fixed axes, so that a click is a click and not a zoom."""
    figure.update_layout(
        title={
            "text": text(title),
            "x": 0,
            "xref": "container",
            "xanchor": "left",
            "yref": "container",
            "y": 1,
            "yanchor": "top",
            "pad": {"t": 8},
            "font": {"size": 17, "color": ink.ink, "weight": 600},
        },
        font={"color": ink.ink, "size": 14, "family": FONT},
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        dragmode=False,
        hoverlabel={
            "bgcolor": ink.ground,
            "bordercolor": ink.faint,
            "font": {"color": ink.ink, "size": 14, "family": FONT},
            "align": "left",
        },
    )
    axes = {
        "fixedrange": True,
        "zeroline": False,
        "tickfont": {"color": ink.ink},
        "title_font": {"color": ink.faint, "size": 13},
    }
    figure.update_xaxes(**axes)
    figure.update_yaxes(**axes)
    return figure
