"""A heatmap in matplotlib."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure as Canvas
from matplotlib.patches import Rectangle

from engine.figures import colours
from engine.figures.colours import LIGHT
from engine.figures.figure import Heatmap
from engine.figures.paper.page import TEXT, Area, axes_in, cut, length, width_of, wrap

_BAR = 1.0  # inches for the colour bar, its ticks and its title
_WIDEST = 2.2  # inches of a cell: few columns are not stretched over the page


def draw_heatmap(canvas: Canvas, area: Area, figure: Heatmap) -> None:
    """Cells, hatching, outlines, numbers, colour bar."""
    rows, columns = max(len(figure.rows), 1), max(len(figure.columns), 1)
    labels = [cut(r, 30) for r in figure.rows]
    size = TEXT if max(rows, columns) <= 10 else 11
    left = area.left + width_of(labels, size) + 0.5
    cell = min((area.right - _BAR - left) / columns, _WIDEST)
    heads, turned = _heads(figure.columns, cell, size)
    lines = max((head.count("\n") + 1 for head in heads), default=1)
    above = width_of(heads, size) * 0.65 + 0.25 if turned else size * 1.4 / 72 * lines
    top = area.top - above - (0.3 if figure.column_title else 0)
    right = left + cell * columns
    axes = axes_in(canvas, Area(left, area.bottom + 0.05, right, top))
    axes.set_xlim(-0.5, columns - 0.5)
    axes.set_ylim(rows - 0.5, -0.5)
    for i, j in np.ndindex(figure.values.shape):
        _cell(axes, figure, i, j, min(cell * 72 / 4.2, 16 if max(rows, columns) <= 10 else 11))
    axes.set_xticks(
        range(len(heads)),
        heads,
        fontsize=size,
        rotation=40 if turned else 0,
        ha="left" if turned else "center",
        parse_math=False,
    )
    axes.set_yticks(range(len(labels)), labels, fontsize=size, parse_math=False)
    axes.xaxis.tick_top()
    axes.xaxis.set_label_position("top")
    axes.set_xlabel(figure.column_title, fontsize=size, color=LIGHT.faint, parse_math=False)
    axes.tick_params(length=0, colors=LIGHT.ink)
    axes.set_ylabel(figure.row_title, fontsize=size, color=LIGHT.faint, parse_math=False)
    axes.spines[:].set_visible(False)
    _bar(canvas, Area(right + 0.2, area.bottom + 0.05, right + 0.38, top), figure)


def _cell(axes: Axes, figure: Heatmap, i: int, j: int, size: float) -> None:
    value = figure.values[i, j]
    place = (value - figure.low) / ((figure.high - figure.low) or 1.0)
    blank = figure.hatched[i, j] or np.isnan(value)
    face = LIGHT.hatch_ground if blank else colours.at(figure.scale, False, place)
    box = {"xy": (j - 0.48, i - 0.48), "width": 0.96, "height": 0.96}
    axes.add_patch(Rectangle(**box, facecolor=face, edgecolor=LIGHT.hatch, linewidth=0, hatch="//" if blank else None))
    # a plain ground keeps the strokes off the number
    if figure.outlined[i, j]:
        axes.add_patch(
            Rectangle(**box, fill=False, edgecolor=LIGHT.ink, linewidth=2.5 if figure.values.shape[1] <= 10 else 1.2)
        )
    axes.text(
        j,
        i,
        figure.text[i][j],
        ha="center",
        va="center",
        fontsize=size,
        parse_math=False,
        color=LIGHT.faint if blank else colours.text_on(face),
        bbox={"facecolor": face, "edgecolor": "none", "pad": 1.5},
    )


def _bar(canvas: Canvas, area: Area, figure: Heatmap) -> None:
    axes = axes_in(canvas, area)
    colour_map = LinearSegmentedColormap.from_list(figure.scale, colours.stops(figure.scale, False))
    ramp = np.linspace(0, 1, 256)[:, None]
    axes.imshow(ramp, aspect="auto", origin="lower", cmap=colour_map, extent=(0, 1, figure.low, figure.high))
    axes.set_xticks([])
    axes.yaxis.tick_right()
    axes.yaxis.set_label_position("right")
    axes.set_ylabel(figure.scale_title, fontsize=12, color=LIGHT.faint, parse_math=False)
    axes.tick_params(labelsize=12, colors=LIGHT.faint, length=3)
    axes.spines[:].set_visible(False)


def _heads(columns: tuple[str, ...], cell: float, size: float) -> tuple[list[str], bool]:
    """Column heads broken to fit their cells; turned, on one line, where a word or more than three lines do not fit."""
    room = cell - 0.08
    broken = ["\n".join(part for line in c.split("\n") for part in wrap(line, room, size) or [""]) for c in columns]
    if all(b.count("\n") < 3 for b in broken) and all(length(w, size) <= room for c in columns for w in c.split()):
        return broken, False
    return [cut(" · ".join(c.split("\n")), 28) for c in columns], True
