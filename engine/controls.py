"""Control runs: the same without the cause. How many answers flip anyway, by seed or by training as such?

A twin repeats a task's own stage from the same weights with another seed. A sham goes on from right after the task's
own stage and trains the task's own data for as many steps as the later stages took, with their hyperparameters and in
an order of its own. What flips in these flips without another task: the noise floor of forgetting. A sample of training
examples that is drawn by the seed, and what is held out, is drawn anew in a twin.
"""

import dataclasses
import itertools
from collections.abc import Mapping

from engine import objectives, training_rows
from engine.errors import UserError
from engine.plan import Plan, Start
from engine.stage import Stage

TWIN, SHAM = "twin", "sham"


@dataclasses.dataclass(frozen=True)
class Control:
    """A control run to be made: its plan, and what it is a control of."""

    kind: str  # TWIN or SHAM
    of: str  # the run's id
    task: str
    plan: Plan

    def marks(self) -> dict[str, str]:
        """What is written beside its plan, so that it is found again."""
        return {"kind": self.kind, "of": self.of, "task": self.task}


def twin(plan: Plan, run_id: str, task: str, seed: int) -> Control:
    """The task's own stage once more, from the weights before it, in another order and with other dropout.

    Raises UserError where the task has no stage of its own, or a strategy's memory would be missing.
    """
    own = _own(plan, task)
    if own > 1 and plan.strategy["name"] != "sequential":
        raise UserError(
            f"no twin of stage {own}: what the strategy {plan.strategy['name']!r} remembered of the stages before it "
            "is not in the checkpoint; a sham stage can be made, and so can a whole run with another seed"
        )
    if seed == _seed(plan, own):
        raise UserError(f"a twin needs another seed than the stage's own, {seed}")
    stage = dataclasses.replace(plan.stages[own - 1], seed=seed, evaluate_every=None)
    return _control(TWIN, plan, run_id, own - 1, (stage,), f"Twin of {task}, seed {seed}", seed)


def sham(plan: Plan, run_id: str, task: str, last: int, steps: Mapping[int, int], train_rows: int) -> Control:
    """Instead of each later stage up to `last`, as many optimizer steps on the task's own data.

    steps: stage number -> optimizer steps it took. train_rows: training examples of the task.
    Raises UserError where no stage lies between, a stage's number of steps is not known, or the own stage's training
    examples were drawn by its seed: a sham with another seed would train on others. What the own stage held out is
    trained on, too.
    """
    own = _own(plan, task)
    if last <= own:
        raise UserError(f"{task} was trained in stage {own}: a sham stage needs a later stage to stand in for")
    mine = plan.stages[own - 1]
    if mine.train_sample != "first" and training_rows.used(mine, train_rows) < train_rows:
        raise UserError(
            f"stage {own} trains on a sample that its seed drew: a sham would draw another one, so it is no sham of it"
        )
    # Draws follow from seed and stage number: with the plan's own seed, a sham would repeat the own stage's batches.
    taken = {plan.seed, *(stage.seed for stage in plan.stages)}
    fresh = (seed for seed in itertools.count(plan.seed + 1) if seed not in taken)
    rows = training_rows.used(mine, train_rows)
    shams = []
    for number in range(own + 1, last + 1):
        later = plan.stages[number - 1]
        if not steps.get(number):
            raise UserError(f"it is not known how many steps stage {number} took: it is not done, or not logged")
        shams.append(
            dataclasses.replace(
                later, tasks=(task,), name=f"sham of {plan.stage_names()[number - 1]}",
                objective="finetune", objective_settings=(),
                epochs=-(-steps[number] * later.batch_size // rows) + 1, max_steps=steps[number],
                train_limit=mine.train_limit, train_sample=mine.train_sample,
                train_fraction=mine.train_fraction, max_length=mine.max_length,
                hold_out=0.0, evaluate_every=None, seed=next(fresh),
            )
        )  # fmt: skip
    return _control(SHAM, plan, run_id, own, tuple(shams), f"Sham of {task}", plan.seed)


def _control(
    kind: str, plan: Plan, run_id: str, snapshot: int, stages: tuple[Stage, ...], name: str, seed: int
) -> Control:
    task = stages[0].tasks[0]
    settings = {t: s for t, s in plan.task_settings.items() if t == task}
    begun = Plan(
        stages=stages, name=name, encoder=plan.encoder, seed=seed, task_settings=settings, device=plan.device,
        keep_checkpoints="none", start=Start(run_id, str(snapshot)),
    )  # fmt: skip
    return Control(kind, run_id, task, begun)


def _own(plan: Plan, task: str) -> int:
    own = plan.own_stage(task)
    if own is None:
        raise UserError(f"no stage of this run trains {task}, so there is nothing to repeat")
    stage = plan.stages[own - 1]
    if stage.tasks != (task,) or stage.objective != "finetune" or not objectives.get(stage.objective).supervised:
        raise UserError(f"stage {own} trains {'+'.join(stage.tasks)} by {stage.objective}: controls are of one task")
    return own


def _seed(plan: Plan, number: int) -> int:
    stage = plan.stages[number - 1]
    return plan.seed if stage.seed is None else stage.seed
