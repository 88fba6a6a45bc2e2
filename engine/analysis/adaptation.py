"""Adaptation runs side by side: a task's score over the number of its examples, from wherever they begin.

The score without any example is snapshot 0 of a run: zero-shot, if the run began with a head that had been trained.
What the weights had been trained on before is followed, too: adapting to one task may cost another.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from engine import store, training_rows
from engine.analysis import contrasts, plan_settings
from engine.analysis.contrasts import Contrast
from engine.analysis.groups import Group
from engine.analysis.numbers import to_json
from engine.analysis.profile import Profile
from engine.analysis.seeds.summary import Summary, summarize
from engine.errors import UserError
from engine.plan import Plan, Start

if TYPE_CHECKING:
    from engine.store import Run

PLAIN = "plain encoder"


@dataclass(frozen=True)
class Point:
    """One number of examples. Arrays are (tasks, seeds), the tasks those of the course."""

    examples: int  # of the task that are trained on; 0: snapshot 0
    seeds: tuple[int | None, ...]
    runs: tuple[str, ...]  # ids, one per seed
    scores: np.ndarray  # NaN where undefined

    def summary(self, column: int) -> Summary:
        """Of one task over the seeds."""
        return summarize(self.scores[column])


@dataclass(frozen=True)
class Course:
    """From one beginning to one task: its points are runs that differ in the number of examples alone."""

    task: str  # adapted to
    begins: str  # PLAIN, or after which run
    start: Start | None
    tasks: tuple[str, ...]  # evaluated, the one adapted to first
    metrics: tuple[str, ...]  # of each
    known: frozenset[str]  # tasks that a trained head answers without any example
    others: tuple[str, ...]  # that the weights had been trained on before: what there is to forget
    points: tuple[Point, ...]  # ascending

    def at(self, examples: int) -> Point | None:
        return next((p for p in self.points if p.examples == examples), None)

    def lost(self, point: Point) -> Summary:
        """(others,) score at snapshot 0 minus score after adapting, over the seeds; above 0 where it fell."""
        before, rows = self.points[0], [self.tasks.index(task) for task in self.others]
        same = [before.seeds.index(seed) for seed in point.seeds]
        return summarize(before.scores[rows][:, same] - point.scores[rows])

    def to_json(self) -> dict[str, Any]:
        start = None if self.start is None else {"run": self.start.run, "snapshot": self.start.snapshot}
        points = [
            {"examples": p.examples, "seeds": list(p.seeds),
             "scores": dict(zip(self.tasks, to_json(p.scores), strict=True)),
             "lost": dict(zip(self.others, to_json(self.lost(p).mean), strict=True))}
            for p in self.points
        ]  # fmt: skip
        about = {"task": self.task, "begins": self.begins, "start": start, "metrics": list(self.metrics)}
        return {**about, "trained_head_at_0": sorted(self.known), "points": points}


def courses(groups: Sequence[Group], profile_of: Callable[[Run], Profile]) -> tuple[Course, ...]:
    """Every course that the groups make, task by task, those of the plain encoder last; none where no group began with
    another run's weights."""
    found: dict[tuple, list[tuple[int, Group]]] = {}
    for group in groups:
        if (plan := _adaptation(group.runs[0])) is not None:
            (stage,), run = plan.stages, group.runs[0]
            size = run.tasks[stage.tasks[0]].train_rows
            used = training_rows.used(stage, size) if size else stage.train_limit or 0
            found.setdefault((stage.tasks[0], plan.start, _rest(run)), []).append((used, group))
    if not any(start for _, start, _ in found):
        return ()
    sources = _sources(found)
    begins = _begins(found, sources)
    made = [
        _course(key[0], key[1], begins[key], members, profile_of, sources.get(key[1])) for key, members in found.items()
    ]
    order = list(dict.fromkeys(course.task for course in made))
    return tuple(sorted(made, key=lambda c: (order.index(c.task), c.start is None)))


def against_plain(found: Sequence[Course]) -> tuple[tuple[str, int, Contrast], ...]:
    """(task, number of examples, a course minus the plain encoder's) on the task that both adapt to, wherever both have
    that number. Their p are corrected together."""
    pairs = [(a, b) for a in found for b in found if a.task == b.task and a.start is None and b.start is not None]
    cells = [
        (b.task, p.examples, contrasts.contrast(a.begins, b.begins, p.scores[0], q.scores[0], p.seeds, q.seeds))
        for a, b in pairs
        for p in a.points
        if (q := b.at(p.examples)) is not None
    ]
    corrected = contrasts.corrected([contrast for *_, contrast in cells])
    return tuple((task, examples, c) for (task, examples, _), c in zip(cells, corrected, strict=True))


