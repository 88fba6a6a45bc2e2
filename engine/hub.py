"""Data sets from the Hugging Face hub, at a pinned revision. The only file that knows `datasets`."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import datasets

from engine.errors import UserError
from engine.tasks import Malformed
from engine.tasks.readers import REPAIRS, Gathering, Origin
from engine.tasks.task import Example, Hub, Task


def load_hub(task: Task, malformed: Malformed | None = None) -> tuple[tuple[Example, ...], tuple[Example, ...]]:
    """Train and evaluation examples of a task that names a hub data set; downloaded once, then from the local cache.

    Malformed rows are refused, unless `malformed` says otherwise.

    UserError if the hub cannot be reached, or if what it has is not what the task's entry says.
    """
    if task.hub is None:
        raise UserError(f"{task.name} has no data set on the hub")
    malformed = malformed or Malformed(task.name)
    train, evaluation = (
        malformed.read(name, partial(_split, task, task.hub, name)) for name in (task.hub.train, task.hub.evaluation)
    )
    return train, evaluation


def _split(task: Task, hub: Hub, name: str, malformed: list[UserError]) -> tuple[Example, ...]:
    origin = Origin(" ".join(filter(None, (hub.path, hub.config, name))), unit="row")
    try:
        table = datasets.load_dataset(hub.path, hub.config, split=name, revision=hub.revision)
    except Exception as error:  # whatever goes wrong between here and somebody else's server and files
        message = str(error).strip().split("\n")[0]
        raise origin.wrong(None, f"could not be loaded from the hub ({type(error).__name__}: {message})") from error
    for column in (*hub.texts, hub.label):
        if column not in table.column_names:
            raise origin.wrong(None, f"there is no column {column!r}. There is: {', '.join(table.column_names)}")
    names = hub.names or _label_names(table.features[hub.label])
    rows = table.select_columns([*hub.texts, hub.label])
    gathering = Gathering(origin, task.kind, task.labels, task.span, malformed)
    for number, row in enumerate(rows, 1):
        gathering.take(number, partial(_example, origin, number, row, hub, task, names))
    return gathering.examples()


def _label_names(feature: Any) -> Sequence[str] | None:
    """What the integers of a column of labels, or of lists of labels, stand for, if the data set says so."""
    feature = getattr(feature, "feature", feature)
    return feature.names if isinstance(feature, datasets.ClassLabel) else None


def _example(
    origin: Origin, number: int, row: Mapping[str, Any], hub: Hub, task: Task, names: Sequence[str] | None
) -> Example:
    values = [row[column] for column in hub.texts]
    gold = row[hub.label]
    if any(value is None for value in (*values, gold)):
        raise origin.wrong(number, f"an empty {', '.join((*hub.texts, hub.label))}")
    if task.kind == "token":
        words = tuple(values[0])
        if len(words) != len(gold):
            raise origin.wrong(number, f"{len(words)} words, but {len(gold)} labels")
        return Example(words=words, gold=tuple(_label(origin, number, value, names) for value in gold))
    texts = tuple(map(REPAIRS[task.repair], values))
    if task.kind == "sequence" and len(texts) > 1:  # as in local files: title and body are one text
        texts = (" ".join(filter(None, texts)),)
    if task.kind == "regression":
        return Example(texts=texts, gold=float(gold))
    return Example(texts=texts, gold=_label(origin, number, gold, names))


def _label(origin: Origin, number: int, value: Any, names: Sequence[str] | None) -> str:
    if names is None or isinstance(value, str):
        return str(value)
    if not 0 <= value < len(names):
        raise origin.wrong(number, f"label {value}, expected 0 to {len(names) - 1} ({', '.join(names)})")
    return names[value]
