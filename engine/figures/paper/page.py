"""The page a figure is drawn on: title above, legend and caption below, and what is left between them."""

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas
from matplotlib.font_manager import FontProperties, findfont, get_font

from engine.figures.colours import LIGHT

TITLE, TEXT, SMALL = 20, 14, 11  # points; at least 11 can be read from the back of a room
_LINE = 1.35  # of the font size
_MARGIN = 0.25  # inches


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
    for line in wrap(title, width - 2 * _MARGIN, TITLE, "bold"):
        write(canvas, _MARGIN, top, line, TITLE, LIGHT.ink, weight="bold")
        top -= TITLE * _LINE / 72
    lines = wrap(caption, width - 2 * _MARGIN, SMALL)
    bottom = _MARGIN
    for line in reversed(lines):
        write(canvas, _MARGIN, bottom, line, SMALL, LIGHT.faint, vertical="bottom")
        bottom += SMALL * _LINE / 72
    for line in reversed(wrap(" · ".join(legend), width - 2 * _MARGIN, SMALL)):
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


def wrap(text: str, inches: float, size: float, weight: str = "normal") -> list[str]:
    """Lines that fit; a word longer than a line is broken."""
    lines = [""]
    for word in text.split():
        while True:
            longer = f"{lines[-1]} {word}".strip()
            if length(longer, size, weight) <= inches:
                lines[-1] = longer
                break
            if lines[-1]:
                lines.append("")
                continue
            fits = next(n for n in range(len(word) - 1, -1, -1) if n < 2 or length(word[:n], size, weight) <= inches)
            lines[-1], word = word[: max(fits, 1)], word[max(fits, 1) :]
            lines.append("")
            if not word:
                break
    return [line for line in lines if line]


def cut(text: str, width: int) -> str:
    """At most `width` characters, the last one an ellipsis if something was cut."""
    return text if len(text) <= width else text[: width - 1] + "…"


def width_of(texts: Sequence[str], size: float) -> float:
    """Inches the longest line of the texts takes."""
    return max((length(line, size) for text in texts for line in text.split("\n")), default=0.0)


def length(text: str, size: float, weight: str = "normal") -> float:
    """Inches a line takes in matplotlib's own font."""
    return sum(_advance(character, weight) for character in text) * size / 72


@cache
def _advance(character: str, weight: str) -> float:
    """Width of a character, of the font size."""
    font = get_font(findfont(FontProperties(weight=weight)))
    font.set_size(100, 72)
    return font.load_char(ord(character)).linearHoriAdvance / 65536 / 100


def axes_in(canvas: Canvas, area: Area) -> Axes:
    """Axes that fill an area."""
    width, height = canvas.get_size_inches()
    return canvas.add_axes(
        (area.left / width, area.bottom / height, (area.right - area.left) / width, (area.top - area.bottom) / height)
    )