def _adaptation(run: Run) -> Plan | None:
    """Its plan, if it has one stage that fine-tunes one task."""
    if run.kind != "plan" or run.control:
        return None
    try:
        plan = Plan.from_json(run.plan)
    except UserError:  # of a version whose plans we cannot read
        return None
    one = len(plan.stages) == 1 and len(plan.stages[0].tasks) == 1 and plan.stages[0].objective == "finetune"
    return plan if one else None


def _rest(run: Run) -> tuple[tuple[str, str], ...]:
    """All settings but where it begins and how many examples it uses."""
    apart = ("start", "train_limit", "train_fraction")
    return tuple((k, str(v)) for k, v in plan_settings.flat(run).items() if k.rpartition(".")[2] not in apart)


def _sources(found: dict[tuple, list[tuple[int, Group]]]) -> dict[Start, Run]:
    """The runs that courses begin with, as far as they are still there."""
    runs, there = next(iter(found.values()))[0][1].runs[0].folder.parent, {}
    for start in dict.fromkeys(start for _, start, _ in found if start):
        with contextlib.suppress(UserError):
            there[start] = store.open_run(store.find(runs, start.run))
    return there


def _begins(found: dict[tuple, list[tuple[int, Group]]], sources: Mapping[Start, Run]) -> dict[tuple, str]:
    """Each course's beginning in words, and what else tells it from another one of the same task."""
    names = {start: _named(start, sources) for _, start, _ in found}
    for more in (lambda start: f", snapshot {start.snapshot}", lambda start: f" ({start.run})"):
        twice = [start for start in names if start and list(names.values()).count(names[start]) > 1]
        names |= {start: names[start] + more(start) for start in twice}
    said = {}
    for task, start, rest in found:
        same = [dict(r) for t, s, r in found if (t, s) == (task, start)]
        differs = [(k, v) for k, v in rest if any(other.get(k) != v for other in same)]
        said[task, start, rest] = ", ".join([names[start], *(f"{k.rpartition('.')[2]} {v}" for k, v in differs)])
    return said


def _named(start: Start | None, sources: Mapping[Start, Run]) -> str:
    if start is None:
        return PLAIN
    run = sources.get(start)  # if it is gone: what it was is in its id
    return f"after {run.name}, seed {run.seed}" if run else f"after {start.run}"


def _course(
    task: str, start: Start | None, begins: str, members: list[tuple[int, Group]],
    profile_of: Callable[[Run], Profile], source: Run | None,
) -> Course:  # fmt: skip
    first = members[0][1].runs[0]
    tasks = (task, *(name for name in first.tasks if name != task))
    known = frozenset(name for snapshot, name in first.trained if snapshot == "0")
    profiles = {run.id: profile_of(run) for _, group in members for run in group.runs}
    # Without any example all runs of a seed answer alike, however many they go on to learn from.
    without = {run.seed: run for _, group in reversed(members) for run in group.runs}
    runs = {0: [without[seed] for seed in sorted(without, key=lambda seed: (seed is not None, seed))]}
    for used, group in sorted(members, key=lambda member: member[0]):
        runs[used] = list(group.runs)
    points = tuple(_point(used, of, tasks, [profiles[run.id] for run in of]) for used, of in runs.items())
    one = profiles[first.id]
    metrics = tuple(one.metrics[one.tasks.index(name)] for name in tasks)
    before = {t for s in source.plan.get("stages", ()) for t in s.get("tasks", ())} if source else known
    others = tuple(name for name in tasks[1:] if name in known & before)
    return Course(task, begins, start, tasks, metrics, known, others, points)


def _point(examples: int, runs: Sequence[Run], tasks: Sequence[str], profiles: Sequence[Profile]) -> Point:
    rows = [p.matrix.result[-1] if examples else p.matrix.initial for p in profiles]
    scores = [[row[p.tasks.index(task)] for row, p in zip(rows, profiles, strict=True)] for task in tasks]
    return Point(examples, tuple(run.seed for run in runs), tuple(run.id for run in runs), np.array(scores))
