"""An UpSet plot in matplotlib."""

import numpy as np
from matplotlib.figure import Figure as Canvas

from engine.figures.paper.page import MARGIN, TEXT, Area, axes_in, beside, length, width_of
from engine.figures.upset import UpSet

_COLOUR = "#D55E00"


def draw_upset(canvas: Canvas, area: Area, figure: UpSet) -> None:
    """Bars of intersections over a matrix of dots."""
    rows, columns, ink = len(figure.sets), len(figure.keys), area.ink
    size = TEXT if max(rows, columns) <= 14 else 11
    names = beside([f"{n} ({many:,})" for n, many in zip(figure.sets, figure.sizes, strict=True)],
                   area.width + 2 * MARGIN, size)  # fmt: skip
    inside = area.inside(left=max(width_of(names, size) + 0.2, 0.9))
    row = (0.34 if size == TEXT else 0.26) + 0.21 * any("\n" in name for name in names)
    middle = min(row * max(rows, 1), 0.65 * area.height)
    bars = axes_in(canvas, inside.inside(bottom=middle + 0.1, top=0.1))
    dots = axes_in(canvas, inside.inside(top=area.height - middle))
    column = inside.width / (max(columns, 4) + 0.2)
    bars.bar(range(columns), figure.counts, color=_COLOUR, width=0.65)
    shown = [f"{n:,}" for n in figure.counts]
    upright = any(length(text, size - 1) > column for text in shown)
    for i, text in enumerate(shown):
        bars.text(i, figure.counts[i], f" {text}" if upright else text, ha="center", va="bottom", color=ink.ink,
                  fontsize=min(size - 1, column * 72), rotation=90 if upright else 0)  # fmt: skip
    bars.set_ylim(0, (1.4 if upright else 1.15) * max(figure.counts.max(initial=0), 1))
    bars.set_ylabel(figure.unit, fontsize=12, color=ink.faint, parse_math=False)
    bars.set_xticks([])
    mark = min(10, column * 45)
    for i, members in enumerate(figure.members):
        within = np.flatnonzero(members)
        dots.plot([i] * len(within), within, "-", color=_COLOUR, linewidth=2.5)
    for within, face in ((False, ink.ground), (True, _COLOUR)):
        i, s = np.nonzero(figure.members == within)
        dots.plot(i, s, "o", color=face, markeredgecolor=_COLOUR if within else ink.faint, markersize=mark)
    dots.set_ylim(rows - 0.5, -0.5)
    dots.set_yticks(range(rows), names, fontsize=size, parse_math=False)
    dots.set_xticks([])
    for axes in (bars, dots):
        axes.set_xlim(-0.6, max(columns, 4) - 0.4)
        axes.spines[:].set_visible(False)
        axes.tick_params(colors=ink.ink, length=0)
