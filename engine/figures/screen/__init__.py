"""Figures on screen: Plotly, transparent, for the light and the dark theme."""

from collections.abc import Callable, Mapping
from typing import Any

import plotly.graph_objects as go

from engine.figures.colours import Theme, theme
from engine.figures.curve import Curve
from engine.figures.figure import Bars, Figure, Heatmap, Slopes
from engine.figures.forest import Forest
from engine.figures.paths import Paths
from engine.figures.points import Points
from engine.figures.scatter import Scatter
from engine.figures.screen.bars import draw_bars
from engine.figures.screen.curve import draw_curve
from engine.figures.screen.forest import draw_forest
from engine.figures.screen.heatmap import draw_heatmap
from engine.figures.screen.layout import frame
from engine.figures.screen.paths import draw_paths
from engine.figures.screen.points import draw_points
from engine.figures.screen.scatter import draw_scatter
from engine.figures.screen.slopes import draw_slopes
from engine.figures.screen.upset import draw_upset
from engine.figures.upset import UpSet

# kind of figure -> (figure, inks, dark?) -> drawn
DRAWERS: dict[type[Figure], Callable[[Any, Theme, bool], go.Figure]] = {
    Heatmap: draw_heatmap,
    Bars: draw_bars,
    Slopes: draw_slopes,
    Curve: draw_curve,
    Forest: draw_forest,
    Scatter: draw_scatter,
    Paths: draw_paths,
    Points: draw_points,
    UpSet: draw_upset,
}
# the camera of Plotly's own bar gives a transparent picture, useless on slides: offer paper.to_png instead
CONFIG: dict[str, Any] = {"displayModeBar": False, "displaylogo": False}


def to_plotly(figure: Figure, dark: bool = False) -> go.Figure:
    """The figure with its title, legend and click targets; show `figure.caption` under it, as text.

    Everything that comes from data is escaped. Clicks carry `customdata`: see `clicked`.
    """
    ink = theme(dark)
    if type(figure) not in DRAWERS:
        raise TypeError(f"no figure: {type(figure).__name__}")
    drawn = DRAWERS[type(figure)](figure, ink, dark)
    return frame(drawn, figure.title, ink)


def clicked(selection: Any) -> tuple[str, str] | None:
    """What a click on a figure meant: (row key, column key), (label, change) or (snapshot, task). None: nothing chosen.

    `selection` is what `st.plotly_chart(..., on_select=...)` returns: {"selection": {"points": [...]}}, or its inside.
    """
    inside = _get(selection, "selection") or selection
    points = _get(inside, "points") or ()
    data = _get(points[0], "customdata") if points else None
    if isinstance(data, Mapping):  # Streamlit hands arrays over as {"0": ..., "1": ...} in some versions
        data = [data[key] for key in sorted(data)]
    if not isinstance(data, list | tuple) or len(data) < 2:
        return None
    return str(data[0]), str(data[1])


def _get(thing: Any, key: str) -> Any:
    return thing.get(key) if isinstance(thing, Mapping) else None
