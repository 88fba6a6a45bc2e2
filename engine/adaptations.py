"""Adaptation runs: a few examples of a new task, learned from the weights of a finished run, and from the plain encoder
beside it. Is what the run learned a better place to begin?

One run per task, number of examples and seed, so that no adaptation builds on another. A seed draws the same training
examples wherever it begins, each label with its share, the fewer among the more. Snapshot 0 of each run is the answer
without any example (zero-shot).
"""

from collections.abc import Sequence

from engine.errors import UserError
from engine.plan import Plan, Start
from engine.stage import Stage
from engine.task_settings import TaskSettings

ALL = None  # of the task's training examples


def adaptations(
    plan: Plan, start: Start, tasks: Sequence[str], examples: Sequence[int | None], seeds: Sequence[int],
    plain: bool = False, alone: bool = False,
) -> list[Plan]:  # fmt: skip
    """Plans that begin at `start`, a snapshot of the run that has `plan`; with `plain` as many that begin at the
    encoder. Seed by seed, so that a first whole comparison is soon there.

    examples: how many of each task's training examples; None: all. alone: evaluate a run's own task only; otherwise
    what the plan trained (forgetting) and the other tasks, too, so that all runs can be compared with each other.
    Raises UserError if there is nothing to adapt to, or nothing is told apart.
    """
    for what, given in (("tasks", tasks), ("numbers of examples", examples), ("seeds", seeds)):
        if not given or len(set(given)) < len(given):
            raise UserError(f"adapt needs {what}, each once; got {', '.join(map(str, given)) or 'none'}")
    if plain and plan.start is not None:
        raise UserError(f"the run itself started from {plan.start.run}: there is no plain encoder to set beside it")
    begins = [start, None] if plain else [start]
    trained = [task for stage in plan.stages for task in stage.tasks]
    return [
        _adaptation(plan, begin, task, count, seed, () if alone else (*tasks, *trained))
        for seed in seeds
        for task in tasks
        for count in examples
        for begin in begins
    ]


def _adaptation(
    plan: Plan, begin: Start | None, task: str, count: int | None, seed: int, evaluated: Sequence[str]
) -> Plan:
    said = "all examples" if count is ALL else f"{count} example{'s' * (count != 1)}"
    others = tuple(dict.fromkeys(t for t in evaluated if t != task))
    source = plan.name or ", ".join(plan.stage_names())
    stage = Stage((task,), epochs=10, batch_size=16, learning_rate=5e-5, train_limit=count, train_sample="stratified")
    settings = {t: s for t in (task, *others) if (s := _read_like(plan, t)) != TaskSettings()}
    return Plan(
        stages=(stage,), name=f"{task}, {said}, {'plain encoder' if begin is None else f'after {source}'}",
        encoder=plan.encoder, seed=seed, evaluate=others, task_settings=settings, device=plan.device,
        keep_checkpoints="none", start=begin,
    )  # fmt: skip


def _read_like(plan: Plan, task: str) -> TaskSettings:
    """The task's settings in the run; of a new member of a family those of its first member: they share a head."""
    family = (t for t in plan.tasks if t.split(":")[0] == task.split(":")[0])
    return plan.settings_of(task if task in plan.tasks else next(family, task))
