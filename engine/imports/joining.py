"""Predictions joined with the evaluation split by id, after every gold label was compared. Never silently."""

import math
from collections.abc import Iterable, Mapping

import numpy as np

from engine.answers import Answers, ExampleRecord, TaskRecord, Units
from engine.imports.predictions import Predictions
from engine.imports.row import Row
from engine.store import StoredTask
from engine.tasks import Example, Task, TaskData

NO_TEXT = "imported without the evaluation split: no texts, and labels as the files give them"


def join(task: Task, data: TaskData | None, predictions: Predictions) -> tuple[StoredTask, list[Answers]]:
    """The task as a run stores it, and the answers at each snapshot.

    UserError shows the first row whose gold label is not the data's, or whose label is not in the task's list.
    """
    for row in (row for column in predictions.columns.values() for row in column.values()):
        _check_labels(task, row)
    if data:
        for row in predictions.first.values():  # in the file's order, so that the first difference is the file's first
            _check_against(data, row)
    number = _numbers(task)
    dtype = np.float64 if task.kind == "regression" else np.int64
    units = Units(
        np.array([example for example, _ in predictions.units], np.int64),
        np.array([position for _, position in predictions.units], np.int64),
        np.array([number(predictions.first[unit].gold) for unit in predictions.units], dtype),
    )
    examples = _examples(data, predictions)
    record = _record(task, data, predictions, len(examples))
    answers = []
    for column in predictions.columns.values():
        rows = [column[unit] for unit in predictions.units]
        predicted = np.array([number(row.predicted) for row in rows], dtype)
        p_predicted = np.array([row.p_predicted for row in rows], np.float32)
        p_gold = np.array([_p_gold(row, len(record.labels)) for row in rows], np.float32)
        answers.append(Answers(predicted, p_predicted, p_gold))
    return StoredTask(record, 1, units, examples), answers  # the first column stands for the task's own stage


def _check_labels(task: Task, row: Row) -> None:
    for what, label in (("label", row.gold), (f"prediction of {row.snapshot!r}", row.predicted)):
        if task.labels is None:
            if not _is_finite(label):
                raise row.wrong(f"{what} {label!r} is no number; {task.name} is a regression task")
        elif label not in task.labels:
            raise row.wrong(f"{what} {label!r} is not a label of {task.name}; its labels are {', '.join(task.labels)}")


def _check_against(data: TaskData, row: Row) -> None:
    task, split = data.task, f"{data.task.name}'s {data.task.evaluation_name} split ({data.source})"
    base, count = row.source.base, len(data.evaluation)
    if row.example >= count:
        raise row.wrong(f"{split} has only {count} examples: {base} to {count - 1 + base}")
    example = data.evaluation[row.example]
    place, gold = "", example.gold
    if task.kind == "token":
        if row.position >= len(example.words):
            raise row.wrong(
                f"this is word {row.position + 1}, but in {split} the sentence has {len(example.words)}: "
                f"{_show(example)}"
            )
        place, gold = f" of word {row.position + 1}, {example.words[row.position]!r},", example.gold[row.position]
    same = math.isclose(float(row.gold), float(gold), abs_tol=1e-6) if task.kind == "regression" else row.gold == gold
    if not same:
        raise row.wrong(
            f"the label{place} is {row.gold} here, but {gold} in {split}, where the example is "
            f"{_show(example)}: import these predictions with the split they were made on"
        )


def _show(example: Example) -> str:
    """The beginning of an example, in quotes, on one line."""
    text = " ".join(" ".join(example.words or example.texts).split())
    return repr(text if len(text) <= 60 else text[:59] + "…")


def _numbers(task: Task):
    if task.labels is None:
        return float
    return {label: n for n, label in enumerate(task.labels)}.__getitem__


def _p_gold(row: Row, labels: int) -> float:
    """The gold label's probability: as stated, or as it follows from the predicted label's."""
    if not math.isnan(row.p_gold):
        return row.p_gold
    if row.predicted == row.gold:
        return row.p_predicted
    return 1 - row.p_predicted if labels == 2 else math.nan


def _examples(data: TaskData | None, predictions: Predictions) -> list[ExampleRecord]:
    if data:
        return [ExampleRecord(i, e.texts, e.words, e.content_hash(), e.tags) for i, e in enumerate(data.evaluation)]
    ids = sorted({example for example, _ in predictions.units})
    texts, words = predictions.texts, predictions.words
    # No content hash: what is not the data set's own text cannot vouch for being the same example in another run.
    return [ExampleRecord(i, texts.get(i, ()), words.get(i, ()), "") for i in ids]


def _record(task: Task, data: TaskData | None, predictions: Predictions, examples: int) -> TaskRecord:
    answered = len({example for example, _ in predictions.units})
    notes = [data.split_note] if data and data.split_note else []
    missing = 0
    if data:
        units = len(data.evaluation) if task.kind != "token" else sum(len(e.words) for e in data.evaluation)
        missing = units - len(predictions.units)
        if answered < examples:
            notes.append(f"predictions for {answered:,} of {examples:,} examples")
    elif not (predictions.texts or predictions.words):
        notes.append(NO_TEXT)
    else:
        notes.append("imported without the evaluation split: texts and labels as the files give them")
    return TaskRecord(
        name=task.name, title=task.title, kind=task.kind, labels=task.labels or (), metrics=task.metrics,
        evaluation_name=task.evaluation_name, source=data.source if data else _sources(predictions),
        official=data.official if data else None, split_note="; ".join(notes), evaluation_rows=examples,
        evaluation_fingerprint=data.evaluation_fingerprint if data else "", units=len(predictions.units),
        not_evaluated=missing,
    )  # fmt: skip


def _sources(predictions: Predictions) -> str:
    return "import: " + ", ".join(_names(row for column in predictions.columns.values() for row in column.values()))


def _names(rows: Iterable[Row]) -> Mapping[str, None]:
    return dict.fromkeys(row.source.name for row in rows)


def _is_finite(text: str) -> bool:
    try:
        return math.isfinite(float(text))
    except ValueError:
        return False
