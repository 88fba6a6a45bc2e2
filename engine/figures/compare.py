"""Figures of groups side by side: points of all seeds, differences, mean matrices, overlap of forgotten sets."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from engine import metrics
from engine.analysis.comparison import Forgotten, Table
from engine.analysis.contrasts import Contrast
from engine.analysis.counts import UNITS
from engine.analysis.groups import Group
from engine.analysis.overlap import MAJORITY, Intersection, intersections
from engine.analysis.profile import WHERE, Profile
from engine.analysis.seeds.summary import summarize
from engine.analysis.selection import describe
from engine.figures.caption import About, caption, number, quirks, sizes
from engine.figures.figure import Heatmap
from engine.figures.matrix import OWN
from engine.figures.points import PointRow, Points
from engine.figures.upset import UpSet

PANELS = {
    "own": "Right after its own stage",
    "last": "After the last stage",
    "forgetting": "Forgotten (first − second)",
}
_LIMITS = (0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1.0, 2.0)
_MOST = 24  # intersections drawn, and sets
_NAMED = 8  # groups in a hover text


def of_groups(groups: Sequence[Group]) -> About:
    """`Runs of 2 groups: ...` and their seeds."""
    names = "; ".join(f"{g.label}: {g.said_seeds}" for g in groups) if len(groups) <= 4 else ""
    runs = sum(len(g.runs) for g in groups)
    many = f"{len(groups)} group{'s' * (len(groups) != 1)}, {runs} run{'s' * (runs != 1)}"
    return About(many, names or f"{min(len(g.runs) for g in groups)} or more seeds in each group")


def points_figure(table: Table) -> Points:
    """Own, last and forgetting of every task: each seed a point. A click gives (run id, task)."""
    rows = []
    for j, record in enumerate(table.records):
        short = metrics.get(table.metrics[j]).short
        heading = f"{record.title or record.name} ({short})"
        for g, group in enumerate(table.groups):
            values, summary = table.values[g][:, j], table.summaries[g]
            hover = tuple(
                tuple(
                    f"{heading}\n{group.label}, seed {run.seed}\n{PANELS[where]}: {number(values[p, s], 4)}"
                    for s, run in enumerate(group.runs)
                )
                for p, where in enumerate(WHERE)
            )
            ids = tuple(run.id for run in group.runs)
            row = (summary.mean[:, j], summary.low[:, j], summary.high[:, j], hover)
            rows.append(PointRow(heading, group.label, g, record.name, ids, values, *row))
    single = any(len(g.runs) == 1 for g in table.groups)
    return Points(
        title="Every seed of every group",
        caption=caption(
            of_groups(table.groups),
            "stroke: mean over seeds, line: 95 % t interval of the mean over seeds",
            sizes(table.records),
            quirks(table.records),
        ),  # fmt: skip
        rows=tuple(rows),
        panels=tuple(PANELS.values()),
        axis_titles=("score", "score", "score lost; below 0: gained"),
        legend=("a point: one seed", "stroke: mean", "line: 95 % interval over seeds")
        + ("a group of one seed has none",) * single
        + ("–: nothing came after its own stage",) * any(np.isnan(v[2]).any() for v in table.values),
    )


def delta_heatmap(table: Table, contrast: Contrast) -> Heatmap:
    """Group b minus group a, task by task. A cell whose corrected p is below .05 is outlined; a click gives
    (own, last or forgetting; task)."""
    found, heads = contrast.difference, []
    for record, metric in zip(table.records, table.metrics, strict=True):
        heads.append(f"{record.title or record.name}\n{metrics.get(metric).short}")
    established = np.nan_to_num(contrast.holm, nan=1.0) < 0.05
    shown = np.abs(found[np.isfinite(found)])
    limit = next((x for x in _LIMITS if x >= shown.max(initial=0.0)), _LIMITS[-1])
    hover = [
        [
            f"{heads[j]}, {PANELS[where]}\n{contrast.b} minus {contrast.a}\n{number(found[i, j], 4, True)}"
            + (
                f" [{number(contrast.low[i, j], 3, True)}, {number(contrast.high[i, j], 3, True)}]\n"
                f"{contrast.test}: p {contrast.p[i, j]:.3g}, Holm {contrast.holm[i, j]:.3g}, "
                f"permutation p {contrast.p_permutation[i, j]:.3g}"
                if np.isfinite(contrast.p[i, j])
                else f"\n{contrast.why_not}"
            )
            for j in range(len(heads))
        ]
        for i, where in enumerate(WHERE)
    ]
    mark = np.where(established, "*", "")
    return Heatmap(
        title=f"{contrast.b} minus {contrast.a}",
        caption=caption(
            of_groups([g for g in table.groups if g.label in (contrast.a, contrast.b)]),
            "difference of the means over seeds, task by task",
            contrast.test,
            sizes(table.records),
        ),  # fmt: skip
        rows=tuple(PANELS.values()),
        columns=tuple(heads),
        row_keys=tuple(WHERE),
        column_keys=table.tasks,
        row_title="",
        column_title="",
        values=found,
        text=tuple(tuple(number(v, 3, True) + mark[i, j] for j, v in enumerate(row)) for i, row in enumerate(found)),
        hover=tuple(tuple(row) for row in hover),
        hatched=np.zeros(found.shape, dtype=bool),
        outlined=established,
        scale="transfer",
        low=-limit,
        high=limit,
        scale_title="difference",
        legend=("outlined, *: p below .05 after Holm's correction over all cells on this page",)
        * bool(established.any())
        + ("–: nothing came after its own stage in one of the groups",) * bool(np.isnan(found).any()),
    )


def mean_matrix(group: Group, profiles: Sequence[Profile], tasks: Sequence[str]) -> Heatmap:
    """R averaged over a group's seeds, its columns in the order of `tasks`, the same beside every other group's.

    A click gives (snapshot, task).
    """
    first = profiles[0].matrix
    columns = [first.tasks.index(task) for task in tasks if task in first.tasks]
    values = summarize(np.stack([p.matrix.result for p in profiles], axis=-1)).mean[:, columns]
    trained = np.all([p.matrix.trained for p in profiles], axis=0)[:, columns]
    shown = [first.scores.tasks[j] for j in columns]
    own = np.array([[s.stage == first.own[j] for j in columns] for s in first.snapshots], dtype=bool)
    heads = [f"{first.scores.tasks[j].title or first.tasks[j]}\n{metrics.get(first.metrics[j]).short}" for j in columns]
    marks = np.where(trained, "", "†")
    return Heatmap(
        title=group.label,
        caption=caption(of_groups([group]), "result matrix, mean over seeds", sizes(shown), quirks(shown)),
        rows=tuple(f"{s.name} · {s.stage_name}" for s in first.snapshots),
        columns=tuple(heads),
        row_keys=tuple(s.name for s in first.snapshots),
        column_keys=tuple(t.name for t in shown),
        row_title="",
        column_title="",
        values=values,
        text=tuple(tuple(number(v) + marks[i, j] for j, v in enumerate(row)) for i, row in enumerate(values)),
        hover=tuple(
            tuple(f"{t.splitlines()[0]}, {describe(s)}\nmean over {len(profiles)} seeds: {number(v, 4)}"
                  for t, v in zip(heads, row, strict=True))
            for s, row in zip(first.snapshots, values, strict=True)
        ),
        hatched=~trained,
        outlined=own.reshape(values.shape),
        scale="result",
        low=0.0,
        high=1.0,
        scale_title="score",
        legend=(OWN,) + ("hatched, †: untrained head",) * (not bool(trained.all())),
    )  # fmt: skip


def upset_figure(found: Forgotten) -> UpSet:
    """Which units were forgotten by which groups. A click gives (intersection's key, group).

    Of very many groups those that forgot most are drawn, in their order.
    """
    task, parts = found.joined.task, intersections(found.sets)
    unit, shown = UNITS[task.kind], parts[:_MOST]
    drawn = np.sort(np.argsort(-found.sets.sizes, kind="stable")[:_MOST])
    rest, hidden = sum(len(p.units) for p in parts[_MOST:]), len(found.groups) - len(drawn)
    return UpSet(
        title=f"{task.title or task.name}: what each group forgot, and what they share",
        caption=caption(
            of_groups(found.groups),
            f"{task.title or task.name}, first: right after its own stage, second: after the last stage",
            f"n = {task.units:,} {unit}",
            f"forgotten: {MAJORITY}" if any(len(g.runs) > 1 for g in found.groups) else "",
            f"{rest:,} more in {len(parts) - _MOST} smaller intersections" if rest else "",
            f"without the rows of the {hidden} groups that forgot least; the bars are of all" if hidden else "",
            found.joined.note, quirks([task]),
        ),
        sets=tuple(found.sets.names[g] for g in drawn),
        sizes=found.sets.sizes[drawn],
        keys=tuple(part.key for part in shown),
        members=np.array([part.members for part in shown], dtype=bool).reshape(len(shown), len(found.groups))[:, drawn],
        counts=np.array([len(part.units) for part in shown], dtype=np.int64),
        hover=tuple(f"{len(part.units):,} {unit} forgotten by\n{_members(found, part)}" for part in shown),
        unit=f"forgotten {unit}",
        legend=("filled: forgotten by this group, hollow: not",),
    )  # fmt: skip


def _members(found: Forgotten, part: Intersection) -> str:
    names = [n for n, m in zip(found.sets.names, part.members, strict=True) if m]
    if len(names) == len(found.groups) > _NAMED:
        return f"all {len(names)} groups"
    more = [f"{len(names) - _NAMED} more"] if len(names) > _NAMED else []
    no_other = "" if len(names) == len(found.groups) else "\nand by no other"
    return "\nand ".join([*names[:_NAMED], *more]) + no_other
