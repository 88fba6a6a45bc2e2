"""A figure drawn with matplotlib. What a kind of figure looks like on paper is one entry here."""

from collections.abc import Callable
from typing import Any

from matplotlib.figure import Figure as Canvas

from engine.figures.colours import theme
from engine.figures.curve import Curve
from engine.figures.figure import Bars, Figure, Heatmap, Slopes
from engine.figures.forest import Forest
from engine.figures.paper.bars import draw_bars
from engine.figures.paper.curve import draw_curve
from engine.figures.paper.forest import draw_forest
from engine.figures.paper.heatmap import draw_heatmap
from engine.figures.paper.page import Area, page
from engine.figures.paper.paths import draw_paths
from engine.figures.paper.points import draw_points
from engine.figures.paper.scatter import draw_scatter
from engine.figures.paper.size import sheet, size_of
from engine.figures.paper.slopes import draw_slopes
from engine.figures.paper.upset import draw_upset
from engine.figures.paths import Paths
from engine.figures.points import Points
from engine.figures.scatter import Scatter
from engine.figures.upset import UpSet

# kind of figure -> draws (canvas, area in inches, figure) with the area's inks
DRAWERS: dict[type[Figure], Callable[[Canvas, Area, Any], None]] = {
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


def draw(figure: Figure, size: str = "slide", dark: bool = False, said: str = "") -> Canvas:
    """The matplotlib figure, which is wider than the size asked for by its scale. UserError for an unknown size.

    `said` is a line under the title, where the size has one. Made without pyplot, whose global state threads of a
    server must not share.
    """
    if type(figure) not in DRAWERS:
        raise TypeError(f"no figure: {type(figure).__name__}")
    target, ink = size_of(size), theme(dark)
    said = said if target.framed else ""
    width, height, scale = sheet(figure, target, said)
    canvas = Canvas(figsize=(width, height), dpi=target.dpi * scale, facecolor=ink.ground)
    texts = (figure.title, figure.caption) if target.framed else ("", "")
    area = page(canvas, *texts, getattr(figure, "legend", ()), ink, said)
    DRAWERS[type(figure)](canvas, area, figure)
    return canvas
