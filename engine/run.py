"""A run carried out: wires training to the store. The only module that knows both."""

import contextlib
import logging
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import torch

from engine import checkpoint, encoders, environment, hub, store, tasks
from engine.answers import ExampleRecord, TaskRecord
from engine.data import EncodedSplit
from engine.errors import UserError
from engine.learner.learner import TorchLearner
from engine.plan import Plan
from engine.store import Progress, RunWriter, StoredTask
from engine.tasks.task import TaskData, head_of
from engine.training import Evaluated, Stepped, Training

SAVE_EVERY_S = 300  # between rolling states inside a stage: at most this much work is done again after a kill
WRITE_EVERY_S = 0.5  # between two writes of progress.json

log = logging.getLogger(__name__)


def carry_out(
    folder: Path, data: Path | None, device: str = "cpu", on_progress: Callable[[Progress], None] | None = None
) -> None:
    """Does the run in `folder`, or resumes it from its last saved state, and leaves it `done`.

    `on_progress` is called after every optimizer step and snapshot. Whatever stops the run is raised; engine/worker.py
    writes down how it ended.
    """
    started = time.time()
    store.update_progress(
        folder, state="running", reason="", phase="reading data", started=started, finished=None, device=device
    )
    plan = Plan.from_json(store.read_plan(folder), tasks.names(data), encoders.problem)
    loaded = {t: tasks.load(t, data, hub.load_hub, plan.settings_of(t).malformed) for t in plan.tasks}
    store.update_progress(folder, phase="loading the encoder", stages=len(plan.stages))
    # Sums come out differently in the last bit with another number of threads: a resumed run keeps its first one.
    torch.set_num_threads(store.open_run(folder).environment.get("threads") or torch.get_num_threads())
    learner = TorchLearner(plan, loaded, device)
    saved = checkpoint.load_resume(folder / "resume")
    origin: dict[str, str] = {}
    if saved:  # its weights are all there: the run it started from may be gone
        inherited = [task for snapshot, task in store.open_run(folder).trained if snapshot == "0"]
    else:
        inherited, origin = _start(folder, plan, loaded, learner)
    training = Training(plan, loaded, learner, inherited)
    if saved:
        training.restore(*saved)
        log.info("resumed at stage %d, step %d", training.position.stage, training.position.step)
    with RunWriter(folder) as writer:
        writer.begin(
            [_stored(plan, loaded[t], learner.evaluation_splits[t]) for t in plan.tasks],
            {**environment.describe(device, learner.tokenizer), **origin, **_texts(training)},
        )
        done = {s.name for s in writer.snapshots()}
        if not saved:
            done &= {"0"}  # nothing after it can be there: states are saved before the snapshot that follows them
        _follow(folder, plan, training, writer, done, _Pace(plan, training), on_progress)
    store.update_progress(folder, state="done", phase="", finished=time.time(), eta_s=None)
    checkpoint.drop_resume(folder / "resume")  # after `done`: killed in between, the run is not done again


def _start(
    folder: Path, plan: Plan, loaded: Mapping[str, TaskData], learner: TorchLearner
) -> tuple[list[str], dict[str, str]]:
    """Loads the weights that the plan starts from, if from any. Returns the tasks whose head was trained there, and
    what to write down about it. Raises UserError if the run or its checkpoint is not there or does not fit, or a
    control would not train on the data of its run."""
    if plan.start is None:
        return [], {}
    source = store.open_run(store.find(folder.parent, plan.start.run))
    for task in plan.tasks if store.open_run(folder).control else ():
        if loaded[task].train_fingerprint != source.tasks[task].train_fingerprint:
            raise UserError(
                f"{task} is not trained here on the data of run {source.id} ({source.tasks[task].source}), whose "
                "control this is: give the same data folder (--data, LETHE_DATA)"
            )
    file = store.checkpoint_file(source, plan.start.snapshot)
    tensors = checkpoint.load(file)
    taken = learner.start_from(tensors)
    heads = {head_of(task) for snapshot, task in source.trained if snapshot == plan.start.snapshot}
    trained = [task for task in plan.tasks if loaded[task].task.head in heads]  # of a family, a new member too
    if missing := [task for task in trained if task not in taken]:
        raise UserError(f"the weights of run {source.id} have no head for {', '.join(missing)}, though it was trained")
    log.info("started from run %s, snapshot %s", source.id, plan.start.snapshot)
    return trained, {"start_weights": checkpoint.fingerprint(file)}


