"""Training: a plan carried out as a stream of events. What becomes of them is engine/run.py's."""

import math
import time
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import torch

from engine import metrics, objectives, strategies
from engine.answers import Answers, Snapshot
from engine.errors import UserError
from engine.learner.learner import TorchLearner
from engine.learner.vector import TensorVector
from engine.material import divisions, material
from engine.objectives import Material, Objective, shuffled_batches
from engine.plan import Plan
from engine.tasks.task import TaskData


@dataclass(frozen=True)
class Position:
    """How far training is: `step` optimizer steps of `stage` are done. (n + 1, 0) after the last of n stages."""

    stage: int
    step: int


@dataclass(frozen=True)
class Stepped:
    """One optimizer step was taken."""

    position: Position
    steps: int  # in this stage
    loss: float | None
    examples: int  # training examples seen in this step
    readings: tuple[tuple[str, int, float], ...] = ()  # (series, step, value): what was measured before and after it


@dataclass(frozen=True)
class Evaluated:
    """All tasks were evaluated at one snapshot."""

    snapshot: Snapshot
    answers: Mapping[str, Answers]
    trained: tuple[str, ...]  # tasks whose head has been trained by now
    seconds: float


class Training:
    """Carries a plan out, from any position that `state` was taken at. Iterate over `events`."""

    def __init__(
        self, plan: Plan, data: Mapping[str, TaskData], learner: TorchLearner, inherited: Collection[str] = ()
    ):
        """`inherited`: tasks whose head came trained from the run that the plan starts from."""
        self.plan, self.learner, self._inherited = plan, learner, tuple(inherited)
        self.strategy = strategies.build(plan.strategy)
        self.divisions = divisions(plan, data)  # stage -> which texts it trains on, where it has no labels
        self.position = Position(1, 0)
        self.evaluating = False  # or training: what was going on when something went wrong
        self._names = plan.stage_names()
        self._tasks = {name: data[name].task for name in plan.tasks}
        self._best: tuple[float, Mapping[str, torch.Tensor]] | None = (
            None  # held-out score and weights of the best epoch
        )
        self._objective: Objective | None = None  # of the running stage
        self._material: Material | None = None
        self._held_out: tuple[int, ...] = ()

    def events(self, done: Collection[str] = ()) -> Iterator[Stepped | Evaluated]:
        """Every step and snapshot, in order, from `position` on. Snapshots named in `done` are not taken again."""
        while True:
            snapshot = self._snapshot_due()
            if snapshot is not None and snapshot.name not in done:
                yield self._evaluate(snapshot)
            if self.position.stage > len(self.plan.stages):
                return
            yield self._step()

    def total_steps(self, number: int) -> int:
        """Optimizer steps of stage `number`, counted from 1."""
        return self._prepare(number)[3]

    def state(self) -> tuple[dict[str, torch.Tensor], dict[str, Any]]:
        """Everything needed to go on from `position`: tensors by name, and a JSON document."""
        tensors = self.learner.state(moments=not self._is_fresh(self.position.step))
        vectors, document = self.strategy.state()
        for name, vector in vectors.items():
            tensors |= {f"strategy/{name}/{k}": v for k, v in vector.tensors.items()}
        if self._best:
            tensors |= {f"best/{k}": v for k, v in self._best[1].items()}
        best_score = self._best[0] if self._best else None
        place = {"stage": self.position.stage, "step": self.position.step}
        return tensors, {"position": place, "strategy": document, "vectors": sorted(vectors), "best_score": best_score}

    def restore(self, tensors: Mapping[str, torch.Tensor], document: Mapping[str, Any]) -> None:
        """The inverse of `state`, on a freshly built learner."""
        self.position = Position(**document["position"])
        if self.position.step:
            self._begin(self.position.stage)
            self._begin_optimizer(self.position.step)
        self.learner.restore(tensors, self._steps_of_optimizer(self.position.step))
        on_device = {k: v.to(self.learner.device) for k, v in tensors.items() if k.startswith("strategy/")}
        vectors = {name: TensorVector(_below(on_device, f"strategy/{name}/")) for name in document["vectors"]}
        self.strategy.restore((vectors, document["strategy"]))
        if document["best_score"] is not None:
            self._best = (document["best_score"], _below(tensors, "best/"))

    def _prepare(self, number: int) -> tuple[Objective, Material, tuple[int, ...], int]:
        """Objective, material, held-out rows and number of steps of a stage."""
        kinds = {name: task.kind for name, task in self._tasks.items()}
        found, held_out = material(
            self.plan, number, self.learner.train_splits, kinds, self.divisions.get(number), self.learner.brings
        )
        objective = objectives.build(found)
        if why := objective.shortage():
            raise UserError(f"stage {number}: {why}")
        return objective, found, held_out, objective.total_steps

    def _begin(self, number: int) -> None:
        self._objective, self._material, self._held_out, self._steps = self._prepare(number)

    def _begin_optimizer(self, step: int) -> None:
        """The optimizer of a step: that of the head which is fitted first, or that of the stage's schedule."""
        fit = self._objective.head_fit
        if step < fit.steps:
            self.learner.begin_head(self._material.stage, fit.rate)
        else:
            self.learner.begin(self._material.stage, self._steps - fit.steps)

    def _steps_of_optimizer(self, step: int) -> int:
        """How many steps the present optimizer has taken when `step` of the stage are done."""
        fitted = self._objective.head_fit.steps if step else 0
        return step if step < fitted else step - fitted

    def _is_fresh(self, step: int) -> bool:
        """Whether a new optimizer begins when `step` steps of the stage are done."""
        return self._steps_of_optimizer(step) == 0

    def _step(self) -> Stepped:
        """One optimizer step; at the stage's last one also everything that ends it."""
        stage, step = self.position.stage, self.position.step
        readings: list[tuple[str, int, float]] = []
        if step == 0:
            self._begin(stage)
            self.strategy.before_stage(self.learner, self._material)
            readings += self._read(0)
        if self._is_fresh(step):
            self._begin_optimizer(step)
        self.learner.at(self._material.seed, stage, step)
        is_scheduled = step >= self._objective.head_fit.steps  # before it, a head is fitted that no strategy knows
        also = self.strategy.terms(self._material, step) if is_scheduled else ()
        update = self._objective.update(self.learner, step, also)
        gradient = self.strategy.project(self.learner, update.gradient) if is_scheduled else update.gradient
        self.learner.apply(gradient)
        readings += self._read(step + 1)
        taken = Stepped(Position(stage, step + 1), self._steps, update.loss, update.examples, tuple(readings))
        if self._held_out and ((step + 1) % self._objective.steps_per_epoch == 0 or step + 1 == self._steps):
            self._keep_if_best()
        self.position = taken.position if step + 1 < self._steps else self._end(stage)
        return taken

    def _read(self, step: int) -> list[tuple[str, int, float]]:
        """What the objective wants measured when so many steps are done."""
        self.learner.at(self._material.seed, self.position.stage, step)
        measured = [(r, self.learner.measure(r.terms)) for r in self._objective.readings(step)]
        return [(name, step, found[what]) for r, found in measured for what, name in r.series.items()]

    def _end(self, stage: int) -> Position:
        if self._best:
            self.learner.load(self._best[1])
            self._best = None
        one_pass = [b for task in self._material.stage.tasks for b in shuffled_batches(self._material, task, epoch=-1)]
        self.strategy.after_stage(self.learner, self._material, one_pass)
        return Position(stage + 1, 0)

    def _keep_if_best(self) -> None:
        """Remembers the weights if this epoch's score on the held-out training examples is the best so far."""
        task = self._tasks[self._material.stage.tasks[0]]
        split = self.learner.train_splits[task.name].subset(self._held_out)
        answers = self.learner.predict(task.name, split)
        score = metrics.score(
            task.metrics[0], split.units.gold, answers.predicted, labels=task.labels or (), example=split.units.example
        )
        score = (
            -1e9 if math.isnan(score) else score
        )  # undefined, as of a constant prediction: any other epoch is better
        if self._best is None or score > self._best[0]:
            self._best = (score, {k: v.detach().clone() for k, v in self.learner.network.state_dict().items()})

    def _snapshot_due(self) -> Snapshot | None:
        """The snapshot to be taken at the present position, if any."""
        stage, step = self.position.stage, self.position.step
        if step == 0:
            name = "before training" if stage == 1 else self._names[stage - 2]
            return Snapshot(stage - 1, None, name)
        every, scheduled = self.plan.stages[stage - 1].evaluate_every, step - self._objective.head_fit.steps
        is_due = bool(every) and scheduled > 0 and scheduled % every == 0
        return Snapshot(stage, step, self._names[stage - 1]) if is_due else None

    def _evaluate(self, snapshot: Snapshot) -> Evaluated:
        started = time.monotonic()
        self.evaluating = True
        answers = {task: self.learner.predict(task) for task in self.plan.tasks}
        self.evaluating = False
        begun = self.plan.stages[: snapshot.stage]
        supervised = [s for s in begun if objectives.get(s.objective).supervised]
        heads = {self._tasks[task].head for task in self._inherited}
        heads |= {self._tasks[task].head for s in supervised for task in s.tasks}
        trained = tuple(task for task in self.plan.tasks if self._tasks[task].head in heads)
        return Evaluated(snapshot, answers, trained, time.monotonic() - started)


def _below(tensors: Mapping[str, torch.Tensor], prefix: str) -> dict[str, torch.Tensor]:
    return {k.removeprefix(prefix): v for k, v in tensors.items() if k.startswith(prefix)}
