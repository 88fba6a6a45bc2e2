"""A scatter plot in matplotlib."""

from matplotlib.figure import Figure as Canvas

from engine.figures.colours import LIGHT
from engine.figures.paper.page import TEXT, Area, axes_in
from engine.figures.scatter import Scatter

_SHAPES = {"circle": "o", "cross": "x", "plus": "+", "square": "s"}


def draw_scatter(canvas: Canvas, area: Area, figure: Scatter) -> None:
    """One shape and colour per kind."""
    axes = axes_in(canvas, Area(area.left + 0.8, area.bottom + 0.65, area.right - 0.1, area.top - 0.4))
    for cloud in figure.clouds:
        hollow = {"facecolors": "none", "edgecolors": cloud.colour} if cloud.shape == "square" else {"c": cloud.colour}
        axes.scatter(cloud.x, cloud.y, s=26, marker=_SHAPES[cloud.shape], alpha=0.8, linewidths=1.2, label=cloud.name,
                     **hollow)  # fmt: skip
    axes.set_xlim(*figure.x_range)
    axes.set_ylim(*figure.y_range)
    axes.set_xlabel(figure.x_title, fontsize=TEXT, color=LIGHT.faint, parse_math=False)
    axes.set_ylabel(figure.y_title, fontsize=TEXT, color=LIGHT.faint, parse_math=False)
    axes.tick_params(colors=LIGHT.ink, labelsize=12, length=0)
    axes.grid(color=LIGHT.line, linewidth=0.8)
    axes.set_axisbelow(True)
    axes.spines[:].set_visible(False)
    if figure.clouds:
        legend = axes.legend(ncols=len(figure.clouds), loc="lower left", bbox_to_anchor=(0, 1.0), frameon=False,
                             fontsize=12, borderaxespad=0.2)  # fmt: skip
        for entry in legend.get_texts():
            entry.set_parse_math(False)