def _texts(training: Training) -> dict[str, dict]:
    """What to write down about the texts of stages without labels: how many are trained on, held out, left out."""
    found = {str(number): division.to_json() for number, division in training.divisions.items()}
    for number, counts in found.items():
        for task, count in counts.items():
            log.info(
                "stage %s reads texts of %s: %d; %d held out to measure on, %d in an evaluation split and left out",
                number, task, count["trained"], count["held_out"], count["left_out"],
            )  # fmt: skip
    return {"texts": found} if found else {}


def _follow(
    folder: Path,
    plan: Plan,
    training: Training,
    writer: RunWriter,
    done: set[str],
    pace: "_Pace",
    on_progress: Callable[[Progress], None] | None,
) -> None:
    """Writes down everything that training yields."""
    losses: list[tuple[int, float]] = []
    written, saved_at = 0.0, time.monotonic()

    def save_state() -> None:
        nonlocal losses, saved_at
        writer.log_losses(min(training.position.stage, len(plan.stages)), losses)
        writer.flush()  # first what was measured: it is not measured again by who goes on from the state
        checkpoint.save_resume(folder / "resume", *training.state())
        losses, saved_at = [], time.monotonic()

    store.update_progress(folder, phase="evaluating")
    for event in _explained(training, done):
        ends_stage = isinstance(event, Stepped) and event.position.step == event.steps
        if isinstance(event, Evaluated):
            named = event.snapshot
            file = _keep_checkpoint(folder, plan, training, event)
            if named.name != "0":  # before training everything follows from the plan
                save_state()
            writer.add_snapshot(named, event.answers, event.trained, file, event.seconds)
            log.info("snapshot %s (%s): evaluated in %.1f s", named.name, named.stage_name, event.seconds)
        else:
            losses += [(event.position.step, event.loss)] if event.loss is not None else []
            for series, step, value in event.readings:
                writer.log_series(series, event.position.stage, step, value)
                log.info("stage %d, step %d: %s %.4f", event.position.stage, step, series, value)
            if ends_stage:
                writer.log_losses(event.position.stage, losses)
                losses = []
            elif time.monotonic() - saved_at > SAVE_EVERY_S:
                save_state()
        changes = pace.after(event)
        if ends_stage or isinstance(event, Evaluated) or time.monotonic() - written > WRITE_EVERY_S:
            written = time.monotonic()
            with contextlib.suppress(OSError):  # a full disk must not end training over a progress bar
                store.update_progress(folder, **changes, phase="evaluating" if ends_stage else "training")
        if on_progress:
            on_progress(Progress(state="running", **changes))


def _explained(training: Training, done: set[str]) -> Iterator[Stepped | Evaluated]:
    """The events of training, with running out of memory turned into advice."""
    try:
        yield from training.events(done)
    except RuntimeError as error:  # torch.OutOfMemoryError is one; on a CPU it is a plain one
        if not any(words in str(error) for words in ("out of memory", "can't allocate memory")):
            raise
        position, device = training.position, training.learner.device
        if training.evaluating:
            raise UserError(
                f"out of memory on {device} while evaluating before stage {position.stage}: nothing finished is lost; "
                "free memory on the device and resume, or start anew with a lower max_length in task_settings"
            ) from error
        setting = f"stages.{position.stage}.accumulation"
        pieces = training.plan.stages[position.stage - 1].accumulation
        raise UserError(
            f"out of memory on {device} at stage {position.stage}, step {position.step}: nothing finished is lost; "
            f"raise {setting} (now {pieces}: the same update in smaller pieces) by `resume RUN --set "
            f"{setting}={pieces * 2}`, or start anew with a lower batch_size or max_length"
        ) from error


