"""Points in matplotlib."""

import numpy as np
from matplotlib.figure import Figure as Canvas

from engine.figures import colours
from engine.figures.colours import LIGHT
from engine.figures.paper.page import TEXT, Area, axes_in, cut, width_of, wrap
from engine.figures.points import Points, limits, places_of

_SYMBOLS = ("o", "s", "D", "^", "*", "p", "P", "h")


def draw_points(canvas: Canvas, area: Area, figure: Points) -> None:
    """A row per task and group, a panel per number."""
    places, heads = places_of(figure.rows)
    size = TEXT if len(places) <= 12 else 11
    labels = [cut(row.label, 44) for row in figure.rows]
    left = area.left + width_of([*labels, *(h for _, h in heads)], size) + 0.2
    gap = 0.25
    width = (area.right - left - gap * (len(figure.panels) - 1)) / max(len(figure.panels), 1)
    for p, title in enumerate(figure.panels):
        start = left + p * (width + gap)
        axes = axes_in(canvas, Area(start, area.bottom + 0.6, start + width, area.top - 0.35))
        axes.set_ylim((places[-1] if len(places) else 0) + 0.6, -0.9)
        axes.set_xlim(*limits(figure, p))
        for place, row in zip(places, figure.rows, strict=True):
            colour = colours.LINES[row.group % len(colours.LINES)]
            if np.isfinite(row.low[p]):
                axes.plot([row.low[p], row.high[p]], [place] * 2, "-", color=colour, linewidth=3, alpha=0.55)
            symbol = _SYMBOLS[row.group % len(_SYMBOLS)]
            axes.plot(row.values[p], [place] * len(row.runs), symbol, color=colour, markersize=8, alpha=0.9)
            axes.plot([row.mean[p]], [place], "|", color=LIGHT.ink, markersize=18, markeredgewidth=2.5)
        axes.set_title(title, fontsize=size, loc="left", color=LIGHT.ink, parse_math=False)
        axes.set_xlabel("\n".join(wrap(figure.axis_titles[p], width, 12)), fontsize=12, color=LIGHT.faint,
                        parse_math=False)  # fmt: skip
        axes.grid(axis="x", color=LIGHT.line, linewidth=0.8)
        axes.set_axisbelow(True)
        axes.spines[:].set_visible(False)
        axes.tick_params(colors=LIGHT.ink, labelsize=12, length=0)
        if p:
            axes.set_yticks([])
        else:
            axes.set_yticks([*(y for y, _ in heads), *places], [*(h for _, h in heads), *labels], fontsize=size,
                            parse_math=False)  # fmt: skip
            for tick in axes.get_yticklabels()[: len(heads)]:
                tick.set_weight("bold")
