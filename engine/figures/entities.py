"""Figure of whole entities: what became of the gold ones between first and second."""

import numpy as np

from engine.analysis.entities import OUTCOMES, EntityView
from engine.answers import TaskRecord
from engine.figures.caption import About, between, caption, quirks
from engine.figures.figure import Heatmap


def entity_heatmap(view: EntityView, task: TaskRecord, about: About, kind: str | None = None) -> Heatmap:
    """Gold entities, of one type or of all, by what they were at first and are at second; on the diagonal the same."""
    rows = view.moves if kind is None else view.moves[[view.types.index(kind)]]
    counts, names = rows.sum(axis=0), tuple(OUTCOMES)
    total = max(int(counts.sum()), 1)
    return Heatmap(
        title=f"{task.title or task.name}: gold entities{f' of type {kind}' if kind else ''}, first against second",
        caption=caption(
            about,
            f"{task.title or task.name}, {between(view.first, view.second)}",
            f"n = {counts.sum():,} gold entities, {rows[:, 0, 1:].sum():,} found at first and lost at second",
            "strict IOB2",
            quirks([task]),
        ),
        rows=names,
        columns=tuple(name.replace(" ", "\n") for name in names),
        row_keys=names,
        column_keys=names,
        row_title="at first",
        column_title="at second",
        values=counts.astype(float),
        text=tuple(tuple(f"{n:,}" if n else "" for n in row) for row in counts),
        hover=tuple(
            tuple(
                f"{first} → {second}\n{n:,} of {total:,} gold entities ({n / total:.1%})\n{second}: {OUTCOMES[second]}"
                for second, n in zip(names, row, strict=True)
            )
            for first, row in zip(names, counts, strict=True)
        ),
        hatched=np.zeros(counts.shape, dtype=bool),
        outlined=np.eye(4, dtype=bool),
        scale="counts",
        low=0.0,
        high=float(max((counts * ~np.eye(4, dtype=bool)).max(), 1)),
        scale_title="gold entities",
        legend=("outlined: the same at both",),
    )
