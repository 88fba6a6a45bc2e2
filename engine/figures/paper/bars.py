"""Stacked bars in matplotlib."""

import numpy as np
from matplotlib.figure import Figure as Canvas
from matplotlib.patches import Patch
from matplotlib.ticker import FuncFormatter

from engine.figures import colours
from engine.figures.colours import LIGHT
from engine.figures.figure import Bars
from engine.figures.paper.page import TEXT, Area, axes_in, cut, width_of

_WIDE = 0.05  # of the longest bar: a segment with room for its text


def draw_bars(canvas: Canvas, area: Area, figure: Bars) -> None:
    """One stacked bar per label from the top; glyph and number inside every segment that has room."""
    labels = [cut(label, 34) for label in figure.labels]
    size = TEXT if len(labels) <= 12 else 11
    axes = axes_in(
        canvas,
        Area(area.left + width_of(labels, size) + 0.1, area.bottom + 0.7, area.right - 0.1, area.top - 0.4),
    )
    left = np.zeros(len(labels))
    longest = float(sum(s.values for s in figure.series).max(initial=0)) or 1.0
    for series in figure.series:
        axes.barh(range(len(labels)), series.values, left=left, color=series.colour, height=0.75)
        for i, value in enumerate(series.values):
            if value >= _WIDE * longest:
                shown = f"{value:.0%}" if figure.share else f"{int(series.counts[i]):,}"
                axes.text(
                    left[i] + value / 2,
                    i,
                    f"{series.glyph} {shown}",
                    ha="center",
                    va="center",
                    fontsize=size - 1,
                    color=colours.text_on(series.colour),
                )
        left = left + series.values
    axes.set_yticks(range(len(labels)), labels, fontsize=size, parse_math=False)
    axes.set_ylim(max(len(labels), 1) - 0.5, -0.5)
    axes.set_xlim(0, longest)
    axes.xaxis.set_major_formatter(FuncFormatter(lambda x, _: f"{x:.0%}" if figure.share else f"{x:,.0f}"))
    axes.set_xlabel(figure.axis_title, fontsize=12, color=LIGHT.faint, parse_math=False)
    axes.tick_params(colors=LIGHT.ink, length=0, labelsize=size)
    axes.spines[:].set_visible(False)
    axes.legend(
        handles=[Patch(color=s.colour, label=s.name) for s in figure.series],
        ncols=len(figure.series),
        loc="lower left",
        bbox_to_anchor=(0, 1.0),
        frameon=False,
        fontsize=12,
        borderaxespad=0.2,
    )
