"""A forest plot in matplotlib."""

import numpy as np
from matplotlib.figure import Figure as Canvas
from matplotlib.ticker import FuncFormatter, MaxNLocator

from engine.figures.forest import Forest
from engine.figures.paper.page import MARGIN, TEXT, Area, axes_in, beside, legend, legend_height, named, width_of

_FIRM = "#D55E00"


def draw_forest(canvas: Canvas, area: Area, figure: Forest) -> None:
    """Filled and orange where it is more than chance, hollow and grey elsewhere; an upright line for all together."""
    size, ink = TEXT if len(figure.labels) <= 10 else 11, area.ink
    labels = beside(figure.labels, area.width + 2 * MARGIN, size)
    left, names = width_of(labels, size) + 0.15, named(figure.entries, area.width)
    inside = area.inside(left, 0.65, 0.3, legend_height(names, area.width - left - 0.3, area.width))
    axes, rows = axes_in(canvas, inside), np.arange(len(labels))
    for firm, colour, face, name in ((True, _FIRM, _FIRM, names[0]), (False, ink.faint, ink.ground, names[1])):
        at = figure.firm == firm
        axes.errorbar(
            figure.values[at], rows[at],
            xerr=np.maximum(np.stack([(figure.values - figure.low)[at], (figure.high - figure.values)[at]]), 0),
            fmt="o", color=colour, markerfacecolor=face, markersize=8, capsize=3, linewidth=1.6, label=name,
        )  # fmt: skip
    for name in names[2:]:
        axes.axvline(figure.whole, color=ink.ink, linewidth=1.2, linestyle="--", label=name)
    axes.set_yticks(rows, labels, fontsize=size, parse_math=False)
    axes.set_ylim(max(len(rows), 1) - 0.5, -0.5)
    axes.xaxis.set_major_locator(MaxNLocator(max(int(inside.width / 0.7), 1)))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda x, _: f"{x:.0%}"))
    axes.set_xlabel(figure.axis_title, fontsize=12, color=ink.faint, parse_math=False)
    axes.tick_params(colors=ink.ink, length=0, labelsize=12, axis="x")
    axes.tick_params(colors=ink.ink, length=0, labelsize=size, axis="y")
    axes.grid(color=ink.line, linewidth=0.8)
    axes.set_axisbelow(True)
    axes.spines[:].set_visible(False)
    legend(axes, inside, area, names)
