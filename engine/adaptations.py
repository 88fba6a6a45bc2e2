"""Adaptations: a few examples of a new task, learned from the weights of a finished run, and from the plain encoder
beside it. Is what the run learned a better place to begin?

One run per task, number of examples and seed, so that no adaptation builds on another. A seed draws the same training
examples wherever it begins, each label with its share, the fewer among the more. Snapshot 0 of each run is the answer
without any example (zero-shot).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from engine.errors import UserError
from engine.plan import Plan, Start
from engine.stage import Stage
from engine.task_settings import TaskSettings
from engine.tasks.task import head_of

ALL = None  # of the task's training examples
STAGE = Stage((), epochs=10, batch_size=16, learning_rate=5e-5, train_sample="stratified")  # but for task and number


@dataclass(frozen=True)
class Adaptation:
    """What is asked for. Raises UserError if there is nothing to adapt to, or nothing is told apart."""

    start: Start  # a snapshot of the run whose weights are adapted
    tasks: tuple[str, ...]
    examples: tuple[int | None, ...] = (20,)  # how many of each task's training examples; None: all
    seeds: tuple[int, ...] = (1, 2, 3)
    plain: bool = False  # as many runs that begin at the plain encoder
    alone: bool = False  # evaluate a run's own task only; else what the run was trained on (forgetting) and the others

    def __post_init__(self) -> None:
        for what, given in (("tasks", self.tasks), ("numbers of examples", self.examples), ("seeds", self.seeds)):
            if not given or len(set(given)) < len(given):
                raise UserError(f"adapt needs {what}, each once; got {', '.join(map(_number, given)) or 'none'}")

    def plans(self, source: Plan) -> list[Plan]:
        """`source`: of the run that is adapted. Seed by seed, so that a first whole comparison is soon there.

        Raises UserError if a plain encoder is wanted beside a run that itself started from another one.
        """
        if self.plain and source.start is not None:
            raise UserError(f"the run itself started from {source.start.run}: there is no plain encoder beside it")
        begins = [self.start, None] if self.plain else [self.start]
        trained = [task for stage in source.stages for task in stage.tasks]
        evaluated = () if self.alone else (*self.tasks, *trained)
        return [
            _plan(source, begin, task, count, seed, evaluated)
            for seed in self.seeds
            for task in self.tasks
            for count in self.examples
            for begin in begins
        ]

    def sweeps(self, called: str = "") -> dict[str, str]:
        """Task -> what its runs are called together: `called`, or after the run. Runs that evaluate no task in common
        cannot be compared: their sweep is the task's own."""
        name = called or f"adaptation of {self.start.run}"
        apart = self.alone and len(self.tasks) > 1
        return {task: f"{name}: {task}" if apart else name for task in self.tasks}

    def words(self) -> list[str]:
        """The command line's arguments that ask for it; `start` alone must be said."""
        found = ["--tasks", ",".join(self.tasks), "--examples", ",".join(map(_number, self.examples))]
        found += ["--seeds", ",".join(map(str, self.seeds)), "--snapshot", self.start.snapshot]
        return found + ["--plain"] * self.plain + ["--own-task-only"] * self.alone


def read_examples(text: str) -> tuple[int | None, ...]:
    """`20, all` -> (20, None). Raises UserError for what is neither a number above 0 nor all."""
    parts = text.replace(",", " ").split()
    if wrong := [p for p in parts if p != "all" and not (p.isascii() and p.isdigit())]:
        raise UserError(f"numbers of examples are whole numbers or all, with commas between them; got {wrong[0]!r}")
    if any(part.strip("0") == "" for part in parts):
        raise UserError("0 examples is snapshot 0 of every adaptation run (zero-shot): ask for 1 or more, or all")
    return tuple(ALL if part == "all" else int(part) for part in parts)


def said(count: int | None) -> str:
    """`20 examples`."""
    return "all examples" if count is ALL else f"{count} example{'s' * (count != 1)}"


def _number(given: object) -> str:
    return "all" if given is ALL else str(given)


def _plan(source: Plan, begin: Start | None, task: str, count: int | None, seed: int, evaluated: Sequence[str]) -> Plan:
    others = tuple(dict.fromkeys(t for t in evaluated if t != task))
    after = source.name or ", ".join(source.stage_names())
    settings = {t: s for t in (task, *others) if (s := _read_like(source, t)) != TaskSettings()}
    return Plan(
        stages=(replace(STAGE, tasks=(task,), train_limit=count),), seed=seed, encoder=source.encoder,
        name=f"{task}, {said(count)}, {'plain encoder' if begin is None else f'after {after}'}",
        evaluate=others, task_settings=settings, device=source.device, keep_checkpoints="none", start=begin,
    )  # fmt: skip


def _read_like(plan: Plan, task: str) -> TaskSettings:
    """The task's settings in the run; of a new member of a family those of its first member: they share a head."""
    family = (t for t in plan.tasks if head_of(t) == head_of(task))
    return plan.settings_of(task if task in plan.tasks else next(family, task))
