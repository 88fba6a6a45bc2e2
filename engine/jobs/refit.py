"""Is it still in the encoder? A task's bias, and its head, refitted on a frozen encoder with training data alone."""

import time
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from engine import metrics, store
from engine.answers import TaskRecord
from engine.data import EncodedSplit
from engine.errors import UserError
from engine.jobs import Job, fits, sample, source
from engine.jobs.fits import Layer, Material
from engine.jobs.report import Report
from engine.learner.reader import Reader
from engine.randomness import generator
from engine.requests.refit import Refit as Request
from engine.store import Result, Run
from engine.tasks.task import TaskData

AGREEMENT = 0.98  # of the answers must come out as they are stored, or something is not what it was


@dataclass(frozen=True)
class Splits:
    """A task's data in word pieces, ready to be read by any of the run's encoders."""

    train: EncodedSplit  # the sample
    held_out: np.ndarray  # (training units,) bool
    evaluation: EncodedSplit
    about: dict[str, Any]  # what was sampled, for the result


class Refit(Job):
    """See engine/requests/refit.py."""

    def carry_out(self, run: Run, request: Request, data: Path | None, device: str, report: Report) -> Result:
        return refit(run, request, source.task_data(run, request.task, data), device, report)


def refit(run: Run, request: Request, loaded: TaskData, device: str, report: Report) -> Result:
    """The refits on every encoder of the request. The gold labels of `loaded.evaluation` have no part in it."""
    record = run.tasks[request.task]
    reader = source.reader(run, loaded, device)
    reader.output()  # refuses, before anything is read, a head that has no linear layer to refit
    splits = read_splits(run, request, loaded, reader)
    arrays: dict[str, np.ndarray] = {}
    document: dict[str, Any] = {"task": request.task, "data": splits.about, "encoders": {}}
    for role, snapshot in request.encoders().items():
        began = time.monotonic()
        source.go_to(reader, run, snapshot)
        report.next_phase(len(splits.train) + len(splits.evaluation))
        # A fresh head reads the encoder, not what another head's own layers make of it.
        train = reader.features(splits.train, report.done, own=False)
        evaluation = reader.features(splits.evaluation, lambda n: report.done(len(splits.train) + n), own=False)
        read_s, began = time.monotonic() - began, time.monotonic()
        report.next_phase(fits.head_fits(len(record.labels)))
        material = Material(train, splits.train.units.gold, splits.held_out, len(record.labels))
        layers = {"head": (fits.refit_head(material, report.done), train, evaluation)}
        if role == "second":
            kept = Layer(*reader.output(), {})
            if reader.has_own_layers:  # its bias alone stands behind them
                train, evaluation = reader.features(splits.train), reader.features(splits.evaluation)
                material = Material(train, splits.train.units.gold, splits.held_out, len(record.labels))
            document["agreement"] = _agreement(run, request, kept.predict(evaluation))
            layers["bias"] = (fits.refit_bias(material, kept.weight, kept.bias), train, evaluation)
            if len(record.labels) == 2:
                by = partial(_metric, record, splits.train)
                threshold = fits.refit_threshold(material, kept.weight, kept.bias, by)
                layers["threshold"] = (threshold, train, evaluation)
            document["train_score_before"] = _score(record, splits.train, kept.predict(train))
        found = {"snapshot": snapshot, "read_s": read_s, "fit_s": time.monotonic() - began, "refits": {}}
        for name, (layer, of_train, of_evaluation) in layers.items():
            arrays[f"{role}/{name}"] = _compact(layer.predict(of_evaluation))
            train_score = _score(record, splits.train, layer.predict(of_train))
            found["refits"][name] = layer.about | {"train_score": train_score}
        document["encoders"][role] = found
    return Result(document, arrays)


def read_splits(run: Run, request: Request, data: TaskData, reader: Reader) -> Splits:
    """A sample of the training rows that the task's own stage used, and the evaluation split."""
    labels = len(run.tasks[request.task].labels)
    whole = reader.encode(data.train)
    available = source.training_rows_of(run, data, whole)
    rows = sample.draw(available, whole, labels, request.train_units, generator(request.seed, "sample", request.task))
    out = sample.hold_out(rows, whole, labels, request.held_out, generator(request.seed, "hold-out", request.task))
    train = whole.subset(rows)
    held_out = np.isin(train.units.example, [i for i, row in enumerate(rows) if row in out])
    if held_out.all() or not held_out.any():
        raise UserError(
            f"{request.task}: its own stage used {len(available)} training examples, too few to hold any out"
        )
    about = {
        "stage": run.own[request.task],
        "available_examples": len(available),
        "examples": len(rows),
        "units": len(held_out),
        "held_out_examples": len(out),
        "held_out_units": int(held_out.sum()),
    }
    return Splits(train, held_out, reader.encode(data.evaluation), about)


def _agreement(run: Run, request: Request, predicted: np.ndarray) -> dict[str, int]:
    """How many answers the stored head gives on the features just read as the run stored them.

    Raises UserError if they are too few: then encoder, data or weights are not what they were.
    """
    answers = store.read_answers(run, request.task)
    stored = answers.predicted[[s.name for s in run.snapshots].index(request.second)]
    same = 0
    if len(stored) == len(predicted):
        same = int(
            (np.isclose(stored, predicted, atol=0.01) if len(answers.task.labels) == 0 else stored == predicted).sum()
        )
    if same < AGREEMENT * len(stored):
        raise UserError(
            f"only {same:,} of {len(stored):,} answers to {request.task} at snapshot {request.second} come out as run "
            f"{run.id} stored them: the encoder {run.plan.get('encoder')!r} or the checkpoint has changed since"
        )
    return {"units": len(stored), "same": same}


def _score(record: TaskRecord, split: EncodedSplit, predicted: np.ndarray) -> float | None:
    """The task's first metric on the training sample; None where it is undefined."""
    score = _metric(record, split, split.units.gold, predicted)
    return None if np.isnan(score) else score


def _metric(record: TaskRecord, split: EncodedSplit, gold: np.ndarray, predicted: np.ndarray) -> float:
    return metrics.score(record.metrics[0], gold, predicted, labels=record.labels, example=split.units.example)


def _compact(predicted: np.ndarray) -> np.ndarray:
    return predicted.astype(np.int32) if predicted.dtype.kind in "iu" else predicted.astype(np.float64)
