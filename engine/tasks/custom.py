"""A user's own data set: a folder in the data folder with a `task.json`. No code.

    {"title": "My reviews", "kind": "sequence",
     "format": "tsv", "files": {"train": "train.tsv", "evaluation": "dev.tsv"}, "encoding": "utf-8", "header": true,
     "columns": {"text": "review", "label": "stars"}, "labels": "from the data", "metrics": ["accuracy"]}

With "hub": {"path": ..., "revision": ...} in place of "files" and "format", the data come from the Hugging Face hub.
"""

import codecs
import json
import os
import re
from collections.abc import Mapping
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Any

from engine.errors import UserError
from engine.metrics import METRICS
from engine.settings import unknown
from engine.tasks.readers import FORMATS
from engine.tasks.task import KINDS, Files, Hub, Task

FILE = "task.json"
FROM_THE_DATA = "from the data"
_KEYS = (
    "title", "kind", "description", "files", "hub", "format", "columns", "header", "encoding", "tags", "labels",
    "metrics", "evaluation_name", "citation",
)  # fmt: skip
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*")  # "+" joins tasks and "#" counts stages
_DEFAULT_METRICS = {
    "sequence": ("accuracy",),
    "pair": ("accuracy",),
    "token": ("token_accuracy",),
    "regression": ("pearson", "spearman"),
}


def names(data: Path | None) -> list[str]:
    """The folders in `data` that hold a task.json, in alphabetical order."""
    if data is None or not data.is_dir():
        return []
    # os.path.isfile: a folder that may not be read, such as lost+found, is no error
    return sorted(entry.name for entry in data.iterdir() if os.path.isfile(entry / FILE))


def read_task(folder: Path) -> Task:
    """The task that `folder/task.json` describes. UserError names the file, the key, and what was expected."""
    entry = _Entry(f"{folder.name}/{FILE}", {})
    if not _NAME.fullmatch(folder.name):
        raise entry.wrong(
            "", f"the folder's name is the task's: use only letters, digits, '_', '.' and '-', not {folder.name!r}"
        )
    try:
        document = json.loads((folder / FILE).read_text("utf-8-sig"))
    except (OSError, ValueError) as error:
        raise entry.wrong("", f"not valid JSON ({error})") from error
    if not isinstance(document, dict):
        raise entry.wrong("", f"expected a JSON object, got {type(document).__name__}")
    entry = _Entry(entry.file, document)
    entry.only(_KEYS)
    kind = entry.choice("kind", KINDS)
    if ("files" in document) == ("hub" in document):
        raise entry.wrong("files", 'give either "files" (a local data set) or "hub" (one from the Hugging Face hub)')
    files = _files(entry, folder.name, kind) if "files" in document else None
    return Task(
        name=folder.name,
        title=entry.text("title", folder.name),
        kind=kind,
        description=entry.text("description", ""),
        metrics=_metrics(entry, kind),
        labels=_labels(entry, kind),
        evaluation_name=entry.text("evaluation_name", "evaluation"),
        files=(files,) if files else (),
        hub=None if files else _hub(entry, kind),
        citation=entry.text("citation", ""),
    )


class _Entry:
    """A JSON object of a task.json, and the errors that name its file and keys."""

    def __init__(self, file: str, document: Mapping[str, Any], where: str = ""):
        self.file = file
        self.document = document
        self.where = where  # "files." inside the object `files`

    def wrong(self, key: str, message: str) -> UserError:
        return UserError(f"{self.file}: {self.where}{key}: {message}" if key else f"{self.file}: {message}")

    def only(self, known: tuple[str, ...]) -> None:
        for key in self.document:
            if key not in known:
                raise self.wrong(key, unknown("key", key, known))

    def text(self, key: str, default: str | None = None) -> str:
        value = self.document.get(key, default)
        if not isinstance(value, str) or (not value and default is None):
            raise self.wrong(key, f"needs a text, got {value!r}" if key in self.document else "is missing")
        return value

    def choice(self, key: str, choices: tuple[str, ...]) -> str:
        value = self.text(key)
        if value not in choices:
            raise self.wrong(key, unknown(key, value, choices))
        return value

    def inside(self, key: str, known: tuple[str, ...]) -> "_Entry":
        value = self.document.get(key, {})
        if not isinstance(value, dict):
            raise self.wrong(key, f"expected an object with {', '.join(known)}, got {value!r}")
        entry = _Entry(self.file, value, f"{self.where}{key}.")
        entry.only(known)
        return entry

    def texts(self, key: str) -> tuple[str, ...]:
        value = self.document[key]
        if not isinstance(value, list) or not value or not all(isinstance(v, str) and v for v in value):
            raise self.wrong(key, f"expected a list of texts, got {value!r}")
        if len(set(value)) < len(value):
            raise self.wrong(key, f"names something twice: {value!r}")
        return tuple(value)

    def column(self, key: str) -> str | int:
        if key not in self.document:
            raise self.wrong(key, "is missing: the name of a column, or its number counted from 0")
        value = self.document[key]
        if isinstance(value, bool) or not isinstance(value, (str, int)) or (isinstance(value, int) and value < 0):
            raise self.wrong(key, f"must be the name of a column or its number counted from 0, got {value!r}")
        return value


