"""Objectives: what a stage trains. One file each, discovered by name; the class's docstring is its description."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import ClassVar

from engine.catalogue import discover
from engine.contract import Batch, Learner, Term, Vector
from engine.errors import UserError
from engine.randomness import generator
from engine.settings import unknown
from engine.stage import Stage


@dataclass(frozen=True)
class Material:
    """What a stage trains on: for each task the rows in use and how long each is."""

    stage: Stage
    number: int  # of the stage, from 1
    seed: int
    rows: Mapping[str, Sequence[int]]  # task -> rows of its training split, after train limit and hold-out
    lengths: Mapping[str, Sequence[int]]  # task -> word pieces of each of these rows
    held_out: Mapping[str, Sequence[int]] = field(default_factory=dict)  # without labels: rows to measure on
    brings: frozenset[str] = frozenset()  # heads that the encoder's checkpoint brings, see `Objective.heads`
    alike: Mapping[str, Mapping[int, int]] = field(default_factory=dict)  # task -> row -> number of its text: rows
    # with the same text have the same one. Only for an objective that reads pairs

    @property
    def supervised(self) -> bool:
        """Whether the stage trains heads of its tasks."""
        return get(self.stage.objective).supervised


@dataclass(frozen=True)
class HeadFit:
    """What comes before a stage's schedule: so many steps of the head for masked words on the frozen encoder."""

    steps: int = 0
    rate: float = 0.0  # constant


@dataclass(frozen=True)
class Reading:
    """Numbers to be logged: what `Learner.measure` says of terms."""

    series: Mapping[str, str]  # what is measured -> the series that it is logged in
    terms: tuple[Term, ...]


@dataclass(frozen=True)
class Update:
    """What one optimizer step of an objective comes to."""

    gradient: Vector
    loss: float | None  # of what the objective minimises, without a strategy's terms
    examples: int  # training examples seen, each as often as it is seen


@dataclass
class Objective:
    """What a stage minimises, step by step. Stateless: every draw follows from (seed, stage, step).

    Its fields are its settings, its docstring its description: forms and help are drawn from them.
    """

    supervised: ClassVar[bool] = True  # False: trains no task's head
    unused: ClassVar[tuple[str, ...]] = ()  # settings of a stage that it has no use for: they stay at their default

    @classmethod
    def refuses(cls, tasks: tuple[str, ...]) -> str | None:
        """Why this objective cannot train these tasks, or None."""
        return None

    def begin(self, material: Material) -> None:
        """Called once, before anything else, with what the stage trains on."""
        self.material = material

    def shortage(self) -> str | None:
        """Why there is too little to train on, or None."""
        return None

    @property
    def steps_per_epoch(self) -> int:
        raise NotImplementedError

    @property
    def held_out_share(self) -> float:
        """Of the texts that an objective without labels finds: kept from training, to measure on."""
        return 0.0

    @property
    def heads(self) -> frozenset[str]:
        """Heads of pre-training that it trains, as far as the checkpoint brings them: `mlm`, `nsp`."""
        return frozenset()

    @property
    def head_fit(self) -> HeadFit:
        return HeadFit()

    @property
    def scheduled_steps(self) -> int:
        """Optimizer steps of the stage's schedule."""
        steps = self.steps_per_epoch * self.material.stage.epochs
        return min(steps, self.material.stage.max_steps or steps)

    @property
    def total_steps(self) -> int:
        """Optimizer steps of the stage: those that fit a head first, then its schedule."""
        return self.head_fit.steps + self.scheduled_steps

    def readings(self, step: int) -> list[Reading]:
        """What to measure and log when `step` steps of the stage are done."""
        return []

    def terms(self, step: int) -> list[Term]:
        """What is minimised at optimizer step `step`, counted from 0 in the stage."""
        raise NotImplementedError

    def update(self, learner: Learner, step: int, also: Sequence[Term] = ()) -> Update:
        """The gradient to apply at that step; `also`: a strategy's terms, to be minimised as well."""
        own = self.terms(step)
        gradient = learner.gradient([*own, *also])
        return Update(gradient, learner.loss, sum(len(t.batch.rows) for t in own if t.batch))

    def examples(self, steps: int) -> int:
        """Training examples seen in the first `steps` steps of the stage, each as often as it is seen."""
        rows, stage = sum(map(len, self.material.rows.values())), self.material.stage
        whole = rows * stage.epochs
        return whole if steps == self.steps_per_epoch * stage.epochs else min(whole, steps * stage.batch_size)


def shuffled_batches(material: Material, task: str, epoch: int) -> list[Batch]:
    """One epoch of a task in batches, in an order that only (seed, stage, epoch) decide.

    `length` batching sorts by length within windows of 50 batches before the batches are shuffled: little padding,
    and still a different composition in every epoch.
    """
    stage = material.stage
    draw = generator(material.seed, material.number, epoch, "order", task)
    rows, lengths = material.rows[task], material.lengths[task]
    order = draw.permutation(len(rows))
    if stage.batching == "length":
        window = 50 * stage.batch_size
        windows = [sorted(order[i : i + window], key=lambda k: lengths[k]) for i in range(0, len(order), window)]
        order = [k for w in windows for k in w]
    batches = [order[i : i + stage.batch_size] for i in range(0, len(order), stage.batch_size)]
    if stage.batching == "length":
        batches = [batches[i] for i in draw.permutation(len(batches))]
    return [Batch(task, tuple(int(rows[k]) for k in batch), stage.max_length) for batch in batches]


@cache
def catalogue() -> dict[str, type[Objective]]:
    """Every objective by name."""
    return discover(__name__, __path__, Objective)


def get(name: str) -> type[Objective]:
    """The objective of that name. Raises UserError if there is none."""
    if name not in catalogue():
        raise UserError(unknown("objective", name, list(catalogue())))
    return catalogue()[name]


def unbegun(stage: Stage) -> Objective:
    """The objective that a stage asks for, with its settings alone."""
    return get(stage.objective)(**dict(stage.objective_settings))


def build(material: Material) -> Objective:
    """The objective that a stage asks for, ready to draw from `material`."""
    objective = unbegun(material.stage)
    objective.begin(material)
    return objective
