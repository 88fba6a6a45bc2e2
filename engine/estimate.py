"""What a plan will take, said before it is launched: optimizer steps, evaluations, and time where there is a basis."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine import objectives, pretraining_heads, training_rows, unlabelled
from engine.errors import UserError
from engine.objectives import Material, Objective
from engine.plan import Plan

if TYPE_CHECKING:
    from engine.store import Progress, Run

Rows = Mapping[str, tuple[int | None, int | None]]  # task -> training and evaluation examples; None: not known yet


@dataclass(frozen=True)
class StageCost:
    """One stage. None where the size of its training data is not known."""

    name: str
    steps: int | None  # optimizer steps
    examples: int | None  # training examples seen, each as often as it is seen
    snapshots: int | None  # evaluations of all tasks inside it and at its end


@dataclass(frozen=True)
class Cost:
    """A plan. None where something it depends on is not known."""

    stages: tuple[StageCost, ...]
    per_snapshot: int | None  # evaluation examples of all tasks together

    @property
    def steps(self) -> int | None:
        return _sum(stage.steps for stage in self.stages)

    @property
    def examples(self) -> int | None:
        return _sum(stage.examples for stage in self.stages)

    @property
    def snapshots(self) -> int | None:
        """Evaluations of all tasks, the one before training included."""
        return _sum([1, *(stage.snapshots for stage in self.stages)])

    @property
    def evaluated(self) -> int | None:
        """Evaluation examples answered in the whole run."""
        return None if None in (self.snapshots, self.per_snapshot) else self.snapshots * self.per_snapshot


@dataclass(frozen=True)
class Pace:
    """How fast an earlier run went."""

    run: str  # its name
    device: str
    same_tasks: bool  # as those of the plan it is a basis for
    trained_per_s: float  # training examples
    evaluated_per_s: float  # evaluation examples

    def seconds(self, cost: Cost) -> float | None:
        """How long a plan of that cost would take at this pace; None if the cost is not known."""
        if cost.examples is None or cost.evaluated is None:
            return None
        return cost.examples / self.trained_per_s + cost.evaluated / self.evaluated_per_s


def cost(plan: Plan, rows: Rows) -> Cost:
    """What `plan` takes if the tasks have that many examples. Exact: steps are counted as training counts them; but a
    stage without labels may find fewer texts, without those of evaluation splits."""
    names = plan.stage_names()
    stages = tuple(
        _stage_cost(plan, n, name, rows) for n, (s, name) in enumerate(zip(plan.stages, names, strict=True), 1)
    )
    return Cost(stages, _sum(rows.get(task, (None, None))[1] for task in plan.tasks))


def shortages(plan: Plan, rows: Rows) -> dict[int, str]:
    """Stages, counted from 1, whose tasks have fewer examples than their objective needs, and what it needs."""
    built = {n: _objective(plan, n, rows) for n, stage in enumerate(plan.stages, 1)}
    return {n: why for n, objective in built.items() if objective and (why := objective.shortage())}


def pace(plan: Plan, device: str, earlier: Iterable[tuple[Run, Progress]]) -> Pace | None:
    """The pace of the first run in `earlier` that is done, with the same encoder on the same kind of device.

    One with the same tasks is preferred: their examples are as long. None if there is none.
    """
    found = [p for run, progress in earlier if (p := _measured(plan, device, run, progress))]
    return next((p for p in found if p.same_tasks), found[0] if found else None)


def _stage_cost(plan: Plan, number: int, name: str, rows: Rows) -> StageCost:
    stage, objective = plan.stages[number - 1], _objective(plan, number, rows)
    if objective is None:
        return StageCost(name, None, None, None)
    taken, scheduled = objective.total_steps, objective.scheduled_steps
    inside = (scheduled - 1) // stage.evaluate_every if stage.evaluate_every and scheduled else 0
    return StageCost(name, taken, objective.examples(taken), inside + 1)


def _objective(plan: Plan, number: int, rows: Rows) -> Objective | None:
    """That of a stage, counted from 1, on tasks of that size; None if a size is not known."""
    stage = plan.stages[number - 1]
    sizes = {task: rows.get(task, (None, None))[0] for task in stage.tasks}
    if None in sizes.values():
        return None
    used = {task: training_rows.used(stage, size) for task, size in sizes.items()}
    if stage.hold_out:
        used[stage.tasks[0]] -= max(1, round(stage.hold_out * used[stage.tasks[0]]))
    brings: frozenset[str] = frozenset()
    if not objectives.get(stage.objective).supervised:
        used = _without_held_out(used, objectives.unbegun(stage).held_out_share)
        brings = pretraining_heads.brought(plan.encoder)
    material = {task: range(size) for task, size in used.items()}
    return objectives.build(Material(stage, number, plan.seed, material, {}, brings=brings))


def _without_held_out(used: Mapping[str, int], share: float) -> dict[str, int]:
    """Sizes less the texts held out, which come from all tasks alike."""
    whole = sum(used.values())
    out = unlabelled.held_out_count(whole, share)
    return {task: size - round(out * size / whole) for task, size in used.items()}


def _measured(plan: Plan, device: str, run: Run, progress: Progress) -> Pace | None:
    if run.kind != "plan" or progress.state != "done" or run.plan.get("encoder", "minilm") != plan.encoder:
        return None
    # The time of a resumed run is that of its last part only.
    if _kind(progress.device) != _kind(device) or "resumed" in run.environment or not progress.started:
        return None
    try:
        rows = {name: (task.train_rows, task.evaluation_rows) for name, task in run.tasks.items()}
        done = cost(Plan.from_json(run.plan), rows)
    except UserError:  # of a version whose plans we cannot read
        return None
    evaluating = sum(run.seconds.values())
    training = (progress.finished or 0.0) - progress.started - evaluating
    if training <= 0 or evaluating <= 0 or not done.examples or not done.evaluated:
        return None
    same = set(run.tasks) == set(plan.tasks)
    return Pace(run.name, progress.device, same, done.examples / training, done.evaluated / evaluating)


def _kind(device: str) -> str:
    return device.split(":")[0]


def _sum(values: Iterable[int | None]) -> int | None:
    found = list(values)
    return None if None in found else sum(found)
