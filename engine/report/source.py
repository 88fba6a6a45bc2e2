"""What the sections of a report are made from: one run, and what follows from its answers, computed once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property, partial
from pathlib import Path
from typing import Any, Protocol

from engine import store
from engine.analysis import alone, counts, evidence, selection
from engine.analysis.evidence.cells import Cells, cells
from engine.analysis.matrices import ResultMatrix, result_matrix
from engine.answers import TaskAnswers, TaskRecord
from engine.errors import UserError
from engine.figures import caption
from engine.plan import Plan
from engine.report import allowed
from engine.store import Run

Controls = Callable[[Run, str], tuple[list[Run], list[Run]]]  # of a task: control runs, other seeds of the group


class Memory(Protocol):
    """Remembers what follows from a run. `pages.parts.cached` is one, for as long as the dashboard lives."""

    def answers(self, run: Run, task: str) -> TaskAnswers: ...

    def of_run(self, function: Callable[..., Any], run: Run, *arguments: Any) -> Any: ...

    def of_answers(self, function: Callable[..., Any], run: Run, task: str, *arguments: Any) -> Any: ...


class Once:
    """Remembers for as long as one report is made."""

    def __init__(self) -> None:
        self._known: dict[tuple, Any] = {}

    def answers(self, run: Run, task: str) -> TaskAnswers:
        return self.of_run(store.read_answers, run, task)

    def of_run(self, function: Callable[..., Any], run: Run, *arguments: Any) -> Any:
        key = (function, run.id, arguments)
        if key not in self._known:
            self._known[key] = function(run, *arguments)
        return self._known[key]

    def of_answers(self, function: Callable[..., Any], run: Run, task: str, *arguments: Any) -> Any:
        key = (function, run.id, task, arguments)
        if key not in self._known:
            self._known[key] = function(self.answers(run, task), *arguments)
        return self._known[key]


class Source:
    """A run as a report may know it: see `allowed`. `texts`: with the examples' words."""

    def __init__(self, run: Run, *, tasks: Sequence[str] = (), texts: bool = True, data: Path | None = None,
                 controls: Controls = lambda run, task: ([], []), memory: Memory | None = None) -> None:  # fmt: skip
        self.run = allowed.cleaned(run)
        same = (self.run.tasks, self.run.snapshots) == (run.tasks, run.snapshots)
        self.memory = memory if memory is not None and same else Once()  # what is remembered holds names as they were
        self.asked, self.texts, self.data, self.controls = tuple(tasks), texts, data, controls
        self.about = caption.of_run(self.run)
        self.used: list[str] = []  # keys of the formulas of the sections that are written already

    @cached_property
    def plan(self) -> Plan | None:
        return allowed.plan(self.run)

    @cached_property
    def pairs(self) -> dict[str, selection.Pair]:
        """The two snapshots of every task that can be compared: after its own stage, and after the last."""
        found = {}
        for task in self.asked or self.run.tasks:
            try:
                found[task] = selection.pair(self.run, task)
            except UserError:
                continue
            if (self.run.snapshots[found[task].first].name, task) not in self.run.trained:
                del found[task]  # an untrained head answered: nothing it got right could be forgotten
        return found

    def each(self) -> list[str]:
        """The tasks that can be compared. Raises UserError where there is none."""
        if not self.pairs:
            raise UserError("nothing can be compared: " + "; ".join(self.left_out))
        return list(self.pairs)

    @cached_property
    def left_out(self) -> list[str]:
        """Why the other tasks are in no comparison."""
        return [f"{self.record(t).title or t}: {self._why_not(t)}" for t in self.asked or self.run.tasks
                if t not in self.pairs]  # fmt: skip

    def _why_not(self, task: str) -> str:
        try:
            selection.pair(self.run, task)
        except UserError as error:
            return str(error).partition(": choose")[0]  # which is for whom looks at it now
        return "its head was not trained when the comparison would begin"

    def record(self, task: str) -> TaskRecord:
        return self.run.tasks[task]

    def name(self, task: str) -> str:
        """As a paper would write it."""
        return self.record(task).title or task

    def answers(self, task: str) -> TaskAnswers:
        return self.memory.answers(self.run, task)

    def of(self, function: Callable[..., Any], task: str, *more: Any) -> Any:
        """`function(answers, first, second, *more)` of a task that can be compared, remembered."""
        return self.memory.of_answers(function, self.run, task, *self.pairs[task], *more)

    def evidence(self, task: str) -> evidence.Evidence:
        return self.of(evidence.evidence, task, None, None)

    def counts(self, task: str) -> counts.CountTable:
        return self.of(counts.count_table, task)

    def between(self, task: str) -> str:
        """`first: 1 (after cola), second: 3 (after mrpc)`."""
        return caption.between(*(self.run.snapshots[i] for i in self.pairs[task]))

    @cached_property
    def matrix(self) -> ResultMatrix:
        folders = alone.matching(self.run, store.list_runs(self.run.folder.parent))
        others = [store.open_run(folder) for folder in folders]
        find_alone = partial(alone.alone, self.run, others, self.memory.answers)
        return result_matrix(self.run, self.answers, None, find_alone)

    @cached_property
    def cells(self) -> Cells:
        """The evidence of every change in the transfer matrix."""
        of_answers = self.memory.of_answers
        return cells(
            self.run, self.matrix, lambda task, *at: of_answers(evidence.difference, self.run, task, *at, None)
        )
