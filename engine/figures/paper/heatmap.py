"""A heatmap in matplotlib."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas
from matplotlib.patches import Rectangle

from engine.figures import colours
from engine.figures.colours import LIGHT, Theme
from engine.figures.figure import Heatmap
from engine.figures.paper.page import MARGIN, TEXT, Area, axes_in, beside, length, shorten, width_of, wrap

_BAR = 1.0  # inches for the colour bar, its ticks and its title
_STEPS = 48  # of the colour bar
_WIDEST = 2.2  # inches of a cell: few columns are not stretched over the page


def draw_heatmap(canvas: Canvas, area: Area, figure: Heatmap) -> None:
    """Cells, hatching, outlines, numbers, colour bar."""
    rows, columns = max(len(figure.rows), 1), max(len(figure.columns), 1)
    size, ink = TEXT if max(rows, columns) <= 10 else 11, area.ink
    labels = beside(figure.rows, area.width + 2 * MARGIN, size)
    left = area.left + width_of(labels, size) + (0.5 if figure.row_title else 0.15)
    cell = min((area.right - _BAR - left) / columns, _WIDEST)
    heads, turned = _heads(figure.columns, cell, size, area.right - left)
    lines = max((head.count("\n") + 1 for head in heads), default=1)
    above = width_of(heads, size) * np.sin(np.radians(turned)) + 0.25 if turned else size * 1.4 / 72 * lines
    top = area.top - above - (0.35 if figure.column_title else 0)
    right = left + cell * columns
    axes = axes_in(canvas, Area(left, area.bottom + 0.05, right, top, ink))
    axes.set_xlim(-0.5, columns - 0.5)
    axes.set_ylim(rows - 0.5, -0.5)
    for i, j in np.ndindex(figure.values.shape):
        _cell(axes, figure, i, j, _fitting(figure, cell, size), ink)
    axes.set_xticks(
        range(len(heads)),
        heads,
        fontsize=size,
        rotation=turned,
        ha="left" if turned == 40 else "center",
        parse_math=False,
    )
    axes.set_yticks(range(len(labels)), labels, fontsize=size, parse_math=False)
    axes.xaxis.tick_top()
    axes.xaxis.set_label_position("top")
    axes.set_xlabel(figure.column_title, fontsize=size, color=ink.faint, labelpad=7, parse_math=False)
    axes.tick_params(length=0, colors=ink.ink)
    axes.set_ylabel(figure.row_title, fontsize=size, color=ink.faint, labelpad=8, parse_math=False)
    axes.spines[:].set_visible(False)
    _bar(canvas, Area(right + 0.2, area.bottom + 0.05, right + 0.38, top, ink), figure)


def _fitting(figure: Heatmap, cell: float, size: float) -> float:
    """Points at which the widest number fits its cell."""
    widest = max((length(text, 1) for row in figure.text for text in row), default=0) or 1
    return min(cell * 0.86 / widest, 16 if size == TEXT else 11)


def _cell(axes: Axes, figure: Heatmap, i: int, j: int, size: float, ink: Theme) -> None:
    value = figure.values[i, j]
    place = (value - figure.low) / ((figure.high - figure.low) or 1.0)
    blank = figure.hatched[i, j] or np.isnan(value)
    face = ink.hatch_ground if blank else colours.at(figure.scale, ink != LIGHT, place)
    box = {"xy": (j - 0.48, i - 0.48), "width": 0.96, "height": 0.96}
    axes.add_patch(Rectangle(**box, facecolor=face, edgecolor=ink.hatch, linewidth=0, hatch="//" if blank else None))
    # a plain ground keeps the strokes off the number
    if figure.outlined[i, j]:
        axes.add_patch(
            Rectangle(**box, fill=False, edgecolor=ink.ink, linewidth=2.5 if figure.values.shape[1] <= 10 else 1.2)
        )
    axes.text(
        j,
        i,
        figure.text[i][j],
        ha="center",
        va="center",
        fontsize=size,
        parse_math=False,
        color=ink.faint if blank else colours.text_on(face),
        bbox={"facecolor": face, "edgecolor": "none", "pad": 1.5},
    )


def _bar(canvas: Canvas, area: Area, figure: Heatmap) -> None:
    axes = axes_in(canvas, area)
    edges = np.linspace(figure.low, figure.high, _STEPS + 1)
    for step, low in enumerate(edges[:-1]):  # each up to the top, under the next: no ground shines through between
        colour = colours.at(figure.scale, area.ink != LIGHT, (step + 0.5) / _STEPS)
        axes.axhspan(low, figure.high, color=colour, linewidth=0)
    axes.set_xlim(0, 1)
    axes.set_ylim(figure.low, figure.high)
    axes.set_xticks([])
    axes.yaxis.tick_right()
    axes.yaxis.set_label_position("right")
    axes.set_ylabel(figure.scale_title, fontsize=12, color=area.ink.faint, parse_math=False)
    axes.tick_params(labelsize=12, colors=area.ink.faint, length=3)
    axes.spines[:].set_visible(False)


def _heads(columns: tuple[str, ...], cell: float, size: float, beyond: float) -> tuple[list[str], int]:
    """Column heads broken to fit their cells; else on one line, turned by so many degrees.

    `beyond`: inches from the first column to the end of the area, over which a turned head may reach.
    """
    room = cell - 0.08
    broken = ["\n".join(part for line in c.split("\n") for part in wrap(line, room, size) or [""]) for c in columns]
    if all(b.count("\n") < 3 for b in broken) and all(length(w, size) <= room for c in columns for w in c.split()):
        return broken, 0
    turned = 40 if cell * 72 > 1.9 * size else 90
    rooms = [min((beyond - cell * (j + 0.5)) * 1.25, 2.4) if turned == 40 else 2.2 for j in range(len(columns))]
    return [shorten(" · ".join(c.split("\n")), rooms[j], size) for j, c in enumerate(columns)], turned
