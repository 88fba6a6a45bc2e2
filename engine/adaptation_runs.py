"""Adaptation runs of a run that is there: planned from its folder, checked, and launched. See engine/adaptations.py."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from engine import encoders, launch, plan_changes, readiness, store, tasks
from engine.adaptations import ALL, Adaptation
from engine.analysis import selection
from engine.errors import UserError
from engine.plan import Plan, Start
from engine.settings import PlanError, Problem
from engine.store import Run


def start_of(run: Run, snapshot: str | None = None) -> Start:
    """A snapshot of the run whose weights are there, by its number or its stage's name; None: the last one.

    Raises UserError where there are none to begin with.
    """
    if run.kind == "import":
        raise UserError(f"{run.id} is an import: it has answers, but no weights to begin with")
    if not run.snapshots:
        raise UserError(f"{run.id} has no snapshot yet: there are no weights to begin with")
    kept = [s.name for s in store.kept_snapshots(run)] or [run.snapshots[-1].name]
    found = kept[-1] if snapshot is None else run.snapshots[selection.parse_snapshot(run, snapshot)].name
    store.checkpoint_file(run, found)
    return Start(run.id, found)


def planned(run: Run, asked: Adaptation, changes: Sequence[str], data: Path | None) -> list[Plan]:
    """The plans, each with `changes` (KEY=VALUE) made. Raises PlanError, or UserError, if one cannot be carried out."""
    wanted = asked.plans(Plan.from_json(run.plan))
    needed = tuple(dict.fromkeys(task for plan in wanted for task in plan.tasks))
    known, there = tasks.names(data), tasks.availability(data, needed)
    found = []
    for plan in wanted:
        found.append(Plan.from_json(plan_changes.changed(plan.to_json(), changes), known, encoders.problem))
        if problems := readiness.obstacles(found[-1], [a for a in there if a.task in plan.tasks]):
            raise PlanError(problems)
    if problems := _not_fewer(asked, {a.task: a.train_rows for a in there}):
        raise PlanError(problems)
    return found


def _not_fewer(asked: Adaptation, rows: Mapping[str, int | None]) -> list[Problem]:
    """Numbers of examples that are all there are, or more: their runs would be those of `all` by another name."""
    return [
        Problem(
            "examples", f"{task} has {there:,} training examples, no more than {count:,}: ask for fewer, or for all"
        )
        for task in asked.tasks
        if (there := rows.get(task)) is not None
        for count in asked.examples
        if count is not ALL and count >= there
    ]


def start(
    runs: Path, asked: Adaptation, plans: Sequence[Plan], data: Path | None, called: str = ""
) -> list[tuple[Path, str]]:
    """Launches them: the folder and the sweep of each. Raises UserError as `launch.create` does."""
    sweeps = asked.sweeps(called)
    named = [(plan, sweeps[plan.stages[0].tasks[0]]) for plan in plans]
    return [(launch.start(runs, plan, data, sweep), sweep) for plan, sweep in named]
