"""Figures of one task's labels: what happened to each, and where the forgotten went."""

import numpy as np

from engine.analysis.changes import CHANGES
from engine.analysis.counts import CountTable
from engine.analysis.moves import Moves
from engine.answers import TaskRecord
from engine.figures.caption import About, between, caption, quirks
from engine.figures.figure import Bars, Heatmap, Series

_LEGEND = {"kept": "kept", "forgotten": "forgotten (cnt3)", "learned": "learned (cnt4)", "never": "never right"}
_MANY = 12  # labels; with more, those without forgotten units are left out of where_to


def count_bars(table: CountTable, task: TaskRecord, about: About, *, share: bool = True) -> Bars:
    """Kept, forgotten, learned and never right, per gold label. A click gives (label, change).

    share: as shares of the label's frequency, so that rare labels can be read beside O; else as counts.
    """
    parts = {"kept": table.cnt1 - table.cnt3, "forgotten": table.cnt3, "learned": table.cnt4, "never": table.never}
    whole = np.maximum(table.frequency, 1)
    series = []
    for name, counts in parts.items():
        change = CHANGES[name]
        hover = tuple(
            f"{label}: {name}\n{count:,} of {n:,} {table.unit} ({count / max(n, 1):.2%})\n{change.meaning}"
            for label, count, n in zip(table.labels, counts, table.frequency, strict=True)
        )
        values = counts / whole if share else counts.astype(float)
        series.append(
            Series(name, f"{change.glyph} {_LEGEND[name]}", change.glyph, change.colour, values, counts, hover)
        )
    title = f"{task.title or task.name}: what happened to each label"
    return Bars(
        title=title,
        caption=caption(
            about,
            f"{task.title or task.name}, {between(table.first, table.second)}",
            f"n = {int(table.frequency.sum()):,} {table.unit}, {int(table.cnt3.sum()):,} forgotten",
            "lengths: shares of the label's frequency" if share else "",
            quirks([task]),
        ),
        labels=tuple(f"{label}  (n = {n:,})" for label, n in zip(table.labels, table.frequency, strict=True)),
        keys=table.labels,
        series=tuple(series),
        axis_title=f"share of the label's {table.unit}" if share else table.unit,
        share=share,
    )


def where_to_heatmap(moves: Moves, task: TaskRecord, about: About, *, unit: str = "") -> Heatmap:
    """Gold label against the new, wrong, prediction of the forgotten units. A click gives (gold, predicted)."""
    size = len(moves.labels)
    rows = columns = np.arange(size)
    left_out = ""
    if size > _MANY and moves.total:
        rows, columns = np.flatnonzero(moves.counts.sum(axis=1)), np.flatnonzero(moves.counts.sum(axis=0))
        left_out = "labels without any are left out" if len(rows) < size or len(columns) < size else ""
    counts = moves.counts[np.ix_(rows, columns)]
    gold, new = [moves.labels[i] for i in rows], [moves.labels[i] for i in columns]
    unit = unit or ("tokens" if task.kind == "token" else "examples")
    sums = np.maximum(counts.sum(axis=1), 1)
    return Heatmap(
        title=f"{task.title or task.name}: where the forgotten went",
        caption=caption(
            about,
            f"{task.title or task.name}, {between(moves.first, moves.second)}",
            f"n = {moves.total:,} forgotten {unit} of {task.units:,}",
            left_out,
            quirks([task]),
        ),
        rows=tuple(gold),
        columns=tuple(new),
        row_keys=tuple(gold),
        column_keys=tuple(new),
        row_title="gold label",
        column_title="predicted at second",
        values=counts.astype(float),
        text=tuple(tuple(f"{n:,}" if n else "" for n in row) for row in counts),
        hover=tuple(
            tuple(
                f"{g} → {p}\n{n:,} forgotten {unit}, {n / total:.1%} of those of {g}"
                for p, n in zip(new, row, strict=True)
            )
            for g, row, total in zip(gold, counts, sums, strict=True)
        ),
        hatched=np.zeros(counts.shape, dtype=bool),
        outlined=np.array([[g == p for p in new] for g in gold], dtype=bool).reshape(counts.shape),
        scale="counts",
        low=0.0,
        high=float(max(counts.max(initial=0), 1)),
        scale_title=f"forgotten {unit}",
        legend=("outlined: the gold label itself (right, so never here)",) if task.kind != "regression" else (),
    )
