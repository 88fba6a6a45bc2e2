"""What a geometry job writes, for a result that came from elsewhere: its readers find everything where it must be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import NoneType
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.answers import TaskRecord
from engine.requests.json_form import misfit

if TYPE_CHECKING:
    from engine.requests.geometry import Geometry

REFUSED = {"refused": str}
SAID = {"clusters": int, "labels": int, "linear": (bool, NoneType), "answer": str, "why": str}
SPACE = SAID | dict.fromkeys(("points", "dimensions", "conflicting", "conflicting_places", "small_clusters"), int)
PROBE = {"scores": [float]}
KINDS = ("linear", "mlp")
NONE = -1  # cluster of a unit that was left out
_ABOUT = {"units": int, "examples": int, "available_examples": int, "frequency": [int]}
_WHOLE = {"request": dict, "snapshots": [str], "layers": [int], "labels": [str]}
_OF_PAIRS, _OF_LABELS = (
    {"vector": "f", "overlapping": "b", "missing": "b"},
    ("inside_max", "inside_mean", "outside_min"),
)


def wrong(request: Geometry, document: Mapping[str, Any], arrays: Mapping[str, np.ndarray], record: TaskRecord) -> str:
    """Where a result is not what the job would have written; empty if it is nowhere."""
    splits = request.splits()
    probes = {"probes": dict} if request.probe != "none" else {}
    if found := misfit(document, {**_WHOLE, "samples": dict.fromkeys(splits, _ABOUT), **probes}):
        return found
    labels, layers = document["labels"], document["layers"]
    agree = {
        "task": document.get("task") == request.task,
        "request": document["request"] == request.to_json(),
        "snapshots": set(document["snapshots"]) == set(request.snapshots()),
        "layers": bool(layers) and layers == sorted(set(layers)) and layers[0] >= 0,
        "labels": len(labels) == len(set(labels)) and set(labels) <= set(record.labels or labels),
        "samples": set(document["samples"]) == set(splits)
        and all(_counts(about, len(labels)) for about in document["samples"].values()),
        "probes": set(document["probes"]) <= set(KINDS) if probes else "probes" not in document,
        "metric": "evaluation" not in splits or document.get("metric") in (*record.metrics, "accuracy"),
    }
    if odd := [name for name, holds in agree.items() if not holds]:
        return f"it.{odd[0]}"
    return misfit(document, _form(request, document)) or next(_odd_arrays(document, arrays, record), "")


def _counts(about: Mapping[str, Any], labels: int) -> bool:
    frequency = about["frequency"]
    return len(frequency) == labels and min(frequency, default=-1) >= 0 and sum(frequency) == about["units"]


def _form(request: Geometry, document: Mapping[str, Any]) -> dict[str, Any]:
    """Of what is there for each snapshot and layer."""

    def each(form: Any, layers: bool = True) -> dict[str, Any]:
        there = {str(layer): form for layer in document["layers"]} if layers else form
        return dict.fromkeys(document["snapshots"], there)

    splits = request.splits()
    intra = {"intra_accuracy": float} if request.nearest and len(splits) == 2 else {}
    form: dict[str, Any] = {
        "spaces": {split: each((REFUSED, SPACE | (intra if split == "train" else {}))) for split in splits}
    }
    if request.control:
        form["controls"] = {split: each((REFUSED, SAID), layers=False) for split in splits}
    if "evaluation" in splits:
        form["own_head"] = each(float, layers=False)
    if request.probe != "none":
        form["probes"] = {kind: each((REFUSED, PROBE)) for kind in ("linear", *document["probes"])}
        if request.control:
            form["probe_controls"] = each((REFUSED, PROBE), layers=False)
    return form


def _odd_arrays(document: Mapping[str, Any], arrays: Mapping[str, np.ndarray], record: TaskRecord) -> Iterator[str]:
    """Names of arrays that are missing, of another type or shape, or point to what is not there."""
    for name, kind, shape, limit in _arrays(document, arrays, record):
        found = arrays.get(name)
        fits = found is not None and found.dtype.kind == kind and found.shape == shape
        least = NONE if name.endswith("/cluster") else 0
        if not fits or (limit is not None and found.size and not (found.min() >= least and found.max() < limit)):
            yield f"the array {name}"


def _arrays(
    document: Mapping[str, Any], arrays: Mapping[str, np.ndarray], record: TaskRecord
) -> Iterator[tuple[str, str, tuple[int, ...], int | None]]:
    """Name, kind, shape, and for what counts from 0 the number that it stays below."""
    times, count = len(document["snapshots"]), len(document["labels"])
    for split, about in document["samples"].items():
        units = (about["units"],)
        yield f"{split}/gold", "i", units, count
        yield f"{split}/example", "i", units, None
        yield f"{split}/position", "i", units, None
        for snapshot, layers in document["spaces"][split].items():
            for layer in map(str, document["layers"]):
                if "refused" not in layers[layer]:
                    begin, clusters = f"{split}/{snapshot}/{layer}", layers[layer]["clusters"]
                    yield f"{begin}/cluster", "i", units, clusters
                    yield f"{begin}/cluster_label", "i", (clusters,), count
                    yield from _measured(begin, count)
                if f"followed/{split}/{snapshot}/{layer}/vector" in arrays:
                    yield from _measured(f"followed/{split}/{snapshot}/{layer}", count)
    if "evaluation" in document["samples"]:
        units = document["samples"]["evaluation"]["units"]
        yield "evaluation/unit", "i", (units,), record.units
        for layer in document["layers"]:
            begin = f"moved/{layer}"
            yield f"{begin}/nearest", "i", (times, units), count
            yield f"{begin}/displacement", "f", (times, times, units), None
            yield f"{begin}/cka", "f", (times, times), None
            yield f"{begin}/centroid_moved", "f", (times, times, count), None
            yield f"{begin}/difference", "f", (times, times, count, 2), None
            yield f"{begin}/path", "f", (times, count, 2), None
            yield f"{begin}/place", "f", (times, units, 2), None
            yield f"{begin}/place_share", "f", (times, 2), None


def _measured(begin: str, count: int) -> Iterator[tuple[str, str, tuple[int, ...], None]]:
    for name, kind in _OF_PAIRS.items():
        yield f"{begin}/{name}", kind, (count * (count - 1) // 2,), None
    for name in _OF_LABELS:
        yield f"{begin}/{name}", "f", (count,), None
