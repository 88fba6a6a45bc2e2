"""Forgetting beside its noise floor, as points: what the runs forgot, and what flips without another task."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from engine.analysis.noise import Noise
from engine.analysis.seeds.summary import summarize
from engine.answers import TaskRecord
from engine.figures.caption import About, caption, number, quirks
from engine.figures.points import PointRow, Points

_ROWS = {
    "run": "forgotten (cnt3 / cnt1)",
    "sham": "sham: own data instead",
    "twin": "twin: own stage, other seed",
    "seed": "other seeds of the group",
}
_PANELS = ("Wrong, of what was right at first", "Forgotten in excess of this floor")


def noise_points(found: Sequence[tuple[str, str, Noise]], task: TaskRecord, about: About) -> Points:
    """found: (group, run id, its noise) of every run. A point is a run or a control; a click gives (run id, task).

    With one run the line is the interval of the excess over examples, with several the t interval over runs.
    """
    rows = []
    for g, group in enumerate(dict.fromkeys(group for group, _, _ in found)):
        mine = [(run, noise) for name, run, noise in found if name == group]
        for kind, label in _ROWS.items():
            ids, shares, excesses = _points(kind, mine)
            if ids:
                rows.append(_row(group, label, g, task, ids, shares, excesses, _floors(kind, mine)))
    units, known = {noise.unit for _, _, noise in found}, [noise.cnt1 for _, _, noise in found]
    return Points(
        title=f"{task.title or task.name}: forgetting and its noise floor",
        caption=caption(
            about,
            f"{task.title or task.name}, first: right after its own stage, second: after the last stage",
            f"n = {min(known):,} to {max(known):,} {', '.join(units)} right at first, of {task.units:,}"
            if min(known) < max(known)
            else f"n = {max(known):,} {', '.join(units)} right at first, of {task.units:,}",
            "lines: 95 % intervals, over examples for one run, over runs for several",
            quirks([task]),
        ),
        rows=tuple(rows),
        panels=_PANELS,
        axis_titles=("share of cnt1", "difference of shares; above 0: more than flips anyway"),
        legend=("a point: one run or control", "stroke: mean"),
    )


def _floors(kind: str, mine: Sequence[tuple[str, Noise]]) -> list:
    return [floor for _, noise in mine for floor in noise.floors if floor.kind == kind]


def _points(kind: str, mine: Sequence[tuple[str, Noise]]) -> tuple[list[str], list[float], list[float]]:
    """Ids, shares and excesses: one per run, or one per control."""
    if kind == "run":
        return [run for run, _ in mine], [noise.share for _, noise in mine], [float("nan")] * len(mine)
    ids, shares, excesses = [], [], []
    for _, noise in mine:
        for floor in (f for f in noise.floors if f.kind == kind):
            ids += floor.runs
            shares += [forgotten / noise.cnt1 if noise.cnt1 else float("nan") for forgotten in floor.forgotten]
            excesses += [noise.share - share for share in shares[-len(floor.runs) :]]
    return ids, shares, excesses


def _row(group: str, label: str, number_of_group: int, task: TaskRecord, ids: list[str], shares: list[float],
         excesses: list[float], floors: list) -> PointRow:  # fmt: skip
    values = np.array([shares, excesses])
    over_runs = summarize(values)
    low, high = over_runs.low.copy(), over_runs.high.copy()
    if len(floors) == 1:
        low[1], high[1] = floors[0].interval.low, floors[0].interval.high
    elif floors:  # controls of one run are not independent: one excess per run
        by_run = summarize(np.array([[floor.excess for floor in floors]]))
        low[1], high[1] = by_run.low[0], by_run.high[0]
    low[0], high[0] = np.clip([low[0], high[0]], 0.0, 1.0)  # of a share
    if label == _ROWS["seed"]:
        low[0], high[0] = np.nan, np.nan  # pairs of the same few runs
    hover = tuple(
        tuple(f"{group}\n{label}\n{i}: {number(v, 4, sign=panel == 1)}" for i, v in zip(ids, row, strict=True))
        for panel, row in enumerate(values)
    )
    return PointRow(group, label, number_of_group, task.name, tuple(ids), values, over_runs.mean, low, high, hover)
