"""Stacked bars in matplotlib."""

import numpy as np
from matplotlib.figure import Figure as Canvas
from matplotlib.patches import Patch
from matplotlib.ticker import FuncFormatter, MaxNLocator

from engine.figures import colours
from engine.figures.figure import Bars
from engine.figures.paper.page import (
    MARGIN,
    TEXT,
    Area,
    axes_in,
    beside,
    legend,
    legend_height,
    length,
    named,
    width_of,
)


def draw_bars(canvas: Canvas, area: Area, figure: Bars) -> None:
    """One stacked bar per label from the top; glyph and number inside every segment that has room."""
    size = TEXT if len(figure.labels) <= 12 else 11
    labels = beside(figure.labels, area.width + 2 * MARGIN, size)
    left = width_of(labels, size) + 0.1
    names = named(figure.entries, area.width)
    inside = area.inside(left, 0.7, 0.25, legend_height(names, area.width - left - 0.25, area.width))
    axes = axes_in(canvas, inside)
    start = np.zeros(len(labels))
    longest = float(sum(s.values for s in figure.series).max(initial=0)) or 1.0
    for series in figure.series:
        axes.barh(range(len(labels)), series.values, left=start, color=series.colour, height=0.75)
        for i, value in enumerate(series.values):
            shown = f"{series.glyph} {value:.0%}" if figure.share else f"{series.glyph} {int(series.counts[i]):,}"
            if length(shown, size - 1) + 0.06 <= value / longest * inside.width:
                axes.text(start[i] + value / 2, i, shown, ha="center", va="center", fontsize=size - 1,
                          color=colours.text_on(series.colour))  # fmt: skip
        start = start + series.values
    axes.set_yticks(range(len(labels)), labels, fontsize=size, parse_math=False)
    axes.set_ylim(max(len(labels), 1) - 0.5, -0.5)
    axes.set_xlim(0, longest)
    axes.xaxis.set_major_locator(MaxNLocator(max(int(inside.width / 0.8), 1), integer=not figure.share))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda x, _: f"{x:.0%}" if figure.share else f"{x:,.0f}"))
    axes.set_xlabel(figure.axis_title, fontsize=12, color=area.ink.faint, parse_math=False)
    axes.tick_params(colors=area.ink.ink, length=0, labelsize=12, axis="x")
    axes.tick_params(colors=area.ink.ink, length=0, labelsize=size, axis="y")
    axes.spines[:].set_visible(False)
    legend(
        axes,
        inside,
        area,
        names,
        handles=[Patch(color=s.colour, label=n) for s, n in zip(figure.series, names, strict=True)],
    )
