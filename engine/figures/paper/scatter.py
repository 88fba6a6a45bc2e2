"""A scatter plot in matplotlib."""

from matplotlib.figure import Figure as Canvas

from engine.figures.paper.page import TEXT, Area, axes_in, legend, legend_height, named
from engine.figures.scatter import Scatter

_SHAPES = {"circle": "o", "cross": "x", "plus": "+", "square": "s"}
_MANY = 800  # points: with more, a vector file would be slow to open, and the cloud is put in as a picture


def draw_scatter(canvas: Canvas, area: Area, figure: Scatter) -> None:
    """One shape and colour per kind."""
    names, ink = named(figure.entries, area.width), area.ink
    inside = area.inside(0.95, 0.65, 0.25, legend_height(names, area.width - 1.2, area.width))
    axes = axes_in(canvas, inside)
    many = sum(len(cloud.x) for cloud in figure.clouds) > _MANY
    for cloud, name in zip(figure.clouds, names, strict=True):
        hollow = {"facecolors": "none", "edgecolors": cloud.colour} if cloud.shape == "square" else {"c": cloud.colour}
        axes.scatter(cloud.x, cloud.y, s=26, marker=_SHAPES[cloud.shape], alpha=0.8, linewidths=1.2, label=name,
                     rasterized=many, **hollow)  # fmt: skip
    axes.set_xlim(*figure.x_range)
    axes.set_ylim(*figure.y_range)
    axes.set_xlabel(figure.x_title, fontsize=TEXT, color=ink.faint, parse_math=False)
    axes.set_ylabel(figure.y_title, fontsize=TEXT, color=ink.faint, parse_math=False)
    axes.tick_params(colors=ink.ink, labelsize=12, length=0)
    axes.grid(color=ink.line, linewidth=0.8)
    axes.set_axisbelow(True)
    axes.spines[:].set_visible(False)
    legend(axes, inside, area, names)
