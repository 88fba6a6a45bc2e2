"""Which tasks can be used here, and where their data come from."""

import functools
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from engine.errors import UserError
from engine.tasks.loading import find, load, missing, names
from engine.tasks.local import find_folder
from engine.tasks.size import Size, measure
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
    malformed: int = 0  # rows that are refused unless the plan drops them; they are not among the rows above


def availability(data: Path | None, wanted: Collection[str] | None = None) -> list[Availability]:
    """Every task, or the `wanted` ones. Local files are read to the end: a wrong one is known before a run needs it.

    Very large ones are only counted. The hub is not asked. Answers are remembered until a file changes.
    """
    return [_look(name, data) for name in names(data) if wanted is None or name in wanted]


def _look(name: str, data: Path | None) -> Availability:
    try:
        task = find(name, data)
    except UserError as error:
        return Availability(name, name, "", "nowhere", problem=str(error))
    if folder := find_folder(task, data):
        try:
            size = measure(task, folder)
        except UserError as error:
            return Availability(name, task.title, task.kind, "nowhere", problem=str(error))
        return _counted(task, size) if size.is_large else _read(task, data, size)
    if not task.files and task.hub is None:
        return _read(task, data, None)
    if task.hub:
        return Availability(name, task.title, task.kind, f"hub: {task.hub.path} {task.hub.config or ''}".strip())
    return Availability(name, task.title, task.kind, "nowhere", problem=missing(task, data))


@functools.lru_cache(maxsize=256)
def _read(task: Task, data: Path | None, size: Size | None) -> Availability:
    """What reading the task gives. `size` is not used but for remembering: it changes with the files."""
    try:
        found = load(task.name, data, malformed="drop")
        note = "" if found.official and not found.malformed else found.split_note
        if found.malformed:
            note = _refusal(task, data)
    except UserError as error:
        return Availability(task.name, task.title, task.kind, "nowhere", problem=str(error))
    rows = len(found.train), len(found.evaluation)
    source = found.source if not found.malformed else found.source.replace(" dropped)", ")")
    return Availability(task.name, task.title, task.kind, source, *rows, found.official, note, found.malformed)


def _refusal(task: Task, data: Path | None) -> str:
    """What a run would be told that does not drop malformed rows."""
    try:
        load(task.name, data)
    except UserError as error:
        return str(error)
    return ""


@functools.lru_cache(maxsize=64)
def _counted(task: Task, size: Size) -> Availability:
    train, evaluation = size.rows()
    same = any((train, evaluation) == (o.train_rows, o.evaluation_rows) for o in task.official)
    note = f"only counted here, as it is large ({size.bytes / 1e6:,.0f} MB): what is in it is checked when a run begins"
    official = None if same or not task.official else False  # the number of rows alone proves nothing
    if official is False:
        first = task.official[0]
        note += f"; the official splits have {first.train_rows:,} and {first.evaluation_rows:,} rows"
    return Availability(task.name, task.title, task.kind, f"local: {size.names}", train, evaluation, official, note)