def _stored(plan: Plan, data: TaskData, split: EncodedSplit) -> StoredTask:
    task = data.task
    record = TaskRecord(
        name=task.name, title=task.title, kind=task.kind, labels=task.labels or (), metrics=task.metrics,
        evaluation_name=task.evaluation_name, source=data.source, official=data.official, split_note=data.split_note,
        train_rows=len(data.train), evaluation_rows=len(data.evaluation), train_fingerprint=data.train_fingerprint,
        evaluation_fingerprint=data.evaluation_fingerprint, units=len(split.units.gold),
        not_evaluated=split.not_evaluated, truncated=split.truncated,
    )  # fmt: skip
    examples = [ExampleRecord(i, e.texts, e.words, e.content_hash(), e.tags) for i, e in enumerate(data.evaluation)]
    return StoredTask(record, plan.own_stage(task.name), split.units, examples)


def _keep_checkpoint(folder: Path, plan: Plan, training: Training, event: Evaluated) -> str | None:
    """Writes the weights of snapshot 0 and of stage ends, as far as the plan keeps them. Returns the file's name."""
    last = event.snapshot.stage == len(plan.stages)
    wanted = event.snapshot.step is None and (
        plan.keep_checkpoints == "all" or (plan.keep_checkpoints == "last" and last)
    )
    if not wanted:
        return None
    file = f"checkpoints/{event.snapshot.name}.safetensors"
    checkpoint.save(folder / file, training.learner.state())
    return file


@dataclass
class _Pace:
    """How fast it goes and how long it will take, from what was measured in this process."""

    plan: Plan
    training: Training
    step_s: float | None = None  # moving average over steps of the running stage
    examples_per_s: float | None = None
    evaluation_s: float = 0.0
    totals: Mapping[int, int] = field(default_factory=dict)
    _before: float = field(default_factory=time.monotonic)

    def __post_init__(self):
        self.totals = {n: self.training.total_steps(n) for n in range(1, len(self.plan.stages) + 1)}

    def after(self, event: Stepped | Evaluated) -> dict:
        """What changes in the run's progress after an event."""
        now, elapsed = time.monotonic(), time.monotonic() - self._before
        self._before = now
        if isinstance(event, Evaluated):
            self.evaluation_s = event.seconds
            position, last = self.training.position, len(self.plan.stages)
            at_end = position.stage > last
            stage, step = (last, self.totals[last]) if at_end else (position.stage, position.step)
            changes = {"stage": stage, "step": step, "steps": self.totals[stage]}
        else:
            fresh = event.position.step == 1 or self.step_s is None
            self.step_s = elapsed if fresh else 0.9 * self.step_s + 0.1 * elapsed
            self.examples_per_s = event.examples / self.step_s
            changes = {
                "stage": event.position.stage,
                "step": event.position.step,
                "steps": event.steps,
                "loss": event.loss,
            }
        return changes | {"stages": len(self.plan.stages), "examples_per_s": self.examples_per_s, "eta_s": self._eta()}

    def _eta(self) -> float | None:
        """Seconds left: steps at the present pace, evaluations at the last one's time. None before the first step."""
        if self.step_s is None:
            return None
        stage, step = self.training.position.stage, self.training.position.step
        left = sum(self.totals[n] for n in self.totals if n >= stage) - step
        snapshots = len(self.plan.stages) - stage + 1
        for n in range(max(stage, 1), len(self.plan.stages) + 1):
            every = self.plan.stages[n - 1].evaluate_every
            snapshots += (self.totals[n] - (step if n == stage else 0)) // every if every else 0
        return left * self.step_s + snapshots * self.evaluation_s
