"""A curve in matplotlib."""

import numpy as np
from matplotlib.figure import Figure as Canvas
from matplotlib.ticker import FuncFormatter, MaxNLocator

from engine.figures import colours
from engine.figures.curve import Curve
from engine.figures.paper.page import Area, axes_in, axis_title, legend, legend_height, length, named, shorten

_SYMBOLS = ("o", "s", "D", "^", "v", "p", "*", "h")


def draw_curve(canvas: Canvas, area: Area, figure: Curve) -> None:
    """Bands below, lines with a symbol per point above; what begins at a mark stands over it."""
    names, ink = named(figure.entries, area.width), area.ink
    above = 0.25 * bool(figure.marks)
    inside = area.inside(0.95, 0.65, 0.25, legend_height(names, area.width - 1.2, area.width) + above)
    axes = axes_in(canvas, inside)
    for number, trace in enumerate(figure.traces):
        colour, symbol = colours.LINES[number % len(colours.LINES)], _SYMBOLS[number % len(_SYMBOLS)]
        if trace.low is not None and trace.high is not None:
            axes.fill_between(figure.places, trace.low, trace.high, color=colour, alpha=0.18, linewidth=0)
        axes.plot(figure.places, trace.values, f"-{symbol}", color=colour, linewidth=2.5, markersize=6,
                  label=names[number])  # fmt: skip
    if figure.logarithmic:
        axes.set_xscale("log")
        axes.set_xticks(figure.x, figure.keys)
        axes.minorticks_off()
    elif figure.even:
        axes.set_xticks(figure.places, figure.keys)
    else:
        axes.xaxis.set_major_locator(MaxNLocator(max(int(inside.width / 0.9), 1)))
        axes.xaxis.set_major_formatter(FuncFormatter(lambda x, _: f"{x:,.10g}"))
    _marks(axes, inside, figure)
    axes.set_ylim(figure.low, figure.high)
    axes.yaxis.set_major_locator(MaxNLocator(max(int(inside.height / 0.45), 2)))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda y, _: f"{y:.0%}" if figure.percent else f"{y:.3g}"))
    for name, room, write in ((figure.x_title, inside.width, axes.set_xlabel),
                              (figure.y_title, inside.height, axes.set_ylabel)):  # fmt: skip
        text, size = axis_title(name, room)
        write(text, fontsize=size, color=ink.faint, parse_math=False)
    axes.tick_params(colors=ink.ink, labelsize=12, length=0)
    axes.grid(axis="y", color=ink.line, linewidth=0.8)
    axes.set_axisbelow(True)
    axes.spines[:].set_visible(False)
    legend(axes, inside, area, names, above=above)


def _marks(axes, inside: Area, figure: Curve) -> None:
    """A name has the room up to the next mark; where that is none, the line stands alone."""
    low, high = axes.get_xlim()
    scale = np.log10 if figure.logarithmic else np.asarray
    places = [float((scale(x) - scale(low)) / (scale(high) - scale(low))) * inside.width for x, _ in figure.marks]
    ends = [*places[1:], inside.width + 0.2][: len(places)]
    for (place, name), start, end in zip(figure.marks, places, ends, strict=True):
        axes.axvline(place, color=inside.ink.faint, linewidth=1, linestyle="--")
        shown = shorten(name, end - start - 0.12, 12)
        if length(shown, 12) <= end - start - 0.05 and shown != "…":
            axes.text(place, 1.01, f" {shown}", transform=axes.get_xaxis_transform(), fontsize=12,
                      color=inside.ink.faint, va="bottom", parse_math=False)  # fmt: skip