def _files(entry: _Entry, folder: str, kind: str) -> Files:
    inside = entry.inside("files", ("train", "evaluation"))
    format = entry.choice("format", FORMATS)
    if format in ("conll", "conllu") and kind != "token":
        raise entry.wrong("format", f"{format} files hold one label per word: kind must be 'token', not {kind!r}")
    if kind == "token" and format in ("tsv", "csv"):
        raise entry.wrong("format", "a token task needs conll, conllu or jsonl (lists of words and labels)")
    header = entry.document.get("header", True)
    if not isinstance(header, bool):
        raise entry.wrong("header", f"must be true or false, got {header!r}")
    encoding = entry.text("encoding", "utf-8")
    try:
        codecs.lookup(encoding)
    except LookupError as error:
        raise entry.wrong("encoding", f"there is no encoding {encoding!r}; try utf-8 or latin-1") from error
    texts, label = _columns(entry, kind, optional=format in ("conll", "conllu"))
    paths = [_safe_path(inside, key) for key in ("train", "evaluation")]
    return Files((folder,), (paths[0],), (paths[1],), format, texts, label, _tags(entry), header, encoding)


def _columns(entry: _Entry, kind: str, optional: bool) -> tuple[tuple[str | int, ...], str | int]:
    """Columns of the text(s) and of the label. The column formats know where theirs are."""
    known = ("text", "text_b", "label") if kind == "pair" else ("text", "label")
    inside = entry.inside("columns", known)
    given = inside.document if optional else known
    texts = tuple(inside.column(key) for key in known[:-1] if key in given)
    return texts, inside.column("label") if "label" in given else "label"


def _safe_path(entry: _Entry, key: str) -> str:
    """A file inside the folder, whichever system's way of writing paths is used."""
    path = entry.text(key)
    for pure in (PurePosixPath(path), PureWindowsPath(path)):
        if pure.is_absolute() or pure.drive or ".." in pure.parts:
            raise entry.wrong(key, f"must be a file inside this folder, without '..' or a leading '/': got {path!r}")
    return path


def _tags(entry: _Entry) -> tuple[tuple[str, str | int], ...]:
    value = entry.document.get("tags", [])
    if isinstance(value, list):
        value = {str(column): column for column in value}
    if not isinstance(value, dict):
        raise entry.wrong("tags", f"expected a list of columns, or an object from name to column, got {value!r}")
    inside = _Entry(entry.file, value, "tags.")
    return tuple((name, inside.column(name)) for name in value)


def _labels(entry: _Entry, kind: str) -> tuple[str, ...] | None:
    value = entry.document.get("labels", FROM_THE_DATA)
    if kind == "regression":
        if value != FROM_THE_DATA:
            raise entry.wrong("labels", "a regression task has no labels")
        return None
    if value == FROM_THE_DATA:
        return None
    if not isinstance(value, list):
        raise entry.wrong("labels", f"expected a list of labels or {FROM_THE_DATA!r}, got {value!r}")
    labels = entry.texts("labels")
    if len(labels) < 2:
        raise entry.wrong("labels", f"a task needs at least two labels, got {value!r}")
    return labels


def _metrics(entry: _Entry, kind: str) -> tuple[str, ...]:
    if "metrics" not in entry.document:
        return _DEFAULT_METRICS[kind]
    metrics = entry.texts("metrics")
    suitable = [name for name, metric in METRICS.items() if kind in metric.tasks]
    for name in metrics:
        if name not in suitable:
            raise entry.wrong("metrics", unknown(f"metric for a {kind} task", name, suitable))
    return metrics


def _hub(entry: _Entry, kind: str) -> Hub:
    inside = entry.inside("hub", ("path", "revision", "config", "train", "evaluation"))
    for key in ("format", "header", "encoding", "tags"):
        if key in entry.document:
            raise entry.wrong(key, "is for local files; the hub knows it")
    texts, label = _columns(entry, kind, optional=False)
    for column in (*texts, label):
        if not isinstance(column, str):
            raise entry.wrong("columns", f"columns of a hub data set have names, got {column!r}")
    return Hub(
        path=inside.text("path"),
        revision=inside.text("revision"),
        config=inside.text("config") if "config" in inside.document else None,
        train=inside.text("train", "train"),
        evaluation=inside.text("evaluation", "validation"),
        texts=tuple(map(str, texts)),
        label=str(label),
    )
