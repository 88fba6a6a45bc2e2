"""Ways through a plane in matplotlib."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas

from engine.figures import colours
from engine.figures.paper.page import Area, axes_in, axis_title, legend, legend_height, named
from engine.figures.paper.slopes import symbol
from engine.figures.paths import Paths


def draw_paths(canvas: Canvas, area: Area, figure: Paths) -> None:
    """A line from dot to dot, and the path's own symbol at the last one."""
    names, ink = named(figure.entries, area.width), area.ink
    inside = area.inside(0.95, 0.65, 0.25, legend_height(names, area.width - 1.2, area.width))
    axes = axes_in(canvas, inside)
    for number, path in enumerate(figure.paths):
        colour = colours.LINES[number % len(colours.LINES)]
        axes.plot(path.x, path.y, "-o", color=colour, linewidth=2, markersize=4)
        axes.plot(path.x[-1:], path.y[-1:], symbol(number), color=colour, markersize=10, label=names[number])
    _limit(axes, figure, inside)
    for name, room, write in ((figure.x_title, inside.width, axes.set_xlabel),
                              (figure.y_title, inside.height, axes.set_ylabel)):  # fmt: skip
        text, size = axis_title(name, room)
        write(text, fontsize=size, color=ink.faint, parse_math=False)
    axes.tick_params(colors=ink.ink, labelsize=12, length=0)
    axes.grid(color=ink.line, linewidth=0.8)
    axes.set_axisbelow(True)
    axes.spines[:].set_visible(False)
    legend(axes, inside, area, names)


def _limit(axes: Axes, figure: Paths, inside: Area) -> None:
    """The same scale on both axes: what an inch stands for is what the wider way needs."""
    across, down = (np.concatenate([getattr(p, of) for p in figure.paths] or [np.zeros(1)]) for of in ("x", "y"))
    per_inch = 1.1 * max(np.ptp(across) / inside.width, np.ptp(down) / inside.height) or 1.0
    for values, inches, limit in ((across, inside.width, axes.set_xlim), (down, inside.height, axes.set_ylim)):
        middle, half = (values.min() + values.max()) / 2, per_inch * inches / 2
        limit(middle - half, middle + half)
