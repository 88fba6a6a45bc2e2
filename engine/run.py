"""A run carried out: wires training to the store. The only module that knows both."""

import logging
import shutil
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import torch

from engine import checkpoint, encoders, environment, hub, store, tasks
from engine.answers import ExampleRecord, TaskRecord
from engine.data import EncodedSplit
from engine.errors import Cancelled, UserError
from engine.learner.learner import TorchLearner
from engine.plan import Plan
from engine.store import Progress, RunWriter, StoredTask
from engine.tasks.task import TaskData
from engine.training import Evaluated, Stepped, Training

SAVE_EVERY_S = 300  # between rolling states inside a stage: at most this much work is done again after a kill
WRITE_EVERY_S = 0.5  # between two writes of progress.json

log = logging.getLogger(__name__)


def carry_out(
    folder: Path, data: Path | None, device: str = "cpu", on_progress: Callable[[Progress], None] | None = None
) -> None:
    """Does the run in `folder`, or resumes it from its last saved state, and leaves it `done`.

    `on_progress` is called after every optimizer step and snapshot. Whatever stops the run is raised again, after its
    state (`failed` or `cancelled`) and the reason in words were written.
    """
    try:
        _carry_out(folder, data, device, on_progress or (lambda progress: None))
    except (Cancelled, KeyboardInterrupt):
        store.update_progress(
            folder, state="cancelled", reason="cancelled; it can be resumed", finished=time.time(), eta_s=None
        )
        raise
    except Exception as error:
        store.update_progress(folder, state="failed", reason=_in_words(error), finished=time.time(), eta_s=None)
        raise


def _carry_out(folder: Path, data: Path | None, device: str, on_progress: Callable[[Progress], None]) -> None:
    started = time.time()
    store.update_progress(
        folder, state="running", reason="", phase="reading data", started=started, finished=None, device=device
    )
    plan = Plan.from_json(store.read_plan(folder), tasks.names(data), encoders.problem)
    loaded = {name: tasks.load(name, data, hub.load_hub) for name in plan.tasks}
    store.update_progress(folder, phase="loading the encoder", stages=len(plan.stages))
    # Sums come out differently in the last bit with another number of threads: a resumed run keeps its first one.
    torch.set_num_threads(store.open_run(folder).environment.get("threads") or torch.get_num_threads())
    learner = TorchLearner(plan, loaded, device)
    training = Training(plan, loaded, learner)
    saved = checkpoint.load_resume(folder / "resume")
    if saved:
        training.restore(*saved)
        log.info("resumed at stage %d, step %d", training.position.stage, training.position.step)
    with RunWriter(folder) as writer:
        writer.begin(
            [_stored(plan, loaded[t], learner.evaluation_splits[t]) for t in plan.tasks], environment.describe(device)
        )
        done = {s.name for s in writer.snapshots()}
        if not saved:
            done &= {"0"}  # nothing after it can be there: states are saved before the snapshot that follows them
        _follow(folder, plan, training, writer, done, _Pace(plan, training), on_progress)
    shutil.rmtree(folder / "resume", ignore_errors=True)
    store.update_progress(folder, state="done", phase="", finished=time.time(), eta_s=None)


def _follow(
    folder: Path,
    plan: Plan,
    training: Training,
    writer: RunWriter,
    done: set[str],
    pace: "_Pace",
    on_progress: Callable,
) -> None:
    """Writes down everything that training yields."""
    losses: list[tuple[int, float]] = []
    written, saved_at = 0.0, time.monotonic()
    store.update_progress(folder, phase="evaluating")
    for event in _explained(training.events(done), plan, training):
        if isinstance(event, Evaluated):
            file = _keep_checkpoint(folder, plan, training, event)
            if event.snapshot.name != "0":  # before training everything follows from the plan
                checkpoint.save_resume(folder / "resume", *training.state())
            writer.add_snapshot(event.snapshot, event.answers, event.trained, file, event.seconds)
            saved_at, written = time.monotonic(), 0.0
            log.info(
                "snapshot %s (%s): evaluated in %.1f s", event.snapshot.name, event.snapshot.stage_name, event.seconds
            )
        elif event.loss is not None:
            losses.append((event.position.step, event.loss))
        ends_stage = isinstance(event, Stepped) and event.position.step == event.steps
        if ends_stage or len(losses) >= 50:
            writer.log_losses(event.position.stage, losses)
            losses = []
        if time.monotonic() - saved_at > SAVE_EVERY_S and not ends_stage:
            checkpoint.save_resume(folder / "resume", *training.state())
            saved_at = time.monotonic()
        changes = pace.after(event)
        if ends_stage or time.monotonic() - written > WRITE_EVERY_S:
            written = time.monotonic()
            on_progress(store.update_progress(folder, **changes, phase="evaluating" if ends_stage else "training"))
        else:
            on_progress(Progress(state="running", phase="training", **changes))


def _explained(events, plan: Plan, training: Training):
    """The events, with running out of memory turned into advice."""
    try:
        yield from events
    except torch.OutOfMemoryError as error:
        stage, step = training.position.stage, training.position.step
        settings = plan.stages[min(stage, len(plan.stages)) - 1]
        lower = f"raise stages.{stage}.accumulation (now {settings.accumulation}): the same update in smaller pieces"
        resume = f"`resume RUN --set stages.{stage}.accumulation={settings.accumulation * 2}`"
        raise UserError(
            f"out of memory on {training.learner.device} at stage {stage}, step {step}: {lower}; "
            f"nothing finished is lost: {resume}. Or start anew with a lower batch_size or max_length"
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


def _in_words(error: Exception) -> str:
    return str(error) if isinstance(error, UserError) else f"{type(error).__name__}: {error}"


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
