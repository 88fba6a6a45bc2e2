"""Runs whose encoders cut texts differently, over what all of them evaluated: in every number, not in some."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from engine.analysis.comparability import AnswersOf, HashesOf, Joined, join
from engine.analysis.profile import Profile
from engine.answers import TaskAnswers
from engine.errors import UserError

if TYPE_CHECKING:
    from engine.store import Run


@dataclass(frozen=True)
class Across:
    """Scores of runs over the units that all of them evaluated."""

    profiles: Mapping[str, Profile]  # by run id
    notes: tuple[tuple[str, str], ...]  # task, and which units were left out
    refused: tuple[tuple[str, str], ...]  # task, and why it cannot be compared even so


class Shared:
    """The runs' answers to the units they have in common. A task is joined when it is asked for, and once."""

    def __init__(self, runs: Sequence[Run], answers_of: AnswersOf, hashes_of: HashesOf) -> None:
        self._runs, self._sources = tuple(runs), (answers_of, hashes_of)
        self._joined: dict[str, Joined] = {}

    def joined(self, task: str) -> Joined:
        """Raises UserError with what differs where they cannot be compared even so."""
        if task not in self._joined:
            self._joined[task] = join(self._runs, task, *self._sources, across_tokenizers=True)
        return self._joined[task]

    def answers(self, run: Run, task: str) -> TaskAnswers:
        """As `store.read_answers`, but of the common units alone. Raises UserError as `joined` does."""
        return self.joined(task).of(run)


def across(
    runs: Sequence[Run],
    answers_of: AnswersOf,
    hashes_of: HashesOf,
    profile_of: Callable[[Run, Callable[[str], TaskAnswers]], Profile],
) -> Across:
    """`profile_of(run, answers of a task)` scores a run. A task that is refused is scored over each run's own units."""
    shared, notes, refused = Shared(runs, answers_of, hashes_of), {}, {}
    for task in dict.fromkeys(task for run in runs for task in run.tasks):
        try:
            notes[task] = shared.joined(task).note
        except UserError as error:
            refused[task] = str(error)

    def scored(run: Run) -> Profile:
        def answers(task: str) -> TaskAnswers:
            return answers_of(run, task) if task in refused else shared.answers(run, task)

        records = {name: record if name in refused else answers(name).task for name, record in run.tasks.items()}
        return profile_of(replace(run, tasks=records), answers)

    said = tuple((task, note) for task, note in notes.items() if note)
    return Across({run.id: scored(run) for run in runs}, said, tuple(refused.items()))
