"""Figures of units in the encoder's space: where they lie, kept and forgotten, and how far they have moved."""

import numpy as np

from engine.analysis.changes import CHANGES, FORGOTTEN, KEPT
from engine.analysis.geometry.moves import Moves, moves
from engine.analysis.geometry.shape import EVALUATION, Shape, layer_name
from engine.analysis.selection import describe
from engine.answers import TaskAnswers, TaskRecord
from engine.figures.caption import About, caption, quirks
from engine.figures.curve import Curve, Trace
from engine.figures.geometry_layers import sample
from engine.figures.scatter import Cloud, Scatter

_SHAPES = {"kept": "circle", "forgotten": "cross", "learned": "plus", "never": "square"}


def place_scatter(shape: Shape, found: Moves, snapshot: int, task: TaskRecord, about: About) -> Scatter:
    """Units in the principal plane of a snapshot's layer. A click gives (change, `example:position`)."""
    place, share = (shape.moved(found.layer, name)[snapshot] for name in ("place", "place_share"))
    position = shape.arrays["evaluation/position"]
    clouds = []
    for name, change in CHANGES.items():
        mine = np.flatnonzero(found.change == change.code)
        if not len(mine):
            continue
        hover = tuple(
            f"gold {shape.labels[found.gold[u]]}, answered {shape.labels[found.predicted[u]]}"
            + f"\n{change.meaning}\nmoved by {found.displacement[u]:.2f}; "
            + f"nearest centroid at second: {shape.labels[found.nearest[u]]}"
            for u in mine
        )
        keys = tuple(f"{found.example[u]}:{position[u]}" for u in mine)
        look = (f"{change.glyph} {_word(name)} ({len(mine):,})", _SHAPES[name], change.colour)
        clouds.append(Cloud(name, *look, place[mine, 0], place[mine, 1], keys, hover))
    at = shape.snapshots[snapshot]
    return Scatter(
        title=f"{task.title or task.name}: kept and forgotten units, {describe(at)}, {layer_name(found.layer)}",
        caption=caption(about, sample(shape, task, EVALUATION), "principal plane of the sample", quirks([task])),
        clouds=tuple(clouds),
        x_title=f"first principal axis ({share[0]:.0%} of the variance)",
        y_title=f"second ({share[1]:.0%})",
        x_range=_range(place[:, 0]),
        y_range=_range(place[:, 1]),
        legend=(),
    )


def displacement_curve(
    shape: Shape, answers: TaskAnswers, first: str, second: str, task: TaskRecord, about: About
) -> Curve:
    """Median displacement of kept and of forgotten units in every layer, with the middle half of them as a band."""
    found = [moves(shape, answers, first, second, layer) for layer in shape.layers]
    traces = []
    for name, code in (("kept", KEPT), ("forgotten", FORGOTTEN)):
        mine = [m.displacement[m.change == code] for m in found]
        if not len(mine[0]):
            continue
        low, middle, high = (np.array([np.quantile(d, q) for d in mine]) for q in (0.25, 0.5, 0.75))
        hover = tuple(
            f"{name} (n = {len(d):,})\nlayer {layer}\nmedian {m:.3f}, middle half {a:.3f} to {b:.3f}"
            for d, layer, a, m, b in zip(mine, shape.layers, low, middle, high, strict=True)
        )
        traces.append(Trace(name, f"{CHANGES[name].glyph} {name} ({len(mine[0]):,})", middle, low, high, hover))
    highest = max((float(trace.high.max()) for trace in traces), default=1.0)
    names = {s.name: describe(s) for s in shape.snapshots}
    return Curve(
        title=f"{task.title or task.name}: how far kept and forgotten units have moved",
        caption=caption(
            about, f"{names[first]} → {names[second]}", sample(shape, task, EVALUATION),
            "line: median; band: middle half of the units", quirks([task]),
        ),
        x=np.array(shape.layers, dtype=float),
        keys=tuple(map(str, shape.layers)),
        traces=tuple(traces),
        marks=(),
        x_title="layer (0: embeddings)",
        y_title="displacement",
        low=0.0,
        high=1.05 * highest or 1.0,
        legend=(),
        percent=False,
    )  # fmt: skip


def _word(name: str) -> str:
    return "never right" if name == "never" else name


def _range(values: np.ndarray) -> tuple[float, float]:
    low, high = float(values.min()), float(values.max())
    room = 0.04 * (high - low) or 1.0
    return low - room, high + room
