"""The task that predictions are about: from the catalogue or the user's own, else from the files themselves."""

from dataclasses import replace
from pathlib import Path

from engine import tasks
from engine.errors import UserError
from engine.imports.predictions import Predictions
from engine.tasks import Task, TaskData, mini
from engine.tasks.readers import label_order


def describe(name: str, data: Path | None, predictions: Predictions) -> tuple[Task, TaskData | None]:
    """The task with its labels resolved, and its data where these are at hand (mini tasks make theirs).

    UserError where the data folder has no such task, or its kind is another than the files'.
    """
    found = None
    if data is not None or name in mini.GENERATORS:
        try:
            found = tasks.load(name, data)
        except UserError as error:
            raise UserError(f"{error}. To import without texts, give no data folder (--data, LETHE_DATA)") from error
    known = found.task if found else tasks.TASKS.get(name)
    task = _from_files(name, predictions) if known is None else known
    if task.labels is None and task.kind != "regression":
        task = replace(task, labels=label_order(_labels(predictions)))
    if (task.kind == "token") != predictions.of_words:
        source = next(iter(predictions.first.values())).source.name
        contents = "words of sentences" if predictions.of_words else "whole texts"
        raise UserError(f"{source} has predictions for {contents}, but {name} is a {task.kind} task")
    return task, found


def _from_files(name: str, predictions: Predictions) -> Task:
    """A task that is in no catalogue: kind and labels as the files give them."""
    if not name or not all(c.isalnum() or c in "-_.:" for c in name):
        raise UserError(f"{name!r} cannot be a task's name: use letters, digits, hyphens, dots and underscores")
    seen = {
        label
        for column in predictions.columns.values()
        for row in column.values()
        for label in (row.gold, row.predicted)
    }
    labels = None
    if predictions.of_words:
        kind, labels = "token", label_order(seen)
        metrics = ("entity_f1", "token_accuracy") if labels[0] == "O" and len(labels) > 1 else ("token_accuracy",)
    elif _are_measurements(seen):
        kind, metrics = "regression", ("pearson", "spearman")
    else:
        kind, metrics, labels = "sequence", ("accuracy",), label_order(seen)
    return Task(name=name, title=name, kind=kind, description="", metrics=metrics, labels=labels)


def _labels(predictions: Predictions) -> set[str]:
    columns = predictions.columns.values()
    return {label for column in columns for row in column.values() for label in (row.gold, row.predicted)}


def _are_measurements(seen: set[str]) -> bool:
    """Numbers, of which at least one is not whole."""
    try:
        return any(not float(label).is_integer() for label in seen)
    except (ValueError, OverflowError):
        return False
