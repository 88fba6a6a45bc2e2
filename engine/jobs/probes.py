"""Classifier probes of a run's encoder at a snapshot and layer, and beside them the task's own head as it was then."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from engine import metrics, store
from engine.analysis.bins import bins
from engine.answers import TaskAnswers, TaskRecord
from engine.errors import UserError
from engine.geometry.probe import MLP, Linear, Material, Probe, Setting, Tried, probe
from engine.jobs.embeddings import Sample
from engine.jobs.spaces import Space
from engine.requests.geometry import Geometry
from engine.store import Result, Run

OF_UNITS = ("mcc", "accuracy", "macro_f1", "token_accuracy")  # metrics of units alone, whatever their labels' order


def metric_of(record: TaskRecord) -> str:
    """What probes and the task's own head are scored by: the first of its metrics that needs no whole sentences; of a
    regression, whose numbers stand for bins, accuracy."""
    return next((metric for metric in record.metrics if metric in OF_UNITS), "accuracy")


def score(record: TaskRecord, gold: np.ndarray, predicted: np.ndarray) -> float:
    """By that metric, of (units,) label ids."""
    return metrics.score(metric_of(record), gold, predicted, labels=record.labels, example=np.arange(len(gold)))


def probes(
    run: Run,
    request: Geometry,
    train: Space,
    evaluation: Space,
    settings: Sequence[Setting],
    shuffled: bool = False,
    on_fit: Callable[[int], None] = lambda count: None,
) -> Result:
    """A probe of one kind, trained on the one space and scored on the other. Of several settings what does best on
    held-out training units is chosen. shuffled: the control, trained on labels permuted at random. `refused` where the
    training units are too few, or have one label. `on_fit` is told how many fits are done, of `fits`.
    """
    kind = "mlp" if isinstance(settings[0], MLP) else "linear"
    named = ("task", "vector", "units", "seed", "repeats", "version")
    key = {"what": "probe", "kind": kind, "settings": [said(s) for s in settings], "shuffled": shuffled,
           "snapshot": train.snapshot, "layer": train.layer} | {n: getattr(request, n) for n in named}  # fmt: skip
    found = store.read_cached(run.folder, key)
    if found is None or not found.document.keys() & {"scores", "refused"}:
        record = run.tasks[request.task]
        material = Material(train.vectors, train.drawn.gold, evaluation.vectors, evaluation.drawn.gold)
        material = material.shuffled(request.seed) if shuffled else material

        def keep(tried: Tried) -> None:
            if kind == "mlp":  # each fit takes seconds: what was stopped goes on where it was
                store.write_cached(run.folder, key, Result({"tried": _tried(tried)}))

        try:
            made = probe(
                material, lambda g, p: score(record, g, p), settings, request.repeats, request.seed,
                lambda what, done, whole: on_fit(done), _known(found), keep,
            )  # fmt: skip
            found = Result(_document(made))
        except UserError as why:
            found = Result({"refused": str(why)})
        store.write_cached(run.folder, key, found)
    return Result({k: v for k, v in found.document.items() if k != "key"})


def fits(request: Geometry, settings: Sequence[Setting]) -> int:
    """How many fits `probes` makes: each setting once, if there are several, then the winner's repeats."""
    return request.repeats + (len(settings) if len(settings) > 1 else 0)


def setting_of(document: dict[str, Any]) -> Setting:
    """The inverse of `said`."""
    return Linear(document["c"]) if "c" in document else MLP(tuple(document["hidden"]), document["penalty"])


def said(setting: Setting) -> dict[str, Any]:
    """A setting as a JSON document."""
    if isinstance(setting, Linear):
        return {"c": setting.c}
    return {"hidden": list(setting.hidden), "penalty": setting.penalty}


def own_head(answers: TaskAnswers, drawn: Sample) -> dict[str, Any]:
    """Snapshot -> score of the task's own head, as it was then, on the sampled evaluation units."""
    at = units_of(answers, drawn)
    groups, record = bins(answers), answers.task
    gold = groups.of(answers.units.gold[at])
    return {
        snapshot.name: score(record, gold, groups.of(answers.predicted[i][at]))
        for i, snapshot in enumerate(answers.snapshots)
    }


def units_of(answers: TaskAnswers, drawn: Sample) -> np.ndarray:
    """(sampled units,) place of each among the run's units of the task."""
    where = {place: i for i, place in enumerate(zip(answers.units.example, answers.units.position, strict=True))}
    return np.array([where[place] for place in zip(drawn.example, drawn.position, strict=True)])


def _document(made: Probe) -> dict[str, Any]:
    return {
        "setting": said(made.setting),
        "scores": made.scores.tolist(),
        "training_scores": made.training_scores.tolist(),
        "converged": bool(made.converged.all()),
        "tried": _tried(made.tried),
    }


def _tried(tried: Tried) -> list[dict[str, Any]]:
    return [{**said(s), "held_out_score": float(v) if np.isfinite(v) else None} for s, v in tried]


def _known(found: Result | None) -> Tried:
    """The inverse of `_tried`, of a search that was stopped."""
    scores = [(setting_of(each), each["held_out_score"]) for each in found.document["tried"]] if found else []
    return [(setting, -np.inf if value is None else value) for setting, value in scores]
