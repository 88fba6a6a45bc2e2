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

    @cached_property
    def said(self) -> str:
        """Everything that a search looks in, in one case: name, id, tasks, encoder, strategy, sweep, tags and note."""
        parts = (self.name, self.id, *self.tasks, self.encoder, self.strategy, self.sweep, *self.notes.tags)
        return "\n".join((*parts, self.notes.note)).casefold()


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
    wanted, named = words.casefold().split(), {tag.casefold() for tag in tags}
    return [
        e
        for e in found
        if (archived or not e.notes.archived)
        and all(word in e.said for word in wanted)
        and named <= {tag.casefold() for tag in e.notes.tags}
    ]


def tags(found: Iterable[Entry]) -> list[str]:
    """Every tag that a run carries, by name."""
    return sorted({tag for e in found for tag in e.notes.tags}, key=str.casefold)


_ORDERS: dict[str, tuple[str, Callable[[Entry], Any], bool]] = {  # name: (in words, key, descending)
    "newest": ("newest first", lambda e: e.progress.created, True),
    "oldest": ("oldest first", lambda e: e.progress.created, False),
    "name": ("by name", lambda e: e.name.casefold(), False),
    "encoder": ("by encoder", lambda e: e.encoder.casefold(), False),
    "longest": ("longest training first", lambda e: e.seconds or 0.0, True),
    "largest": ("largest on disk first", lambda e: e.disk.total, True),
}
ORDERS = {name: words for name, (words, _, _) in _ORDERS.items()}


def ordered(found: Iterable[Entry], order: str = "newest") -> list[Entry]:
    """The entries in one of ORDERS; ties as they came. Raises UserError for another."""
    if order not in _ORDERS:
        raise UserError(unknown("order", order, list(_ORDERS)))
    _, key, descending = _ORDERS[order]
    return sorted(found, key=key, reverse=descending)


def _tasks(plan: dict[str, Any]) -> list[str]:
    stages = plan.get("stages")
    found = [stage.get("tasks") for stage in stages if isinstance(stage, dict)] if isinstance(stages, list) else []
    named = [str(task) for each in found if isinstance(each, list) for task in each]
    extra = plan.get("evaluate")
    named += [str(task) for task in extra] if isinstance(extra, list) else []
    return named or ([str(plan["task"])] if plan.get("task") else [])
