"""Points in matplotlib."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas
from matplotlib.ticker import MaxNLocator

from engine.figures import colours
from engine.figures.paper.page import MARGIN, TEXT, Area, axes_in, beside, side_by_side, width_of, wrap
from engine.figures.points import Points, limits, places_of

_SYMBOLS = ("o", "s", "D", "^", "*", "p", "P", "h")
_GAP = 0.25  # inches between panels


def draw_points(canvas: Canvas, area: Area, figure: Points) -> None:
    """A row per task and group, a panel per number."""
    places, heads = places_of(figure.rows)
    size = TEXT if len(places) <= 12 else 11
    texts = beside([*(h for _, h in heads), *(row.label for row in figure.rows)], area.width + 2 * MARGIN, size)
    left = area.left + 1.08 * width_of(texts, size) + 0.2  # headings are bold
    columns = side_by_side(len(figure.panels), area.width + 2 * MARGIN)
    width = (area.right - left - _GAP * (columns - 1)) / columns
    height = area.height / -(-len(figure.panels) // columns)
    titles = ["\n".join(wrap(title, width, size)) for title in figure.panels]
    above = (1 + max((t.count("\n") for t in titles), default=0)) * size * 1.35 / 72 + 0.1
    for p, title in enumerate(titles):
        start, top = left + p % columns * (width + _GAP), area.top - p // columns * height
        axes = axes_in(canvas, Area(start, top - height + 0.75, start + width, top - above, area.ink))
        _panel(axes, area, figure, p, places)
        axes.set_title(title, fontsize=size, loc="left", color=area.ink.ink, parse_math=False)
        axes.set_xlabel("\n".join(wrap(figure.axis_titles[p], width, 12)), fontsize=12, color=area.ink.faint,
                        parse_math=False)  # fmt: skip
        axes.xaxis.set_major_locator(MaxNLocator(max(int(width / 0.6), 1)))
        if p % columns:
            axes.set_yticks([])
        else:
            axes.set_yticks([*(y for y, _ in heads), *places], texts, fontsize=size, parse_math=False)
            for tick in axes.get_yticklabels()[: len(heads)]:
                tick.set_weight("bold")


def _panel(axes: Axes, area: Area, figure: Points, p: int, places: np.ndarray) -> None:
    axes.set_ylim((places[-1] if len(places) else 0) + 0.6, -0.9)
    axes.set_xlim(*limits(figure, p))
    for place, row in zip(places, figure.rows, strict=True):
        colour = colours.LINES[row.group % len(colours.LINES)]
        if np.isfinite(row.low[p]):
            axes.plot([row.low[p], row.high[p]], [place] * 2, "-", color=colour, linewidth=3, alpha=0.55)
        symbol = _SYMBOLS[row.group % len(_SYMBOLS)]
        axes.plot(row.values[p], [place] * len(row.runs), symbol, color=colour, markersize=8, alpha=0.9)
        axes.plot([row.mean[p]], [place], "|", color=area.ink.ink, markersize=18, markeredgewidth=2.5)
    axes.grid(axis="x", color=area.ink.line, linewidth=0.8)
    axes.set_axisbelow(True)
    axes.spines[:].set_visible(False)
    axes.tick_params(colors=area.ink.ink, labelsize=12, length=0)
