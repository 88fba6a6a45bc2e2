"""When a task is forgotten, does its geometry collapse, or has only the head lost its aim?"""

from __future__ import annotations

from dataclasses import dataclass

from engine import metrics
from engine.analysis.geometry.shape import Shape
from engine.errors import UserError

HEAD, SPACE = 1 / 3, 2 / 3  # of the head's fall that the probe shares: below and above which one of them is named


@dataclass(frozen=True)
class Verdict:
    """The task's own head beside a linear probe of the last layer, on the same sampled evaluation units."""

    metric: str
    head: tuple[float, float]  # score of the task's own head at first and at second
    probe: tuple[float, float]  # mean score of a probe trained anew on the encoder of first, and of second
    sd: tuple[float, float]  # over the probe's repeats
    before: float | None  # likewise on the encoder before training: what was there without this run
    units: int
    name: str  # "kept", "the head", "both", "the space"
    reason: str  # a sentence

    @property
    def gap(self) -> float:
        """Probe gap at second: what a classifier trained anew reads there beyond what the task's own head answers."""
        return self.probe[1] - self.head[1]


def verdict(shape: Shape, first: str, second: str) -> Verdict:
    """Raises UserError where there was no probe, or a snapshot was not looked at."""
    if "probes" not in shape.document:
        raise UserError("no probe was asked for, so the head's fall cannot be held against anything")
    shape.index(first), shape.index(second)
    last = shape.layers[-1]
    scores = [shape.probe("linear", name, last) for name in (first, second)]
    probe = tuple(float(s.mean()) for s in scores)
    sd = tuple(float(s.std(ddof=1)) if len(s) > 1 else float("nan") for s in scores)
    start = shape.snapshots[0]
    before = float(shape.probe("linear", start.name, last).mean()) if start.stage == 0 else None
    head = tuple(shape.document["own_head"][name] for name in (first, second))
    fell, lost = head[0] - head[1], probe[0] - probe[1]
    short = metrics.get(shape.metric).short
    spread = sum(s for s in sd if s == s)
    if fell <= max(spread, 0.01):
        name, said = "kept", f"the head hardly fell ({short} {head[0]:.3f} to {head[1]:.3f})"
    else:
        share = lost / fell
        name = "the head" if share < HEAD else "the space" if share > SPACE else "both"
        said = {
            "the head": "most of the fall is the head's: it has lost its aim, the labels can still be told apart",
            "both": "head and encoder share the fall",
            "the space": "the encoder itself tells the labels apart no better than the head shows",
        }[name]
        said += f" ({short} of the head {head[0]:.3f} to {head[1]:.3f}, of a new probe {probe[0]:.3f} to {probe[1]:.3f}"
        said += ")" if before is None else f"; of one on the encoder before training {before:.3f})"
    return Verdict(shape.metric, head, probe, sd, before, shape.units("evaluation"), name, said)
