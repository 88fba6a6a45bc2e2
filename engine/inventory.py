"""What runs there are, from their small documents alone: searched, filtered and sorted without opening a database."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from engine import launch, store
from engine.errors import UserError
from engine.settings import unknown
from engine.store import DiskUse, Notes, Progress

_OF_AN_ID = 6  # characters: a shorter word is found in the date and hash of every other id


@dataclass(frozen=True)
class Entry:
    """A run as lists know it."""

    folder: Path
    name: str
    kind: str  # "plan" or "import"
    tasks: tuple[str, ...]  # as stages name them, in their order
    encoder: str
    strategy: str
    seed: int | None
    sweep: str
    progress: Progress
    notes: Notes

    @property
    def id(self) -> str:
        return self.folder.name

    @property
    def state(self) -> str:
        return self.progress.state

    @property
    def seconds(self) -> float | None:
        """Wall time from its beginning to its end."""
        began, ended = self.progress.started, self.progress.finished
        return ended - began if began and ended else None

    @cached_property
    def disk(self) -> DiskUse:
        return store.disk_use(self.folder)

    def says(self, word: str) -> bool:
        """Is a word, in any case, in name, tasks, encoder, strategy, seed, sweep, tags, note; a long one in the id?"""
        return word.casefold() in self._said or (len(word) >= _OF_AN_ID and word.casefold() in self.id.casefold())

    @cached_property
    def _said(self) -> str:
        parts = (self.name, *self.tasks, self.encoder, self.strategy, f"seed {self.seed}", self.sweep)
        return "\n".join((*parts, *self.notes.tags, self.notes.note)).casefold()


def entries(runs: Path) -> list[Entry]:
    """All runs, the newest first."""
    return [entry(folder) for folder in store.list_runs(runs)]


def entry(folder: Path) -> Entry:
    """What the documents of one run say; what is missing or odd reads as nothing."""
    try:
        plan = store.read_plan(folder)
    except UserError:
        plan = {}
    about, seed, strategy = store.read_about(folder), plan.get("seed"), plan.get("strategy", "sequential")
    return Entry(
        folder=folder,
        name=str(about.get("name") or plan.get("name") or folder.name),
        kind="import" if plan.get("kind") == "import" else "plan",
        tasks=tuple(dict.fromkeys(_tasks(plan))),
        encoder=str(plan.get("encoder", "")),
        strategy=str(strategy.get("name", "") if isinstance(strategy, dict) else strategy),
        seed=seed if isinstance(seed, int) else None,
        sweep=str(about.get("sweep") or ""),
        progress=launch.status(folder),
        notes=store.read_notes(folder),
    )


def search(found: Iterable[Entry], words: str = "", tags: Sequence[str] = (), archived: bool = False) -> list[Entry]:
    """The entries in which each of the words stands, in any case, and that carry each of the tags.

    Archived ones are among them only if asked for.
    """
    named = {tag.casefold() for tag in tags}
    return [
        e
        for e in found
        if (archived or not e.notes.archived)
        and all(map(e.says, words.split()))
        and named <= {tag.casefold() for tag in e.notes.tags}
    ]


def tags(found: Iterable[Entry]) -> list[str]:
    """Every tag that a run carries, by name."""
    return sorted({tag for e in found for tag in e.notes.tags}, key=str.casefold)


_ORDERS: dict[str, tuple[Callable[[Entry], Any], bool]] = {  # name: (key, descending)
    "newest": (lambda e: e.progress.created, True),
    "oldest": (lambda e: e.progress.created, False),
    "name": (lambda e: e.name.casefold(), False),
    "encoder": (lambda e: e.encoder.casefold(), False),
    "longest": (lambda e: e.seconds or 0.0, True),  # training
    "largest": (lambda e: e.disk.total, True),  # on disk
}
ORDERS = tuple(_ORDERS)


def ordered(found: Iterable[Entry], order: str = "newest") -> list[Entry]:
    """The entries in one of ORDERS; ties as they came. Raises UserError for another."""
    if order not in _ORDERS:
        raise UserError(unknown("order", order, list(_ORDERS)))
    key, descending = _ORDERS[order]
    return sorted(found, key=key, reverse=descending)


def _tasks(plan: dict[str, Any]) -> list[str]:
    stages = plan.get("stages")
    found = [stage.get("tasks") for stage in stages if isinstance(stage, dict)] if isinstance(stages, list) else []
    named = [str(task) for each in found if isinstance(each, list) for task in each]
    extra = plan.get("evaluate")
    named += [str(task) for task in extra] if isinstance(extra, list) else []
    return named or ([str(plan["task"])] if plan.get("task") else [])
