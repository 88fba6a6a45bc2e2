"""Ways through a plane in Plotly; every point can be clicked."""

import plotly.graph_objects as go

from engine.figures import colours
from engine.figures.colours import Theme
from engine.figures.paths import Paths
from engine.figures.screen.layout import text
from engine.figures.screen.slopes import symbol


def draw_paths(figure: Paths, ink: Theme, dark: bool) -> go.Figure:
    """A line from dot to dot, and the path's own symbol at the last one."""
    drawn = go.Figure()
    for number, path in enumerate(figure.paths):
        colour, last = colours.LINES[number % len(colours.LINES)], len(path.x) - 1
        full = {"marker": {"opacity": 1}}
        common = {"x": path.x, "y": path.y, "legendgroup": path.key, "hoverinfo": "skip"}
        drawn.add_trace(go.Scatter(mode="lines", line={"color": colour, "width": 2}, showlegend=False, **common))
        drawn.add_trace(
            go.Scatter(
                x=path.x, y=path.y, mode="markers", name=text(path.name), legendgroup=path.key,
                marker={"color": colour, "size": [6] * last + [13], "symbol": ["circle"] * last + [symbol(number)[0]],
                        "opacity": 1},
                selected=full, unselected=full, customdata=[[path.key, key] for key in figure.keys],
                hovertext=[text(h) for h in path.hover], hovertemplate="%{hovertext}<extra></extra>", showlegend=False,
            )
        )  # fmt: skip
        # A trace's legend shows its first point: one that is drawn nowhere shows the last one's symbol.
        drawn.add_trace(go.Scatter(x=[None], y=[None], mode="markers", name=text(path.name),
                                   marker={"color": colour, "size": 11, "symbol": symbol(number)[0]}))  # fmt: skip
    axis = {"gridcolor": ink.line, "zerolinecolor": ink.faint}
    drawn.update_xaxes(title=text(figure.x_title), **axis)
    drawn.update_yaxes(title={"text": text(figure.y_title), "standoff": 10}, scaleanchor="x", automargin=True, **axis)
    drawn.update_layout(
        hovermode="closest",
        height=500,
        margin={"l": 10, "r": 20, "t": 78, "b": 50},
        legend={
            "orientation": "v", "x": 1.01, "y": 1, "yanchor": "top", "itemclick": False, "itemdoubleclick": False,
            "font": {"color": ink.ink, "size": 13}, "bgcolor": "rgba(0,0,0,0)",
        },
        annotations=[
            {
                "text": text(" · ".join(figure.legend)), "x": 0, "xref": "paper", "xanchor": "left", "y": 1,
                "yref": "paper", "yanchor": "bottom", "yshift": 6, "showarrow": False,
                "font": {"size": 13, "color": ink.faint},
            }
        ],
    )  # fmt: skip
    return drawn
