"""Figure of a number that was varied: a task's score over it, with bands over seeds."""

import numpy as np

from engine import metrics
from engine.analysis.comparison import Table
from engine.analysis.profile import WHERE
from engine.analysis.varied import Line, Varied
from engine.figures.caption import caption, number, quirks, sizes
from engine.figures.compare import PANELS, of_groups
from engine.figures.curve import Curve, Trace


def curve_over(table: Table, over: Varied, column: int, where: str = "last") -> Curve:
    """One task's mean over seeds, over the varied number; `where` is a key of PANELS. A click gives (line, number)."""
    record, short = table.records[column], metrics.get(table.metrics[column]).short
    traces = tuple(_trace(table, over, i, line, column, where) for i, line in enumerate(over.lines))
    used = [g for line in over.lines for g in line.groups]
    shown = np.concatenate([v for t in traces for v in (t.values, t.low, t.high) if v is not None])
    shown = shown[np.isfinite(shown)]
    low, high = (float(shown.min()), float(shown.max())) if len(shown) else (0.0, 1.0)
    room = max(0.06 * (high - low), 0.01)
    single = [g for g in used if table.summaries[g].n == 1]
    others = len(table.groups) - len(used)
    title = record.title or record.name
    return Curve(
        title=f"{title}: {PANELS[where].lower()}, over {_said(over.name)}",
        caption=caption(
            of_groups([table.groups[g] for g in used]),
            f"{title} ({short}), {WHERE[where]}",
            "points: mean over seeds, bands: 95 % t interval of the mean over seeds",
            f"{len(single)} of {len(used)} points are of one seed and have no band" if single else "",
            f"{others} more groups have no number there, or nothing to be held against" if others else "",
            "logarithmic axis" if over.logarithmic else "",
            sizes([record]), quirks([record]),
        ),
        x=over.x, keys=tuple(f"{x:g}" for x in over.x), traces=traces, marks=(),
        x_title=_said(over.name) + (" (logarithmic)" if over.logarithmic else ""),
        y_title=f"{short}, forgotten" if where == "forgetting" else short,
        low=low - room, high=high + room, legend=(), percent=False, logarithmic=over.logarithmic,
    )  # fmt: skip


def _trace(table: Table, over: Varied, place: int, line: Line, column: int, where: str) -> Trace:
    of, row = {float(over.values[g]): g for g in line.groups}, list(WHERE).index(where)
    mean, low, high = (np.full(len(over.x), np.nan) for _ in range(3))
    hover = []
    for i, x in enumerate(over.x.tolist()):
        if (g := of.get(x)) is None:
            hover.append("")
            continue
        group, summary = table.groups[g], table.summaries[g]
        mean[i], low[i], high[i] = (getattr(summary, name)[row, column] for name in ("mean", "low", "high"))
        seeds = ", ".join(
            f"{seed}: {number(v, 4)}" for seed, v in zip(group.seeds, table.values[g][row, column], strict=True)
        )
        band = "" if np.isnan(low[i]) else f" [{number(low[i])}, {number(high[i])}]"
        hover.append(f"{line.name or _said(over.name)}: {x:g}\nmean {number(mean[i], 4)}{band}\nby seed {seeds}")
    banded = bool(np.isfinite(low).any())
    name = line.name or f"mean over seeds ({_seeds(table, line)})"
    return Trace(str(place), name, mean, low if banded else None, high if banded else None, tuple(hover))


def _seeds(table: Table, line: Line) -> str:
    counts = sorted({table.summaries[g].n for g in line.groups})
    return " to ".join(map(str, dict.fromkeys((counts[0], counts[-1])))) + " each"


def _said(name: str) -> str:
    """`imdb.learning_rate` -> `learning rate of imdb`."""
    owner, _, setting = name.rpartition(".")
    if not owner:
        return name.replace("_", " ")
    return f"{setting.replace('_', ' ')} of {owner.removeprefix('task_settings.')}"
