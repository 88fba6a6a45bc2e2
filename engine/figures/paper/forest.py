"""A forest plot in matplotlib."""

import numpy as np
from matplotlib.figure import Figure as Canvas
from matplotlib.ticker import FuncFormatter

from engine.figures.colours import LIGHT
from engine.figures.forest import Forest
from engine.figures.paper.page import TEXT, Area, axes_in, cut, width_of

_FIRM = "#D55E00"


def draw_forest(canvas: Canvas, area: Area, figure: Forest) -> None:
    """Filled and orange where it is more than chance, hollow and grey elsewhere; an upright line for all together."""
    size = TEXT if len(figure.labels) <= 10 else 11
    labels = [cut(label, 62) for label in figure.labels]
    axes = axes_in(
        canvas, Area(area.left + width_of(labels, size) + 0.15, area.bottom + 0.65, area.right - 0.1, area.top - 0.4)
    )
    rows = np.arange(len(labels))
    for firm, colour, face, name in ((True, _FIRM, _FIRM, "enough evidence"),
                                     (False, LIGHT.faint, "white", "not enough evidence")):  # fmt: skip
        at = figure.firm == firm
        axes.errorbar(
            figure.values[at], rows[at],
            xerr=np.maximum(np.stack([(figure.values - figure.low)[at], (figure.high - figure.values)[at]]), 0),
            fmt="o", color=colour, markerfacecolor=face, markersize=8, capsize=3, linewidth=1.6, label=name,
        )  # fmt: skip
    if figure.whole == figure.whole:
        axes.axvline(figure.whole, color=LIGHT.ink, linewidth=1.2, linestyle="--", label=figure.whole_name)
    axes.set_yticks(rows, labels, fontsize=size, parse_math=False)
    axes.set_ylim(max(len(rows), 1) - 0.5, -0.5)
    axes.xaxis.set_major_formatter(FuncFormatter(lambda x, _: f"{x:.0%}"))
    axes.set_xlabel(figure.axis_title, fontsize=12, color=LIGHT.faint, parse_math=False)
    axes.tick_params(colors=LIGHT.ink, length=0, labelsize=size)
    axes.grid(color=LIGHT.line, linewidth=0.8)
    axes.set_axisbelow(True)
    axes.spines[:].set_visible(False)
    legend = axes.legend(ncols=3, loc="lower left", bbox_to_anchor=(0, 1.0), frameon=False, fontsize=12,
                         borderaxespad=0.2)  # fmt: skip
    for entry in legend.get_texts():
        entry.set_parse_math(False)
