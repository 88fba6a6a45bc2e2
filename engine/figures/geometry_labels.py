"""Figures of labels in the encoder's space: how far they lie apart, how near others come, where centroids go."""

import numpy as np

from engine.analysis.geometry.label_distances import LabelDistances
from engine.analysis.geometry.shape import EVALUATION, Shape, layer_name
from engine.analysis.selection import describe
from engine.answers import TaskRecord
from engine.figures.caption import About, caption, quirks
from engine.figures.figure import Heatmap, Line, Slopes
from engine.figures.geometry_layers import sample
from engine.figures.paths import Path, Paths

MOST = 8  # labels with a line: as many as there are colours


def distance_heatmap(found: LabelDistances, at: int, shape: Shape, task: TaskRecord, about: About) -> Heatmap:
    """Distances between labels at one snapshot. A click gives (label, label)."""
    values, snapshot = found.matrix[at], shape.snapshots[at]
    there = [k for k in range(len(shape.labels)) if np.isfinite(values[k]).any()]
    values, names = values[np.ix_(there, there)], tuple(shape.labels[k] for k in there)
    text = tuple(tuple("" if i == j else _number(v) for j, v in enumerate(row)) for i, row in enumerate(values))
    hover = tuple(
        tuple(f"{a} and {b}\ndistance {_number(values[i, j], 4)}" + "\ntheir hulls overlap" * bool(values[i, j] == 0)
              for j, b in enumerate(names))
        for i, a in enumerate(names)
    )  # fmt: skip
    gone = len(shape.labels) - len(there)
    return Heatmap(
        title=f"{task.title or task.name}: distance between labels, {describe(snapshot)}, {layer_name(found.layer)}",
        caption=caption(
            about, sample(shape, task, found.split),
            "mean distance between the convex hulls of the labels' clusters, 0: they overlap",
            f"{gone} labels without a cluster of {shape.request['smallest']} units left out" * bool(gone),
            quirks([task]),
        ),
        rows=names,
        columns=names,
        row_keys=names,
        column_keys=names,
        row_title="",
        column_title="",
        values=values,
        text=text,
        hover=hover,
        hatched=np.zeros(values.shape, dtype=bool),
        outlined=np.zeros(values.shape, dtype=bool),
        scale="result",
        low=0.0,
        high=float(np.nanmax(values)) if np.isfinite(values).any() else 1.0,
        scale_title="distance",
        legend=(),
    )  # fmt: skip


def nearest_slopes(
    found: LabelDistances, share: np.ndarray, first: int, second: int, shape: Shape, task: TaskRecord, about: About
) -> Slopes:
    """How near each label's nearest other one is, over the snapshots. share: (labels,) forgotten of those right."""
    with np.errstate(invalid="ignore", divide="ignore"):
        change = found.smallest[second] / found.smallest[first]
    known = [k for k in np.argsort(change, kind="stable") if np.isfinite(change[k])]
    half = MOST // 2
    chosen = sorted(known if len(known) <= MOST else [*known[:half], *known[-half:]])
    lines = []
    for k in chosen:
        lost = "" if np.isnan(share[k]) else f", {share[k]:.0%} forgotten"
        hover = tuple(
            f"{shape.labels[k]}\n{describe(s)}\ndistance {_number(found.smallest[i, k], 4)} to "
            f"{shape.labels[found.nearest[i, k]]}" if found.nearest[i, k] >= 0 else f"{shape.labels[k]}\n{describe(s)}"
            for i, s in enumerate(shape.snapshots)
        )  # fmt: skip
        there = np.ones(len(shape.snapshots), dtype=bool)
        lines.append(Line(shape.labels[k], f"{shape.labels[k]}{lost}", found.smallest[:, k], there, None, hover))
    values = np.concatenate([line.values for line in lines] or [np.zeros(1)])
    moments = f"forgotten: cnt3 / cnt1 from snapshot {shape.snapshots[first].name} to {shape.snapshots[second].name}"
    fewer = f"the {half} that came nearest and the {half} that went furthest" if len(known) > MOST else ""
    return Slopes(
        title=f"{task.title or task.name}: distance of each label to the nearest other one, {layer_name(found.layer)}",
        caption=caption(about, sample(shape, task, found.split), moments, fewer, quirks([task])),
        positions=np.arange(len(shape.snapshots), dtype=float),
        keys=tuple(s.name for s in shape.snapshots),
        ticks=tuple(map(float, range(len(shape.snapshots)))),
        tick_labels=tuple(f"{s.name} · {s.stage_name}" if s.stage_name else s.name for s in shape.snapshots),
        axis_title="snapshot",
        value_title="distance",
        lines=tuple(lines),
        low=0.0,
        high=1.05 * float(np.nanmax(values, initial=0.0)) or 1.0,  # room for the symbol
        legend=(),
    )


