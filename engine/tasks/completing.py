"""Examples become a task's data: the label list is resolved, and the splits are compared with the official ones."""

from collections.abc import Sequence
from dataclasses import replace

from engine import metrics
from engine.errors import UserError
from engine.tasks.malformed import Malformed
from engine.tasks.readers import label_order
from engine.tasks.task import Example, Official, Task, TaskData, fingerprint


def complete(
    task: Task,
    train: Sequence[Example],
    evaluation: Sequence[Example],
    source: str,
    wrong: Malformed | None = None,
    note: str = "",
) -> TaskData:
    """TaskData with the label list resolved and the splits compared with the official ones.

    UserError for a task of one label, or a metric that does not suit the labels.
    """
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
    official, compared = compare(task, train, evaluation)
    dropped = wrong.note() if wrong else ""
    said = "; ".join(filter(None, (note, compared, dropped)))
    return TaskData(task, tuple(train), tuple(evaluation), source, official, said, wrong.total if wrong else 0)


def compare(task: Task, train: Sequence[Example], evaluation: Sequence[Example]) -> tuple[bool | None, str]:
    """Is this an official split, and in what does it differ from the first of them? (None, "") if there is none."""
    found = [_differences(task, official, train, evaluation) for official in task.official]
    for official, differences in zip(task.official, found, strict=True):
        if not differences:
            return True, official.version
    return (False, "; ".join(found[0])) if found else (None, "")


def _differences(
    task: Task, official: Official, train: Sequence[Example], evaluation: Sequence[Example]
) -> list[str]:  # fmt: skip
    version = f" ({official.version})" if official.version else ""
    found = []
    for name, examples, rows, mark in (
        ("train", train, official.train_rows, official.train_fingerprint),
        (task.evaluation_name, evaluation, official.evaluation_rows, official.evaluation_fingerprint),
    ):
        if len(examples) != rows:
            found.append(f"{name} has {len(examples):,} examples, the official one{version} {rows:,}")
        elif mark and fingerprint(examples) != mark:
            found.append(f"{name} has as many examples as the official one{version}, but their content differs")
    return found


def _labels_of(example: Example) -> tuple[str, ...]:
    return example.gold if isinstance(example.gold, tuple) else (str(example.gold),)
