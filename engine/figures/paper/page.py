"""The page a figure is drawn on: title above, legend and caption below, and what is left between them."""

import textwrap
from collections.abc import Sequence
from typing import NamedTuple

from matplotlib.figure import Figure as Canvas

from engine.figures.colours import LIGHT

TITLE, TEXT, SMALL = 20, 14, 11  # points; at least 11 can be read from the back of a room
_LINE = 1.35  # of the font size
_MARGIN = 0.25  # inches
_CHARACTER = 0.5  # mean width of a character, of the font size


class Area(NamedTuple):
    """What is left for the drawing, in inches from the page's lower left corner."""

    left: float
    bottom: float
    right: float
    top: float


def page(canvas: Canvas, title: str, caption: str, legend: Sequence[str]) -> Area:
    """Write title, legend and caption. Texts from data are never read as mathematics."""
    width, height = canvas.get_size_inches()
    top = height - _MARGIN
    for line in wrap(title, width - 2 * _MARGIN, TITLE):
        write(canvas, _MARGIN, top, line, TITLE, LIGHT.ink, weight="bold")
        top -= TITLE * _LINE / 72
    lines = wrap(caption, width - 2 * _MARGIN, SMALL)
    bottom = _MARGIN
    for line in reversed(lines):
        write(canvas, _MARGIN, bottom, line, SMALL, LIGHT.faint, vertical="bottom")
        bottom += SMALL * _LINE / 72
    for line in reversed(legend):
        write(canvas, _MARGIN, bottom + 0.05, line, SMALL, LIGHT.ink, vertical="bottom")
        bottom += SMALL * _LINE / 72
    return Area(_MARGIN, bottom + 0.15, width - _MARGIN, top - 0.1)


def write(
    canvas: Canvas,
    x: float,
    y: float,
    text: str,
    size: float,
    colour: str,
    *,
    vertical: str = "top",
    weight: str = "normal",
) -> None:
    """Text at a place in inches."""
    width, height = canvas.get_size_inches()
    canvas.text(
        x / width,
        y / height,
        text,
        fontsize=size,
        color=colour,
        va=vertical,
        ha="left",
        weight=weight,
        parse_math=False,
    )


def wrap(text: str, inches: float, size: float) -> list[str]:
    """Lines that fit; a word longer than a line is broken."""
    return textwrap.wrap(text, max(8, int(inches * 72 / (size * _CHARACTER))))


def width_of(texts: Sequence[str], size: float) -> float:
    """Inches the longest line of the texts takes, about."""
    longest = max((len(line) for text in texts for line in text.split("\n")), default=0)
    return longest * size * _CHARACTER * 1.1 / 72


def axes_in(canvas: Canvas, area: Area) -> object:
    """Axes that fill an area."""
    width, height = canvas.get_size_inches()
    return canvas.add_axes(
        (area.left / width, area.bottom / height, (area.right - area.left) / width, (area.top - area.bottom) / height)
    )
