"""Figures on paper: matplotlib, for a column, a slide or a shared screen, as PNG, SVG or PDF. No browser."""

from engine.figures.paper.drawing import DRAWERS, draw
from engine.figures.paper.files import FORMATS, to_pdf, to_png
from engine.figures.paper.size import SIZES, Size
from engine.figures.paper.svg import to_svg, to_themed_svg

__all__ = ["DRAWERS", "FORMATS", "SIZES", "Size", "draw", "to_pdf", "to_png", "to_svg", "to_themed_svg"]
