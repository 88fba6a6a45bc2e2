"""An UpSet plot in matplotlib."""

import numpy as np
from matplotlib.figure import Figure as Canvas

from engine.figures.colours import LIGHT
from engine.figures.paper.page import TEXT, Area, axes_in, cut, width_of
from engine.figures.upset import UpSet

_COLOUR = "#D55E00"


def draw_upset(canvas: Canvas, area: Area, figure: UpSet) -> None:
    """Bars of intersections over a matrix of dots."""
    rows, columns = len(figure.sets), len(figure.keys)
    names = [f"{cut(n, 44)} ({size:,})" for n, size in zip(figure.sets, figure.sizes, strict=True)]
    size = TEXT if max(rows, columns) <= 14 else 11
    left = area.left + width_of(names, size) + 0.2
    middle = area.bottom + min(0.42 * max(rows, 1), 0.5 * (area.top - area.bottom))
    bars = axes_in(canvas, Area(max(left, area.left + 0.9), middle + 0.1, area.right, area.top - 0.1))
    dots = axes_in(canvas, Area(max(left, area.left + 0.9), area.bottom, area.right, middle))
    bars.bar(range(columns), figure.counts, color=_COLOUR, width=0.65)
    for i, n in enumerate(figure.counts):
        bars.text(i, n, f"{n:,}", ha="center", va="bottom", fontsize=size - 1, color=LIGHT.ink)
    bars.set_ylim(0, 1.15 * max(figure.counts.max(initial=0), 1))
    bars.set_ylabel(figure.unit, fontsize=12, color=LIGHT.faint, parse_math=False)
    bars.set_xticks([])
    for i, members in enumerate(figure.members):
        inside = np.flatnonzero(members)
        dots.plot([i] * len(inside), inside, "-", color=_COLOUR, linewidth=2.5)
    for inside, face in ((False, "white"), (True, _COLOUR)):
        i, s = np.nonzero(figure.members == inside)
        dots.plot(i, s, "o", color=face, markeredgecolor=_COLOUR if inside else LIGHT.faint, markersize=10)
    dots.set_ylim(rows - 0.5, -0.5)
    dots.set_yticks(range(rows), names, fontsize=size, parse_math=False)
    dots.set_xticks([])
    for axes in (bars, dots):
        axes.set_xlim(-0.6, max(columns, 4) - 0.4)
        axes.spines[:].set_visible(False)
        axes.tick_params(colors=LIGHT.ink, length=0)
