"""The page a figure is drawn on: title above, legend and caption below, and what is left between them.

Pages are laid out at one type size, TEXT; `size` says how large a page is for its target, and how it is scaled to it.
"""

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas
from matplotlib.font_manager import FontProperties, findfont, get_font

from engine.figures.colours import LIGHT, Theme

TITLE, TEXT, SMALL = 20, 14, 11  # points
MARGIN = 0.25  # inches
_LINE = 1.35  # of the font size
_BESIDE = 0.42  # of the page's width: more is not given to labels at the left
_PANEL = 1.9  # inches that a panel needs
_LINES = 2  # of a label at the left
_LACKING = 1.0  # of the font size: as wide as a CJK character
_HANDLE, _GAP = 3.4, 1.4  # of the font size: a legend entry's mark, and what parts two entries


class Area(NamedTuple):
    """What is left for the drawing, in inches from the page's lower left corner, and the inks to draw with."""

    left: float
    bottom: float
    right: float
    top: float
    ink: Theme = LIGHT

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def height(self) -> float:
        return self.top - self.bottom

    def inside(self, left: float = 0.0, bottom: float = 0.0, right: float = 0.0, top: float = 0.0) -> "Area":
        """What is left when so many inches are taken from each side."""
        return Area(self.left + left, self.bottom + bottom, self.right - right, self.top - top, self.ink)


def page(canvas: Canvas, title: str, caption: str, legend: Sequence[str], ink: Theme = LIGHT, said: str = "") -> Area:
    """Write title, what is `said` under it, legend and caption; "" is left out. No text is read as mathematics."""
    width, height = canvas.get_size_inches()
    top = height - MARGIN
    for line in wrap(title, width - 2 * MARGIN, TITLE, "bold"):
        write(canvas, MARGIN, top, line, TITLE, ink.ink, weight="bold")
        top -= TITLE * _LINE / 72
    for line in wrap(said, width - 2 * MARGIN, TEXT):
        write(canvas, MARGIN, top, line, TEXT, ink.ink)
        top -= TEXT * _LINE / 72
    bottom = MARGIN
    for line in reversed(wrap(caption, width - 2 * MARGIN, SMALL)):
        write(canvas, MARGIN, bottom, line, SMALL, ink.faint, vertical="bottom")
        bottom += SMALL * _LINE / 72
    for line in reversed(wrap(" · ".join(legend), width - 2 * MARGIN, SMALL)):
        write(canvas, MARGIN, bottom + 0.05, line, SMALL, ink.ink, vertical="bottom")
        bottom += SMALL * _LINE / 72
    return Area(MARGIN, bottom + (0.15 if caption or legend else 0), width - MARGIN, top - 0.1 * bool(title), ink)


def around(width: float, title: str, caption: str, legend: Sequence[str], said: str = "") -> float:
    """Inches of a page's height that `page` takes for itself."""
    room = width - 2 * MARGIN
    lines = ((title, TITLE, "bold"), (said, TEXT, "normal"), (caption, SMALL, "normal"))
    words = [*lines, (" · ".join(legend), SMALL, "normal")]
    return (
        2 * MARGIN + 0.25 + sum(len(wrap(text, room, size, weight)) * size * _LINE / 72 for text, size, weight in words)
    )


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


def shorten(text: str, inches: float, size: float) -> str:
    """As much of a line as fits, the last character an ellipsis if something was cut."""
    if length(text, size) <= inches:
        return text
    fits = next((n for n in range(len(text) - 1, 0, -1) if length(text[:n] + "…", size) <= inches), 0)
    return text[:fits].rstrip() + "…"


def beside(labels: Sequence[str], page_width: float, size: float) -> list[str]:
    """Labels to stand under each other at the left of a page: broken once where they are long, then cut."""
    room = page_width * _BESIDE
    broken = [wrap(label, room, size) for label in labels]
    kept = [[*lines[: _LINES - 1], " ".join(lines[_LINES - 1 :])] if len(lines) > _LINES else lines for lines in broken]
    return ["\n".join(shorten(line, room, size) for line in lines) for lines in kept]


