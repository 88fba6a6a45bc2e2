"""A task's files in the local data folder: which of its forms they have, and what is in them."""

import os
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from engine.errors import UserError
from engine.tasks.completing import complete
from engine.tasks.malformed import Malformed
from engine.tasks.readers import Source, read, width
from engine.tasks.task import Example, Files, Task, TaskData


@dataclass(frozen=True)
class Split:
    """One split's file, or folder of files, and the form it has."""

    source: Source
    files: Files


def data_folder(explicit: str | Path | None = None) -> Path | None:
    """The folder that holds the data sets: `explicit`, else `$LETHE_DATA`, else `data/` if it exists.

    UserError if the one that was asked for does not exist.
    """
    for value, origin in ((explicit, "the data folder"), (os.environ.get("LETHE_DATA"), "LETHE_DATA")):
        if value:
            folder = Path(value).expanduser()
            if not folder.is_dir():
                raise UserError(
                    f"{origin} {str(value)!r} is not a folder; it should hold folders such as cola/ and mrpc/"
                )
            return folder
    return Path("data") if Path("data").is_dir() else None


def find_folder(task: Task, data: Path | None) -> Path | None:
    """The folder with the task's files, or None if there is none."""
    if data is None:
        return None
    names = dict.fromkeys(name for form in task.files for name in form.folders)
    return next((data / name for name in names if (data / name).is_dir()), None)


def find_splits(task: Task, folder: Path) -> tuple[Split, Split]:
    """Train and evaluation in `folder`, each in the first of the task's forms that it has.

    UserError if one is missing, or has as many columns as no form.
    """
    train, evaluation = (_split(task, folder, split) for split in ("train", "evaluation"))
    return train, evaluation


def load_local(
    task: Task, folder: Path, malformed: str = "refuse", elsewhere: Collection[str] = frozenset()
) -> TaskData:
    """The task from its files in `folder`; malformed rows are refused, or dropped and counted.

    elsewhere: contents of what the other members of its family are evaluated on; see engine/tasks/families.py.
    UserError says which file is missing, or which line is wrong.
    """
    train, evaluation = find_splits(task, folder)
    wrong, notes = Malformed(task.name, malformed), []
    rows = _read(task, train, wrong)
    if train.files.held_out:
        rows, held, note = _parted(task, train, rows)
        sources, notes = [train], [note]
    else:
        held = _read(task, evaluation, wrong)
        sources = [train, evaluation]
    if train.files.disjoint:
        rows, note = _without(rows, held, elsewhere)
        notes.append(note)
        if not rows:
            raise train.source.wrong(None, f"{task.name} has no training rows that it is not evaluated on")
    named = ", ".join(wrong.said(split.source.name) for split in sources)
    return complete(task, rows, held, f"local: {named}", wrong, "; ".join(filter(None, notes)))


def evaluated(task: Task, folder: Path) -> tuple[Example, ...]:
    """The rows that the task is evaluated on, but for malformed ones. UserError where a split cannot be read."""
    train, evaluation = find_splits(task, folder)
    rows = _read(task, evaluation, None)
    return _parted(task, train, rows)[1] if train.files.held_out else rows


def expected_files(task: Task) -> str:
    """What to put where, for messages: `cola/train.tsv and cola/dev.tsv`."""
    files = task.files[0]
    names = dict.fromkeys((files.train[0], files.evaluation[0]))
    return " and ".join(f"{files.folders[0]}/{name}" for name in names)


def _read(task: Task, split: Split, wrong: Malformed | None) -> tuple[Example, ...]:
    """The rows of one split, malformed ones as `wrong` has it; passed over if it is None."""

    def found(malformed: list[UserError]) -> tuple[Example, ...]:
        return read(
            split.source, split.files, task.kind, task.labels, repair=task.repair, span=task.span, malformed=malformed
        )

    return found([]) if wrong is None else wrong.read(split.source.name, found)


def _parted(
    task: Task, split: Split, rows: tuple[Example, ...]
) -> tuple[tuple[Example, ...], tuple[Example, ...], str]:
    """One file's rows as train and evaluation, and how they were parted."""
    cut = len(rows) - max(1, round(len(rows) * split.files.held_out))
    if cut < 1:
        raise split.source.wrong(None, f"{len(rows)} row of {task.name} is too little to train and to evaluate on")
    note = f"no official split: of {len(rows):,} rows in the file's order the last {len(rows) - cut:,} are held out"
    if lacking := [label for label in task.labels or () if all(e.gold != label for e in rows[cut:])]:
        note += f", none of them {' or '.join(lacking)}"
    return rows[:cut], rows[cut:], note


def _without(
    rows: tuple[Example, ...], held: tuple[Example, ...], elsewhere: Collection[str]
) -> tuple[tuple[Example, ...], str]:
    """The training rows whose text is not evaluated on, and how many were left out."""
    texts = {content for example in held for content in example.contents()}
    others = tuple(example for example in rows if example.contents().isdisjoint(texts))
    kept = tuple(example for example in others if example.contents().isdisjoint(elsewhere))
    left, of_others = len(rows) - len(kept), len(others) - len(kept)
    if not left:
        return kept, ""
    where = f", {of_others:,} of them by another task of its family" if of_others else ""
    return kept, f"{left:,} training row{'s' * (left > 1)} left out: their text is evaluated on{where}"


def _split(task: Task, folder: Path, split: str) -> Split:
    seen = ""
    for files in task.files:
        if folder.name not in files.folders:
            continue
        for name in getattr(files, split):
            path = folder / name
            if files.format == "reviews" and path.is_dir() or files.format != "reviews" and path.is_file():
                found = Split(Source(f"{folder.name}/{name}", _unit(files), path), files)
                if files.width in (None, there := width(found.source, files) if files.width else None):
                    return found
                seen = f"{found.source.name} has {there} columns in its first line; expected {_widths(task)}"
    if seen:
        raise UserError(seen)
    names = " or ".join(getattr(task.files[0], split))
    there = sorted(entry.name for entry in folder.iterdir()) or ["nothing"]
    raise UserError(f"{folder.name}/{names} is missing. In that folder there is: {', '.join(there[:12])}")


def _unit(files: Files) -> str:
    return {"json": "item", "reviews": "file"}.get(files.format, "line")


def _widths(task: Task) -> str:
    return " or ".join(str(files.width) for files in task.files if files.width)
