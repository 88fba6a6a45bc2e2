"""Measures of a space, snapshot by snapshot and layer by layer: what a heatmap of an encoder's layers shows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from engine import metrics
from engine.analysis.geometry.shape import EVALUATION, TRAIN, Shape
from engine.errors import UserError
from engine.settings import unknown

Reference = tuple[str, "int | None"]  # snapshot; layer, None: the same one


@dataclass(frozen=True)
class Measure:
    """One number of a space."""

    name: str  # also the key of its formula card, behind "geometry_"
    title: str
    compares: bool  # with the same layer at a snapshot of reference
    share: bool  # from 0 to 1; otherwise in units of the vectors, or a count
    value: Callable[[Shape, str, str, int, Reference], float]  # shape, split, snapshot, layer, what it is compared with
    needs: str = ""  # what must have been asked for: "probe", "evaluation", "both"
    digits: int = 3
    of: str = ""  # whose units it is of, whatever is asked for
    clustered: bool = True  # made from clusters: what must be known of them must be known of it


@dataclass(frozen=True)
class Grid:
    """A measure at every snapshot and layer."""

    measure: Measure
    split: str
    reference: str | None  # the snapshot it is compared with
    layer: int | None  # and the layer; None: each layer with itself
    values: np.ndarray  # (snapshots, layers); NaN where it is undefined
    notes: tuple[tuple[str, ...], ...]  # (snapshots, layers) what must be known of a value: "upper bound", why none


def grid(
    shape: Shape, name: str, split: str = EVALUATION, reference: str | None = None, layer: int | None = None
) -> Grid:
    """`reference` is by default the first snapshot, `layer` the same one; only similarity compares different layers.

    Raises UserError for an unknown measure, or one that was not worked out.
    """
    if name not in MEASURES:
        raise UserError(unknown("measure", name, list(MEASURES)))
    if name not in (there := [m.name for m in available(shape)]):
        raise UserError(f"{MEASURES[name].title} was not worked out here. There is: {', '.join(there)}")
    measure = MEASURES[name]
    at = reference if reference is not None else shape.snapshots[0].name
    shape.index(at)
    split, to = measure.of or split, (at, layer if measure.name == "similarity" else None)
    values = np.array([[measure.value(shape, split, s.name, n, to) for n in shape.layers] for s in shape.snapshots])

    def noted(snapshot: str, n: int) -> str:
        known = note(shape, split, snapshot, n) if measure.clustered else ""
        why = ""
        if name == "similarity":
            why = shape.similarity((split, at, n if to[1] is None else to[1]), (split, snapshot, n)).why
        elif name == "train_similarity":
            why = shape.similarity((TRAIN, snapshot, n), (EVALUATION, snapshot, n)).why
        return "; ".join(filter(None, (why, known)))

    notes = tuple(tuple(noted(s.name, n) for n in shape.layers) for s in shape.snapshots)
    return Grid(measure, split, at if measure.compares else None, to[1], values, notes)


def available(shape: Shape) -> list[Measure]:
    """The measures that this result has."""
    both = len(shape.splits) == 2
    has = {
        "": True,
        "evaluation": EVALUATION in shape.splits,
        "both": both,
        "probe": "probes" in shape.document,
        "intra": both and shape.request["nearest"],
    }
    return [measure for measure in MEASURES.values() if has[measure.needs]]


def note(shape: Shape, split: str, snapshot: str, layer: int) -> str:
    """What must be known of a space before its numbers are read; empty where nothing must be."""
    space = shape.space(split, snapshot, layer)
    if "refused" in space:
        return space["refused"]
    said = []
    if space["answer"] != "exact":
        said.append(f"at most {space['clusters']:,} clusters: {space['why']}")
    if space["linear"] is False:
        said.append(f"labels overlap: {space['clusters']:,} clusters for {space['labels']} labels")
    if space["conflicting"]:
        said.append(f"{space['conflicting']:,} units left out, which lie where one with another label does")
    return "; ".join(said)


def _similarity(shape: Shape, split: str, snapshot: str, layer: int, reference: Reference) -> float:
    at, other = reference
    return _number(shape.similarity((split, at, layer if other is None else other), (split, snapshot, layer)).value)


def _train_similarity(shape: Shape, split: str, snapshot: str, layer: int, reference: Reference) -> float:
    return _number(shape.similarity((TRAIN, snapshot, layer), (EVALUATION, snapshot, layer)).value)


def _between(name: str) -> Callable[[Shape, str, str, int, Reference], float]:
    def value(shape: Shape, split: str, snapshot: str, layer: int, reference: Reference) -> float:
        return float(shape.moved(layer, name)[shape.index(reference[0]), shape.index(snapshot)].mean())

    return value


def _probe(shape: Shape, split: str, snapshot: str, layer: int, reference: Reference) -> float:
    scores = shape.probe("linear", snapshot, layer)
    return float(scores.mean()) if len(scores) else float("nan")


def _gap(shape: Shape, split: str, snapshot: str, layer: int, reference: Reference) -> float:
    return _probe(shape, split, snapshot, layer, reference) - shape.document["own_head"][snapshot]


def _clusters(shape: Shape, split: str, snapshot: str, layer: int, reference: Reference) -> float:
    return _number(shape.space(split, snapshot, layer).get("clusters"))


def _intra(shape: Shape, split: str, snapshot: str, layer: int, reference: Reference) -> float:
    return _number(shape.space(TRAIN, snapshot, layer).get("intra_accuracy"))


def _smallest(shape: Shape, split: str, snapshot: str, layer: int, reference: Reference) -> float:
    found = shape.distances(split, snapshot, layer)
    there = found.vector[~found.missing] if found else np.empty(0)
    return float(there.min()) if len(there) else float("nan")


def _number(value: float | None) -> float:
    return float("nan") if value is None else float(value)


MEASURES = {
    measure.name: measure
    for measure in (
        Measure("similarity", "Spatial similarity", True, True, _similarity),
        Measure("cka", "CKA", True, True, _between("cka"), "evaluation", 3, EVALUATION, False),
        Measure("displacement", "Mean displacement", True, False, _between("displacement"), "evaluation", 2,
                EVALUATION, False),
        Measure("probe", "Linear probe", False, True, _probe, "probe", 3, EVALUATION, False),
        Measure("gap", "Probe gap", False, True, _gap, "probe", 3, EVALUATION, False),
        Measure("intra", "Intra-accuracy", False, True, _intra, "intra", 3, EVALUATION),
        Measure("smallest", "Smallest distance", False, False, _smallest, "", 2),
        Measure("clusters", "Clusters", False, False, _clusters, "", 0),
        Measure("train_similarity", "Similarity of training to evaluation units", False, True, _train_similarity,
                "both", 3, EVALUATION),
    )
}  # fmt: skip


def words(shape: Shape, measure: Measure) -> str:
    """The measure's name with the metric it is in, where there is one."""
    if measure.name in ("probe", "gap"):
        return f"{measure.title} ({metrics.get(shape.metric).short})"
    return measure.title
