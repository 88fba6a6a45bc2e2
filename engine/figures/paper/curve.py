"""A curve in matplotlib."""

from matplotlib.figure import Figure as Canvas
from matplotlib.ticker import FuncFormatter

from engine.figures import colours
from engine.figures.colours import LIGHT
from engine.figures.curve import Curve
from engine.figures.paper.page import TEXT, Area, axes_in, cut

_SYMBOLS = ("o", "s", "D", "^", "v", "p", "*", "h")


def draw_curve(canvas: Canvas, area: Area, figure: Curve) -> None:
    """Bands below, lines with a symbol per point above; what begins at a mark stands over it."""
    axes = axes_in(canvas, Area(area.left + 0.8, area.bottom + 0.65, area.right - 0.1, area.top - 0.75))
    for number, trace in enumerate(figure.traces):
        colour, symbol = colours.LINES[number % len(colours.LINES)], _SYMBOLS[number % len(_SYMBOLS)]
        if trace.low is not None and trace.high is not None:
            axes.fill_between(figure.places, trace.low, trace.high, color=colour, alpha=0.18, linewidth=0)
        axes.plot(
            figure.places, trace.values, f"-{symbol}", color=colour, linewidth=2.5, markersize=6, label=trace.name
        )
    for place, name in figure.marks:
        axes.axvline(place, color=LIGHT.faint, linewidth=1, linestyle="--")
        axes.text(place, 1.01, f" {cut(name, 24)}", transform=axes.get_xaxis_transform(), fontsize=12,
                  color=LIGHT.faint, va="bottom", parse_math=False)  # fmt: skip
    if figure.logarithmic:
        axes.set_xscale("log")
        axes.set_xticks(figure.x, figure.keys)
        axes.minorticks_off()
    if figure.even:
        axes.set_xticks(figure.places, figure.keys)
    axes.set_ylim(figure.low, figure.high)
    axes.yaxis.set_major_formatter(FuncFormatter(lambda y, _: f"{y:.0%}" if figure.percent else f"{y:.3g}"))
    axes.set_xlabel(figure.x_title, fontsize=TEXT, color=LIGHT.faint, parse_math=False)
    axes.set_ylabel(figure.y_title, fontsize=TEXT, color=LIGHT.faint, parse_math=False)
    axes.tick_params(colors=LIGHT.ink, labelsize=12, length=0)
    axes.grid(axis="y", color=LIGHT.line, linewidth=0.8)
    axes.set_axisbelow(True)
    axes.spines[:].set_visible(False)
    if figure.traces:
        legend = axes.legend(ncols=len(figure.traces), loc="lower left", bbox_to_anchor=(0, 1.05), frameon=False,
                             fontsize=12, borderaxespad=0.2)  # fmt: skip
        for entry in legend.get_texts():
            entry.set_parse_math(False)
