"""A task's files in the local data folder, and whether they are the official split."""

import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from engine import metrics
from engine.errors import UserError
from engine.tasks.readers import Source, label_order, read
from engine.tasks.task import Example, Files, Task, TaskData, fingerprint


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
    if data is None or task.files is None:
        return None
    return next((data / name for name in task.files.folders if (data / name).is_dir()), None)


def load_local(task: Task, folder: Path) -> TaskData:
    """The task from its files in `folder`. UserError says which file is missing, or which line is wrong."""
    assert task.files is not None
    sources = [_source(folder, names) for names in (task.files.train, task.files.evaluation)]
    train, evaluation = (read(source, task.files, task.kind, task.labels) for source in sources)
    return complete(task, train, evaluation, "local: " + ", ".join(source.name for source in sources))


def complete(task: Task, train: Sequence[Example], evaluation: Sequence[Example], source: str) -> TaskData:
    """TaskData with the label list resolved and the splits compared with the official ones."""
    if task.labels is None and task.kind != "regression":
        seen = {label for example in (*train, *evaluation) for label in _labels_of(example)}
        task = replace(task, labels=label_order(seen))
        if len(seen) == 1:
            raise UserError(
                f"{task.name}: all examples have the label {seen.pop()!r}; a task needs at least two labels"
            )
    for metric in task.metrics:
        if not metrics.suits(metric, task.kind, task.labels or ()):
            labels = ", ".join(task.labels or ())
            raise UserError(f"{task.name}: metric {metric!r} does not suit these labels: {labels}")
    official, note = compare(task, train, evaluation)
    return TaskData(task, tuple(train), tuple(evaluation), source, official, note)


def compare(task: Task, train: Sequence[Example], evaluation: Sequence[Example]) -> tuple[bool | None, str]:
    """Is this the official split, and in what does it differ? (None, "") if there is no official one."""
    official = task.official
    if official is None:
        return None, ""
    version = f" ({official.version})" if official.version else ""
    differences = []
    for name, examples, rows, mark in (
        ("train", train, official.train_rows, official.train_fingerprint),
        (task.evaluation_name, evaluation, official.evaluation_rows, official.evaluation_fingerprint),
    ):
        if len(examples) != rows:
            differences.append(f"{name} has {len(examples):,} examples, the official one{version} {rows:,}")
        elif mark and fingerprint(examples) != mark:
            differences.append(f"{name} has as many examples as the official one{version}, but their content differs")
    if differences:
        return False, "; ".join(differences)
    return True, official.version


def _source(folder: Path, names: tuple[str, ...]) -> Source:
    for name in names:
        if (folder / name).is_file():
            return Source(f"{folder.name}/{name}", path=folder / name)
    there = sorted(entry.name for entry in folder.iterdir()) or ["nothing"]
    raise UserError(f"{folder.name}/{' or '.join(names)} is missing. In that folder there is: {', '.join(there[:12])}")


def _labels_of(example: Example) -> tuple[str, ...]:
    return example.gold if isinstance(example.gold, tuple) else (str(example.gold),)


def expected_files(files: Files) -> str:
    """What to put where, for messages: `cola/train.tsv and cola/dev.tsv`."""
    return f"{files.folders[0]}/{files.train[0]} and {files.folders[0]}/{files.evaluation[0]}"
