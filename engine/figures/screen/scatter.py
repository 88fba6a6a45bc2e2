"""A scatter plot in Plotly; every point can be clicked."""

import plotly.graph_objects as go

from engine.figures.colours import Theme
from engine.figures.scatter import Scatter
from engine.figures.screen.layout import text

_SHAPES = {"circle": "circle", "cross": "x", "plus": "cross", "square": "square-open"}


def draw_scatter(figure: Scatter, ink: Theme, dark: bool) -> go.Figure:
    """One trace per kind, with its shape; drawn with WebGL-free markers, so keep it to a few thousand points."""
    drawn = go.Figure()
    for cloud in figure.clouds:
        full = {"marker": {"opacity": 0.75}}
        drawn.add_trace(
            go.Scatter(
                x=cloud.x, y=cloud.y, mode="markers", name=text(cloud.name),
                marker={"symbol": _SHAPES[cloud.shape], "size": 7, "color": cloud.colour, "opacity": 0.75},
                selected=full, unselected=full, customdata=[[cloud.key, key] for key in cloud.keys],
                hovertext=[text(h) for h in cloud.hover], hovertemplate="%{hovertext}<extra></extra>",
            )
        )  # fmt: skip
    axis = {"gridcolor": ink.line}
    drawn.update_xaxes(title=text(figure.x_title), range=list(figure.x_range), **axis)
    drawn.update_yaxes(
        title={"text": text(figure.y_title), "standoff": 10}, range=list(figure.y_range), automargin=True, **axis
    )
    drawn.update_layout(
        hovermode="closest",
        height=480,
        margin={"l": 10, "r": 20, "t": 78, "b": 50},
        legend={
            "orientation": "h", "x": 0, "y": 1.0, "yanchor": "bottom", "itemclick": False, "itemdoubleclick": False,
            "font": {"color": ink.ink, "size": 13}, "bgcolor": "rgba(0,0,0,0)", "itemsizing": "constant",
        },
    )  # fmt: skip
    return drawn
