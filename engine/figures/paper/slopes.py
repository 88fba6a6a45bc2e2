"""A slope chart in matplotlib."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas
from matplotlib.transforms import ScaledTranslation

from engine.figures import colours
from engine.figures.colours import Theme
from engine.figures.figure import Line, Slopes
from engine.figures.paper.page import TEXT, Area, axes_in, length, shorten, width_of, wrap
from engine.figures.spread import spread

_SYMBOLS = ("o", "s", "D", "^", "v", "p", "*", "h")


def draw_slopes(canvas: Canvas, area: Area, figure: Slopes) -> None:
    """Solid where the task's head is trained, faint and dotted before; a ring right after its own stage."""
    size, ink = TEXT if len(figure.lines) <= 8 else 12, area.ink
    names = [shorten(line.name, 0.42 * area.width, size) for line in figure.lines]
    right = width_of(names, size) + 0.4
    room = (area.width - 0.95 - right) / max(len(figure.ticks), 1)
    labels, turned = _ticks(figure, room)
    sine, cosine = np.sin(np.radians(turned)), np.cos(np.radians(turned))
    reach = [width_of([x], 12) * (cosine if turned else 0.5) - i * room for i, x in enumerate(labels)]
    left = max(0.95, *(r + 0.15 for r in reach[: None if turned else 1]), 0.0)
    tall = width_of(labels, 12) * sine + 0.2 if turned else 0.2 * max(x.count("\n") + 1 for x in (*labels, ""))
    below = tall + 0.45
    inside = area.inside(left, below, right)
    axes = axes_in(canvas, inside)
    for number, line in enumerate(figure.lines):
        _line(axes, figure, line, colours.LINES[number % len(colours.LINES)], symbol(number), ink)
    low, high = figure.low - 0.03, figure.high + 0.03
    axes.set_ylim(low, high)
    if len(figure.positions):
        room = 0.04 * float(np.ptp(figure.positions)) or 0.5
        axes.set_xlim(figure.positions.min() - room, figure.positions.max() + room)
    axes.set_xticks(
        figure.ticks,
        labels,
        fontsize=12,
        rotation=turned,
        ha="right" if turned == 30 else "center",
        parse_math=False,
    )
    axes.set_ylabel(figure.value_title, fontsize=TEXT, color=ink.faint, parse_math=False)
    axes.set_xlabel(figure.axis_title, fontsize=TEXT, color=ink.faint, parse_math=False)
    axes.tick_params(colors=ink.ink, labelsize=12, length=0)
    axes.grid(color=ink.line, linewidth=0.8)
    axes.set_axisbelow(True)
    axes.spines[:].set_visible(False)
    ends = [
        (i, line.values[np.isfinite(line.values)][-1])
        for i, line in enumerate(figure.lines)
        if np.isfinite(line.values).any()
    ]
    gap = size * 1.3 / 72 * (high - low) / (inside.top - inside.bottom)
    for (i, _), place in zip(ends, spread(np.array([y for _, y in ends]), gap, low, high), strict=True):
        axes.annotate(
            names[i],
            (1.0, place),
            xycoords=("axes fraction", "data"),
            xytext=(22, 0),
            textcoords="offset points",
            va="center",
            fontsize=size,
            color=ink.ink,
            parse_math=False,
            annotation_clip=False,
        )
        beside = axes.get_yaxis_transform() + ScaledTranslation(12 / 72, 0, canvas.dpi_scale_trans)
        axes.plot(
            [1.0],
            [place],
            symbol(i),
            color=colours.LINES[i % len(colours.LINES)],
            markersize=9,
            clip_on=False,
            transform=beside,
        )


def symbol(number: int) -> str:
    """Shifted by one with every round of colours, so that no two lines share both."""
    return _SYMBOLS[(number + number // len(colours.LINES)) % len(_SYMBOLS)]


def _ticks(figure: Slopes, room: float) -> tuple[list[str], int]:
    """Tick labels broken to fit beside each other, at `room` inches each; turned by so many degrees where not."""
    broken = [wrap(label, min(room - 0.1, 1.6), 12) for label in figure.tick_labels]
    fits = all(length(word, 12) <= room - 0.1 for label in figure.tick_labels for word in label.split())
    if fits and len(figure.ticks) <= 7 and all(len(lines) <= 3 for lines in broken):
        return ["\n".join(lines) for lines in broken], 0
    return [shorten(label, 2.2, 12) for label in figure.tick_labels], 30 if room >= 0.42 else 90


def _line(axes: Axes, figure: Slopes, line: Line, colour: str, sign: str, ink: Theme) -> None:
    solid = np.where(line.trained, line.values, np.nan)
    faint = np.where(line.trained, np.nan, line.values)
    bridge = faint.copy()
    starts = np.flatnonzero(line.trained[1:] & ~line.trained[:-1]) + 1
    bridge[starts] = line.values[starts]  # the dotted line leads up to the first trained answer
    faintness = 1.0 if len(figure.lines) <= 4 else 0.45  # many random heads would hide the lines that matter
    axes.plot(figure.positions, bridge, ":", color=colour, linewidth=1.5, alpha=faintness)
    axes.plot(figure.positions, faint, sign, color=colour, markerfacecolor=ink.ground, markersize=8, alpha=faintness)
    axes.plot(figure.positions, solid, "-", color=colour, linewidth=3)
    axes.plot(figure.positions, solid, sign, color=colour, markersize=10)
    if line.own is not None:
        axes.plot(
            figure.positions[line.own],
            line.values[line.own],
            "o",
            color="none",
            markeredgecolor=ink.ink,
            markersize=19,
            markeredgewidth=2,
            clip_on=False,
        )
