"""What the stages of a run trained on, read again from the data folder and checked against the run's fingerprints."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from engine import objectives, tasks, unlabelled
from engine.answers import Snapshot
from engine.errors import UserError
from engine.plan import Plan
from engine.tasks.task import Example, TaskData
from engine.training_rows import STRATIFIED, training_rows

if TYPE_CHECKING:
    from engine.store import Run


@dataclass(frozen=True)
class TrainingTexts:
    """A run's training rows. `data`: the folder of data sets; mini tasks are generated without one."""

    run: Run
    data: Path | None
    _read: dict[str, TaskData] = field(default_factory=dict)

    @cached_property
    def plan(self) -> Plan:
        """Raises UserError for an import, which does not say what was trained."""
        if self.run.kind == "import":
            raise UserError("an import does not say what was trained on")
        return Plan.from_json(self.run.plan)

    def of_task(self, task: str, until: Snapshot) -> list[Example]:
        """The examples that `task` was trained on with its labels by then. UserError where there are none."""
        numbers = [
            number
            for number, stage in enumerate(self.plan.stages[: until.stage], 1)
            if task in stage.tasks and objectives.get(stage.objective).supervised
        ]
        if not numbers:
            raise UserError(f"no stage of this run had trained {task} by snapshot {until.name}")
        return [example for number in numbers for example in self.rows(number, task)]

    def between(self, first: Snapshot, second: Snapshot) -> dict[str, list[Example]]:
        """What was trained on between two snapshots: stage name -> examples. UserError where there was nothing."""
        begun = first.stage + (first.step is None)  # the first stage of which something was trained after `first`
        numbers = range(max(begun, 1), second.stage + 1)
        if not numbers or (second.stage, second.step or float("inf")) <= (first.stage, first.step or float("inf")):
            raise UserError(f"nothing was trained between snapshots {first.name} and {second.name}")
        names = self.plan.stage_names()
        return {
            names[number - 1]: [e for task in self.plan.stages[number - 1].tasks for e in self.rows(number, task)]
            for number in numbers
        }

    def rows(self, number: int, task: str) -> list[Example]:
        """The rows of `task` from which stage `number` drew its batches: after train limit, sample and hold-out."""
        stage = self.plan.stages[number - 1]
        if not objectives.get(stage.objective).supervised:  # without the texts of evaluation splits
            data = {name: self._task_data(name) for name in self.plan.tasks}
            return [data[task].train[row] for row in unlabelled.of_stage(self.plan, number, data).trained[task]]
        seed = self.plan.seed if stage.seed is None else stage.seed
        examples = self._examples(task)
        labels = [e.gold for e in examples] if self.run.tasks[task].kind in STRATIFIED else None
        return [examples[row] for row in training_rows(stage, number, seed, task, len(examples), labels).trained]

    def _examples(self, task: str) -> tuple[Example, ...]:
        return self._task_data(task).train

    def _task_data(self, task: str) -> TaskData:
        if task not in self._read:
            found = tasks.load(task, self.data, malformed=self.plan.settings_of(task).malformed)
            stored = self.run.tasks[task].train_fingerprint
            if found.train_fingerprint != stored:
                raise UserError(
                    f"the training data of {task} here ({found.train_fingerprint}) are not those of the run "
                    f"({stored or 'unknown'})"
                )
            self._read[task] = found
        return self._read[task]


def text_of(example: Example) -> str:
    return " ".join(example.words) if example.words else "\n".join(example.texts)
