"""Shape: the result of a geometry job, its numbers found by split, snapshot and layer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from engine import metrics
from engine.analysis.bins import bins
from engine.answers import Snapshot, TaskAnswers, Units
from engine.errors import UserError
from engine.geometry.distances import Distances
from engine.geometry.similarity import Similarity, similarity

if TYPE_CHECKING:
    from engine.store import Result, Run

EVALUATION, TRAIN = "evaluation", "train"


@dataclass(frozen=True)
class Shape:
    """Of one task. Labels are in the order of the result: sorted by name; of a regression they are bins."""

    task: str
    snapshots: tuple[Snapshot, ...]
    layers: tuple[int, ...]  # 0 are the embeddings
    labels: tuple[str, ...]
    document: Mapping[str, Any]
    arrays: Mapping[str, np.ndarray]

    @property
    def splits(self) -> tuple[str, ...]:
        return tuple(self.document["samples"])

    @property
    def request(self) -> Mapping[str, Any]:
        """What was asked."""
        return self.document["request"]["settings"]

    @property
    def metric(self) -> str:
        """What probes and the task's own head are scored by."""
        return self.document["metric"]

    def units(self, split: str) -> int:
        return self.document["samples"][split]["units"]

    def index(self, snapshot: str) -> int:
        """Raises UserError with the snapshots that were looked at, if this is none of them."""
        names = [s.name for s in self.snapshots]
        if snapshot not in names:
            raise UserError(f"the geometry of snapshot {snapshot} was not measured: it was at {', '.join(names)}")
        return names.index(snapshot)

    def space(self, split: str, snapshot: str, layer: int) -> Mapping[str, Any]:
        """What is said of a space: clusters, linear, answer, conflicting, ...; or why there is nothing: refused."""
        return self.document["spaces"][split][snapshot][str(layer)]

    def distances(self, split: str, snapshot: str, layer: int, followed: bool = False) -> Distances | None:
        """Between the space's own clusters, or between those that are followed; None where there are none."""
        begin = f"{'followed/' if followed else ''}{split}/{snapshot}/{layer}/"
        if f"{begin}vector" not in self.arrays:
            return None
        count = len(self.labels)
        pairs = np.stack(np.triu_indices(count, 1), axis=1)
        names = ("vector", "overlapping", "missing", "inside_max", "inside_mean", "outside_min")
        measured = {name: self.arrays[begin + name] for name in names}
        nothing = np.empty((0, 0))
        return Distances(self.labels, pairs, **measured, between=nothing, smallest=self.request["smallest"],
                         left_out=nothing, error=0.0)  # fmt: skip

    def similarity(self, one: tuple[str, str, int], other: tuple[str, str, int]) -> Similarity:
        """Of two spaces, each (split, snapshot, layer)."""
        found = [self.distances(*place) for place in (one, other)]
        if None in found:
            return Similarity(None, 0, "fewer than two labels are left without conflicting units")
        return similarity(*found)

    def moved(self, layer: int, name: str) -> np.ndarray:
        """An array of how evaluation units move in a layer: see engine/jobs/movements.py."""
        return self.arrays[f"moved/{layer}/{name}"]

    def probe(self, kind: str, snapshot: str, layer: int) -> np.ndarray:
        """(repeats,) scores of a probe, `linear` or `mlp`; empty where there was none, or it was refused."""
        found = self.document.get("probes", {}).get(kind, {}).get(snapshot, {}).get(str(layer), {})
        return np.array(found.get("scores", []))

    def no_probe(self, snapshot: str) -> str:
        """Why there is no linear probe of the last layer."""
        found = self.document.get("probes", {}).get("linear", {}).get(snapshot, {}).get(str(self.layers[-1]), {})
        return found.get("refused", "no probe was asked for")

    def chance(self, snapshot: str) -> float:
        """The score of a probe there whose training labels were shuffled; without one, of the most frequent label."""
        scores = self.document.get("probe_controls", {}).get(snapshot, {}).get("scores")
        if scores:
            return float(np.mean(scores))
        gold = self.arrays["evaluation/gold"]
        same = np.full(len(gold), np.bincount(gold).argmax())
        return metrics.score(self.metric, gold, same, labels=self.labels, example=np.arange(len(gold)))

    def sampled(self, answers: TaskAnswers) -> TaskAnswers:
        """The answers to the sampled evaluation units alone; of a regression, with bins for labels."""
        at, groups, units = self.arrays["evaluation/unit"], bins(answers), answers.units
        chosen = Units(units.example[at], units.position[at], groups.of(units.gold[at]))
        nothing = np.full((len(answers.snapshots), len(at)), np.nan)
        kind = "sequence" if answers.task.kind == "regression" else answers.task.kind
        task = replace(answers.task, kind=kind, labels=groups.labels)
        return TaskAnswers(task, answers.snapshots, chosen, groups.of(answers.predicted[:, at]), nothing, nothing)

    def answered(self, answers: TaskAnswers, snapshot: str) -> np.ndarray:
        """(units,) which label the task's own head gave to each sampled evaluation unit; of a regression, which bin."""
        names, groups = [s.name for s in answers.snapshots], bins(answers)
        place = np.array([self.labels.index(label) for label in groups.labels])
        return place[groups.of(answers.predicted[names.index(snapshot)][self.arrays["evaluation/unit"]])]


def layer_name(number: int) -> str:
    return f"layer {number}" if number else "embeddings"


def shape(run: Run, result: Result) -> Shape:
    """The result of a geometry job of a run."""
    named = {s.name: s for s in run.snapshots}
    document = result.document
    return Shape(
        document["task"], tuple(named[name] for name in document["snapshots"]), tuple(document["layers"]),
        tuple(document["labels"]), document, result.arrays,
    )  # fmt: skip