def side_by_side(panels: int, page_width: float) -> int:
    """How many of the panels fit beside each other."""
    return min(panels, max(int(page_width * (1 - _BESIDE) / _PANEL), 1))


def width_of(texts: Sequence[str], size: float) -> float:
    """Inches the longest line of the texts takes."""
    return max((length(line, size) for text in texts for line in text.split("\n")), default=0.0)


def length(text: str, size: float, weight: str = "normal") -> float:
    """Inches a line takes in matplotlib's own font."""
    return sum(_advance(character, weight) for character in text) * size / 72


@cache
def _advance(character: str, weight: str) -> float:
    """Width of a character, of the font size; of one that the font lacks, that of the box which stands for it."""
    font = get_font(findfont(FontProperties(weight=weight)))
    if not font.get_char_index(ord(character)):
        return _LACKING
    font.set_size(100, 72)
    return font.load_char(ord(character)).linearHoriAdvance / 65536 / 100


def axes_in(canvas: Canvas, area: Area) -> Axes:
    """Axes that fill an area."""
    width, height = canvas.get_size_inches()
    place = (area.left / width, area.bottom / height, area.width / width, area.height / height)
    return canvas.add_axes(place, facecolor="none")


def legend_height(names: Sequence[str], inside: float, whole: float, size: float = 12) -> float:
    """Inches that `legend` takes above axes as wide as `inside`, on an area as wide as `whole`."""
    columns, _ = _columns(names, inside, whole, size)
    return -(-len(names) // columns) * size * 1.5 / 72 + 0.1 if names else 0.0


def legend(axes: Axes, inside: Area, area: Area, names: Sequence[str], size: float = 12, *,
           handles: Sequence | None = None, above: float = 0.0) -> None:  # fmt: skip
    """A legend above axes that fill `inside`, `above` inches over them: in one row there if it fits, else from the
    area's left end on, in as many rows as it needs."""
    if not names:
        return
    columns, start = _columns(names, inside.width, area.width, size)
    place = ((area.left - inside.left) / inside.width if start else 0, 1 + above / inside.height)
    given = {} if handles is None else {"handles": handles}
    drawn = axes.legend(**given, ncols=columns, loc="lower left", bbox_to_anchor=place, frameon=False, fontsize=size,
                        borderaxespad=0.2, borderpad=0.2, labelcolor=area.ink.ink, handlelength=2.0,
                        columnspacing=_GAP)  # fmt: skip
    for entry in drawn.get_texts():
        entry.set_parse_math(False)


def _columns(names: Sequence[str], inside: float, whole: float, size: float) -> tuple[int, bool]:
    """How many entries stand beside each other, and whether they begin at the area's left end."""
    widths = [length(name, size) + _HANDLE * size / 72 for name in names]
    gap = _GAP * size / 72
    if sum(widths) + gap * (len(names) - 1) <= inside:
        return len(names), False
    for columns in range(len(names), 1, -1):
        least, more = divmod(len(names), columns)  # columns are filled one by one, the first ones with one more
        ends = np.cumsum([least + (i < more) for i in range(columns)])
        parts = [max(widths[start:end]) for start, end in zip([0, *ends], ends, strict=False)]
        if sum(parts) + gap * (columns - 1) <= whole:
            return columns, True
    return 1, True


def named(entries: Sequence[str], whole: float, size: float = 12) -> list[str]:
    """Legend entries, cut to the width of the area."""
    return [shorten(name, whole - _HANDLE * size / 72, size) for name in entries]


def axis_title(text: str, inches: float) -> tuple[str, float]:
    """An axis title and its size in points: smaller where it is long, cut where that is not enough."""
    size = next((s for s in (TEXT, 12, 11) if length(text, s) <= inches), 11)
    return shorten(text, inches, size), size
