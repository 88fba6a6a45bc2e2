"""Control runs of a run that is there: planned from its folder, launched, and found again. See engine/controls.py."""

import contextlib
from collections.abc import Sequence
from pathlib import Path

from engine import controls, launch, store
from engine.analysis import selection
from engine.controls import Control
from engine.errors import UserError
from engine.plan import Plan
from engine.store import Run
from engine.store.folder import read_about


def planned(run: Run, task: str, *, twins: int = 0, sham: bool = False, second: str | None = None) -> list[Control]:
    """`twins` seed twins and, if asked, the sham run up to snapshot `second` (default: the last stage).

    Raises UserError where they cannot be made: an import, weights not kept, another strategy, nothing in between.
    """
    if run.kind == "import":
        raise UserError(f"{run.id} is an import: there is nothing to train, so no control either")
    selection.check_task(run, task)
    plan = Plan.from_json(run.plan)
    wanted = [controls.twin(plan, run.id, task, seed) for seed in _seeds(plan, twins)]
    if sham:
        at = selection.default_second(run, task) if second is None else selection.parse_snapshot(run, second)
        losses = store.read_losses(run)
        steps = {int(stage): int(step) for stage, step in losses.groupby("stage")["step"].max().items()}
        rows = run.tasks[task].train_rows
        wanted.append(controls.sham(plan, run.id, task, run.snapshots[at].stage, steps, rows))
    for control in wanted:
        store.checkpoint_file(run, control.plan.start.snapshot)
    return wanted


def start(runs: Path, wanted: Sequence[Control], data: Path | None) -> list[Path]:
    """Launch control runs in the background; their folders. One that is done or under way is not made again."""
    begun = []
    for control in wanted:
        there = [f for f in find(runs, control.of, control.task) if Plan.from_json(store.read_plan(f)) == control.plan]
        there = [f for f in there if launch.status(f).state in (*launch.ACTIVE, "done")]
        sweep = f"controls of {control.of}"
        begun.append(there[0] if there else launch.start(runs, control.plan, data, sweep, control.marks()))
    return begun


def find(runs: Path, run_id: str, task: str | None = None) -> list[Path]:
    """Folders of the control runs of a run, or of one task of it, oldest first, whatever became of them."""
    found = []
    for folder in store.list_runs(runs):
        marks = read_about(folder).get("control")
        if isinstance(marks, dict) and marks.get("of") == run_id and task in (None, marks.get("task")):
            found.append(folder)
    return found[::-1]


def of_run(run: Run, task: str) -> tuple[list[Run], list[Run]]:
    """What tells forgetting from noise: the control runs of a task, and the other seeds of the run's group.

    Both in the run's own folder of runs; only those that are done. A run that cannot be read is passed over.
    """
    controls, seeds = [], {}
    for folder in reversed(store.list_runs(run.folder.parent)):
        with contextlib.suppress(UserError):
            other = store.open_run(folder)
            marks = other.control or {}
            if launch.status(folder).state != "done":
                continue
            if marks.get("of") == run.id and marks.get("task") == task:
                controls.append(other)
            elif not marks and run.group and other.group == run.group and other.seed != run.seed:
                seeds.setdefault(other.seed, other)  # of two with one seed the older, as in engine.analysis.groups
    return controls, [seeds[seed] for seed in sorted(seeds)]


def _seeds(plan: Plan, count: int) -> list[int]:
    """The smallest seeds from 1 that the plan does not use."""
    taken = {plan.seed, *(s.seed for s in plan.stages)}
    return [seed for seed in range(1, count + len(taken) + 1) if seed not in taken][:count]