def centroid_paths(shape: Shape, layer: int, task: TaskRecord, about: About, most: int = MOST) -> Paths:
    """The ways of labels' centroids over the snapshots, in one principal plane: those of the most frequent labels."""
    frequency = np.array(shape.document["samples"][EVALUATION]["frequency"])
    places = shape.moved(layer, "path")  # (snapshots, labels, 2)
    chosen = _frequent(frequency, np.isfinite(places).all(axis=(0, 2)), most)
    ways = tuple(
        Path(shape.labels[k], shape.labels[k], places[:, k, 0], places[:, k, 1],
             tuple(f"{shape.labels[k]} (n = {frequency[k]:,})\n{describe(s)}" for s in shape.snapshots))
        for k in chosen
    )  # fmt: skip
    return Paths(
        title=f"{task.title or task.name}: where the labels' centroids go, {layer_name(layer)}",
        caption=caption(about, sample(shape, task, EVALUATION), "principal plane of all centroids",
                        _fewer(chosen, frequency), quirks([task])),
        keys=tuple(s.name for s in shape.snapshots),
        paths=ways,
        x_title="first principal axis",
        y_title="second principal axis",
        legend=(f"from snapshot {shape.snapshots[0].name} to {shape.snapshots[-1].name}, where the symbol is",),
    )  # fmt: skip


def difference_arrows(
    shape: Shape, first: int, second: int, layer: int, task: TaskRecord, about: About, most: int = MOST
) -> Paths:
    """How each label's centroid moved between two snapshots, all from the origin (Zhou and Srikumar 2022, figure 3)."""
    moved = shape.moved(layer, "difference")[first, second]
    length = shape.moved(layer, "centroid_moved")[first, second]
    frequency = np.array(shape.document["samples"][EVALUATION]["frequency"])
    chosen = _frequent(frequency, np.isfinite(moved).all(axis=1), most)
    ways = tuple(
        Path(label, label, np.array([0.0, moved[k, 0]]), np.array([0.0, moved[k, 1]]),
             (f"{label} (n = {frequency[k]:,})\nmoved by {length[k]:.3f}",) * 2)
        for k, label in ((k, shape.labels[k]) for k in chosen)
    )  # fmt: skip
    before, after = shape.snapshots[first], shape.snapshots[second]
    return Paths(
        title=f"{task.title or task.name}: how the labels' centroids moved, {layer_name(layer)}",
        caption=caption(about, f"{describe(before)} → {describe(after)}", sample(shape, task, EVALUATION),
                        "principal plane of the differences; the origin: has not moved",
                        _fewer(chosen, frequency), quirks([task])),
        keys=(before.name, after.name),
        paths=ways,
        x_title="first principal axis of the differences",
        y_title="second",
        legend=("one direction: the space was shifted; many: labels were parted",),
    )  # fmt: skip


def _frequent(frequency: np.ndarray, there: np.ndarray, most: int) -> list[int]:
    """The most frequent labels that are there, in the labels' order: the same colours in every figure of centroids."""
    order = np.argsort(-frequency, kind="stable")
    return sorted([k for k in order if frequency[k] and there[k]][:most])


def _fewer(chosen: list[int], frequency: np.ndarray) -> str:
    return f"the {len(chosen)} most frequent labels" if len(chosen) < int((frequency > 0).sum()) else ""


def _number(value: float, digits: int = 2) -> str:
    return "–" if value != value else f"{value:.{digits}f}"
