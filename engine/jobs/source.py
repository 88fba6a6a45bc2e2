"""What a job reads of a run: its plan, a task's data exactly as the run had them, and weights at stored snapshots."""

from collections.abc import Sequence
from pathlib import Path

import torch

from engine import checkpoint, encoders, environment, hub, store, tasks
from engine.data import EncodedSplit
from engine.errors import UserError
from engine.learner.reader import Reader
from engine.plan import Plan
from engine.store import Run
from engine.tasks.task import TaskData
from engine.training_rows import STRATIFIED, training_rows


def plan_of(run: Run) -> Plan:
    """The run's plan. Raises UserError if this Lethe cannot carry it out, or its encoder is gone."""
    return Plan.from_json(run.plan, encoder_problem=encoders.problem)


def task_data(run: Run, task: str, data: Path | None) -> TaskData:
    """The task's examples. Raises UserError if they are not those that the run was made with."""
    loaded = tasks.load(task, data, hub.load_hub, plan_of(run).settings_of(task).malformed)
    record = run.tasks[task]
    for split in ("train", "evaluation"):
        now, then = getattr(loaded, f"{split}_fingerprint"), getattr(record, f"{split}_fingerprint")
        if now != then:
            raise UserError(
                f"{task}: the {split} data here ({loaded.source}, fingerprint {now}) are not those of run {run.id} "
                f"({record.source}, fingerprint {then}): give the folder it was made with (--data, LETHE_DATA)"
            )
    return loaded


def reader(run: Run, data: TaskData, device: str) -> Reader:
    """The run's encoder with the task's head, at no snapshot yet. Raises UserError if it cuts texts differently now."""
    torch.set_num_threads(run.environment.get("threads") or torch.get_num_threads())
    plan = plan_of(run)
    made = Reader(plan.encoder, data, plan.settings_of(data.task.name), device)
    then, now = run.environment.get("tokenizer"), environment.tokenizer_fingerprint(made.tokenizer)
    if then and then != now:
        raise UserError(f"the tokenizer of {run.plan['encoder']} has changed since run {run.id} ({then}, now {now})")
    return made


def training_rows_of(run: Run, data: TaskData, whole: EncodedSplit) -> Sequence[int]:
    """The rows of `whole`, the task's training split, that its own stage trained on; ascending.

    Raises UserError for a task that no stage trains.
    """
    task, own, plan = data.task.name, run.own[data.task.name], plan_of(run)
    if own is None:
        raise UserError(f"no stage of run {run.id} trains {task}, so it has no training examples there")
    stage = plan.stages[own - 1]
    seed = plan.seed if stage.seed is None else stage.seed
    strata = whole.gold if data.task.kind in STRATIFIED else None
    return training_rows(stage, own, seed, task, len(whole), strata).trained


def go_to(reader: Reader, run: Run, snapshot: str) -> None:
    """Load the weights of a snapshot. Raises UserError if the run has not kept them."""
    reader.load(checkpoint.load(store.checkpoint_file(run, snapshot)))
