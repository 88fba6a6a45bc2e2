"""Figures on paper: matplotlib, for a column, a slide or a shared screen, as PNG, SVG or PDF. No browser."""

from engine.figures.paper.drawing import DRAWERS, draw
from engine.figures.paper.files import FORMATS, to_pdf, to_png, to_svg
from engine.figures.paper.size import SIZES, Size

__all__ = ["DRAWERS", "FORMATS", "SIZES", "Size", "draw", "to_pdf", "to_png", "to_svg"]
