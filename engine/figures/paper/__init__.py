"""Figures on paper: matplotlib, light, with title and caption inside, at the resolution of a slide."""

import io
from collections.abc import Callable
from typing import Any

from matplotlib.figure import Figure as Canvas

from engine.errors import UserError
from engine.figures.curve import Curve
from engine.figures.figure import Bars, Figure, Heatmap, Slopes
from engine.figures.forest import Forest
from engine.figures.paper.bars import draw_bars
from engine.figures.paper.curve import draw_curve
from engine.figures.paper.forest import draw_forest
from engine.figures.paper.heatmap import draw_heatmap
from engine.figures.paper.page import Area, page
from engine.figures.paper.points import draw_points
from engine.figures.paper.scatter import draw_scatter
from engine.figures.paper.slopes import draw_slopes
from engine.figures.paper.upset import draw_upset
from engine.figures.points import Points
from engine.figures.scatter import Scatter
from engine.figures.upset import UpSet

# kind of figure -> draws (canvas, area in inches, figure)
DRAWERS: dict[type[Figure], Callable[[Canvas, Area, Any], None]] = {
    Heatmap: draw_heatmap,
    Bars: draw_bars,
    Slopes: draw_slopes,
    Curve: draw_curve,
    Forest: draw_forest,
    Scatter: draw_scatter,
    Points: draw_points,
    UpSet: draw_upset,
}
SIZES: dict[str, tuple[float, float]] = {"slide": (12.8, 7.2)}  # inches
DPI = 150  # "slide" is 1920 by 1080 pixels


def to_png(figure: Figure, size: str = "slide") -> bytes:
    """A PNG: `slide` has 1920 x 1080 pixels. Raises UserError for another size."""
    if size not in SIZES:
        raise UserError(f"no size {size!r}. There are: {', '.join(SIZES)}")
    picture = io.BytesIO()
    draw(figure, size).savefig(picture, format="png", dpi=DPI)
    return picture.getvalue()


def draw(figure: Figure, size: str = "slide") -> Canvas:
    """The matplotlib figure itself. Made without pyplot, whose global state threads of a server must not share."""
    if type(figure) not in DRAWERS:
        raise TypeError(f"no figure: {type(figure).__name__}")
    canvas = Canvas(figsize=SIZES[size], dpi=DPI, facecolor="white")
    area = page(canvas, figure.title, figure.caption, getattr(figure, "legend", ()))
    DRAWERS[type(figure)](canvas, area, figure)
    return canvas
