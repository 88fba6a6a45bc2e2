"""Which tasks can be used here, and where their data come from."""

import functools
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from engine.errors import UserError
from engine.tasks.loading import find, load, missing, names
from engine.tasks.local import find_folder
from engine.tasks.task import Task


@dataclass(frozen=True)
class Availability:
    """One task as `python -m engine data` and the Launch page show it."""

    task: str
    title: str
    kind: str  # "" if its task.json cannot be read
    where: str  # "local: cola/train.tsv, cola/dev.tsv", "hub: nyu-mll/glue cola" (if reachable), "generated", "nowhere"
    train_rows: int | None = None  # None: not known before it is downloaded
    evaluation_rows: int | None = None
    official: bool | None = None
    problem: str = ""  # why it cannot be used, or in what it differs from the official split


def availability(data: Path | None, wanted: Collection[str] | None = None) -> list[Availability]:
    """Every task, or the `wanted` ones. Local files are read to the end: a wrong one is known before a run needs it.

    The hub is not asked. Answers are remembered until a file changes.
    """
    return [_look(name, data) for name in names(data) if wanted is None or name in wanted]


def _look(name: str, data: Path | None) -> Availability:
    try:
        task = find(name, data)
    except UserError as error:
        return Availability(name, name, "", "nowhere", problem=str(error))
    if task.files is None and task.hub is None or find_folder(task, data):
        return _read(task, data, _stamp(task, data))
    if task.hub:
        return Availability(name, task.title, task.kind, f"hub: {task.hub.path} {task.hub.config or ''}".strip())
    return Availability(name, task.title, task.kind, "nowhere", problem=missing(task, data))


@functools.lru_cache(maxsize=256)
def _read(task: Task, data: Path | None, stamp: tuple) -> Availability:
    """What reading the task gives. `stamp` is not used but for remembering: it changes with the files."""
    try:
        found = load(task.name, data)
    except UserError as error:
        return Availability(task.name, task.title, task.kind, "nowhere", problem=str(error))
    note = "" if found.official else found.split_note
    rows = len(found.train), len(found.evaluation)
    return Availability(task.name, task.title, task.kind, found.source, *rows, found.official, note)


def _stamp(task: Task, data: Path | None) -> tuple:
    """Names, sizes and times of the files in the task's folder."""
    folder = find_folder(task, data)
    entries = sorted(folder.rglob("*")) if folder else []
    return tuple((str(e), e.stat().st_size, e.stat().st_mtime_ns) for e in entries if e.is_file())
