"""Figures of an encoder's layers: a measure of every snapshot and layer; the task's own head beside new probes."""

import numpy as np

from engine import metrics
from engine.analysis.geometry import grids
from engine.analysis.geometry.grids import Grid
from engine.analysis.geometry.shape import EVALUATION, Shape, layer_name
from engine.analysis.selection import describe
from engine.answers import TaskRecord
from engine.figures.caption import About, caption, number, quirks
from engine.figures.figure import Heatmap, Line, Slopes

NOTED = "*: labels overlap there, or units were left out; more in the cell"
_PROBES = {"linear": "linear probe", "mlp": "two-layer probe"}


def layer_heatmap(grid: Grid, shape: Shape, task: TaskRecord, about: About) -> Heatmap:
    """A click gives (snapshot name, layer)."""
    measure, names = grid.measure, [describe(s) for s in shape.snapshots]
    title = grids.words(shape, measure)
    signed = measure.name == "gap"
    marks = [["*" if note else "" for note in notes] for notes in grid.notes]
    text = tuple(
        tuple(_written(v, measure.digits, measure.share, signed) + mark for v, mark in zip(values, row, strict=True))
        for values, row in zip(grid.values, marks, strict=True)
    )
    hover = tuple(
        tuple(
            "\n".join(
                filter(None, (f"{layer_name(n)}, {names[i]}", f"{title} {text[i][j].rstrip('*')}", grid.notes[i][j]))
            )
            for j, n in enumerate(shape.layers)
        )
        for i in range(len(names))
    )
    known = grid.values[np.isfinite(grid.values)]
    high = 1.0 if measure.share else float(known.max(initial=0.0)) or 1.0
    low = -max(float(np.abs(known).max(initial=0.0)), 0.1) if signed else 0.0
    each = "layer by layer" if grid.layer is None else layer_name(grid.layer)
    against = f"compared with snapshot {grid.reference}, {each}" if grid.reference is not None else ""
    return Heatmap(
        title=f"{task.title or task.name}: {title[:1].lower() + title[1:] if title[1:2].islower() else title} by layer",
        caption=caption(about, sample(shape, task, grid.split), against, quirks([task])),
        rows=tuple(names),
        columns=tuple("embed-\ndings" if n == 0 else f"layer\n{n}" for n in shape.layers),
        row_keys=tuple(s.name for s in shape.snapshots),
        column_keys=tuple(map(str, shape.layers)),
        row_title="snapshot",
        column_title="",
        values=grid.values,
        text=text,
        hover=hover,
        hatched=np.zeros(grid.values.shape, dtype=bool),
        outlined=np.zeros(grid.values.shape, dtype=bool),
        scale="transfer" if signed else "result",
        low=low,
        high=-low if signed else high,
        scale_title=measure.title.lower(),
        legend=(NOTED,) * any(any(row) for row in marks),
    )


def probe_slopes(shape: Shape, trained: np.ndarray, task: TaskRecord, about: About) -> Slopes:
    """The task's own head and probes of the last layer, over the snapshots.

    trained: (snapshots,) False where that head had not been trained, so that a random one answered.
    """
    last, short = shape.layers[-1], metrics.get(shape.metric).short
    names = [s.name for s in shape.snapshots]
    head = np.array([shape.document["own_head"][name] for name in names])
    random = ["" if t else "\nuntrained head" for t in trained]
    lines = [Line("head", "own head", head, trained, None, _said("own head", names, head, random))]
    for kind in shape.document.get("probes", {}):
        scores = [shape.probe(kind, name, last) for name in names]
        means = np.array([s.mean() if len(s) else np.nan for s in scores])
        spread = [f" ± {s.std(ddof=1):.4f} (SD of {len(s)})" if len(s) > 1 else "" for s in scores]
        said = _said(_PROBES[kind], names, means, spread)
        lines.append(Line(kind, _PROBES[kind], means, np.ones(len(names), dtype=bool), None, said))
    if controls := shape.document.get("probe_controls"):
        means = np.array([np.mean(controls[name].get("scores", np.nan)) for name in names])
        said = _said("labels shuffled", names, means)
        lines.append(Line("shuffled", "probe, labels shuffled", means, np.zeros(len(names), dtype=bool), None, said))
    values = np.concatenate([line.values for line in lines])
    faint = ["untrained head"] * (not trained.all()) + ["control, trained on shuffled labels"] * bool(controls)
    return Slopes(
        title=f"{task.title or task.name}: what its own head answers, and what a new probe can read",
        caption=caption(
            about, f"metric: {short}", sample(shape, task, EVALUATION),
            f"probes: layer {last}, mean of {shape.request['repeats']} repeats, each trained on four fifths of "
            f"{shape.units('train'):,} training units", quirks([task]),
        ),
        positions=np.arange(len(names), dtype=float),
        keys=tuple(names),
        ticks=tuple(map(float, range(len(names)))),
        tick_labels=tuple(f"{s.name} · {s.stage_name}" if s.stage_name else s.name for s in shape.snapshots),
        axis_title="snapshot",
        value_title=short,
        lines=tuple(lines),
        low=min(0.0, float(np.floor(np.nanmin(values) * 10) / 10)),
        high=1.0,
        legend=(f"dotted, hollow: {' or '.join(faint)}",) * bool(faint),
    )  # fmt: skip


def sample(shape: Shape, task: TaskRecord, split: str) -> str:
    """`n = 986 sampled evaluation units of conll2003, 54 of 3,250 examples`."""
    about = shape.document["samples"][split]
    return (
        f"n = {about['units']:,} sampled {split} units of {task.title or task.name} ({about['examples']:,} of "
        f"{about['available_examples']:,} examples), vector: {_VECTORS[shape.request['vector']]}"
    )


_VECTORS = {"first": "first piece", "mean": "mean of pieces", "sentences": "means of both sentences"}


def _written(value: float, digits: int, share: bool, signed: bool) -> str:
    if share or value != value:
        return number(value, digits, signed)
    return f"{value:,.{digits}f}"


def _said(what: str, names: list[str], values: np.ndarray, more: list[str] | None = None) -> tuple[str, ...]:
    more = more or [""] * len(names)
    return tuple(f"{what}\nsnapshot {n}\n{v:.4f}{m}" for n, v, m in zip(names, values, more, strict=True))
