"""When a task is forgotten, does its geometry collapse, or has only the head lost its aim?"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

import numpy as np

from engine import metrics
from engine.analysis.evidence.bootstrap import difference_interval
from engine.analysis.geometry.shape import EVALUATION, Shape
from engine.answers import TaskAnswers
from engine.errors import UserError

SPACE, HEAD = 1 / 3, 2 / 3  # of what a probe reads beyond chance at first: below and above which one of them is named
SURE = 2.0  # standard errors by which a probe must beat chance


@dataclass(frozen=True)
class Verdict:
    """The task's own head beside a linear probe of the last layer, on the same sampled evaluation units."""

    metric: str
    head: tuple[float, float]  # score of the task's own head at first and at second
    fall: tuple[float, float]  # 95 % interval of the head's fall, bootstrap over examples
    probe: tuple[float, float]  # mean score of a probe trained anew on the encoder of first, and of second
    sd: tuple[float, float]  # over the probe's repeats
    chance: tuple[float, float]  # likewise of a probe of shuffled labels; without one, of the most frequent label
    before: float | None  # a probe on the encoder before training: what was there without this run
    units: int
    name: str  # a key of NAMES
    reason: str  # a sentence

    @property
    def gap(self) -> float:
        """Probe gap at second: what a classifier trained anew reads there beyond what the task's own head answers."""
        return self.probe[1] - self.head[1]

    @property
    def kept(self) -> float:
        """Of what a probe reads beyond chance at first, the share that is still read at second."""
        return (self.probe[1] - self.chance[1]) / (self.probe[0] - self.chance[0])


NAMES = {
    "untrained": "nothing to forget yet",
    "unsure": "no fall is established",
    "chance": "the probe reads too little",
    "the head": "the head has lost its aim",
    "both": "both head and encoder",
    "the space": "the probe fell with the head",
}


def has_probe(shape: Shape, first: str, second: str) -> bool:
    """Is there a linear probe of the last layer at both?"""
    return EVALUATION in shape.splits and all(len(shape.probe("linear", s, shape.layers[-1])) for s in (first, second))


def verdict(shape: Shape, answers: TaskAnswers, first: str, second: str, untrained: Collection[str] = ()) -> Verdict:
    """untrained: names of snapshots at which a random head answered.

    Raises UserError where there was no probe, or a snapshot was not looked at.
    """
    shape.index(first), shape.index(second)
    last = shape.layers[-1]
    scores = [shape.probe("linear", name, last) for name in (first, second)]
    if not all(len(s) for s in scores):
        raise UserError("there is no probe, so the head's fall cannot be held against anything")
    start = shape.snapshots[0]
    before = shape.probe("linear", start.name, last) if start.stage == 0 else []
    names = [s.name for s in answers.snapshots]
    change = difference_interval(shape.metric, shape.sampled(answers), names.index(first), names.index(second))
    found = Verdict(
        metric=shape.metric,
        head=(shape.document["own_head"][first], shape.document["own_head"][second]),
        fall=(0.0 - change.high, 0.0 - change.low),  # never -0
        probe=(float(scores[0].mean()), float(scores[1].mean())),
        sd=(_sd(scores[0]), _sd(scores[1])),
        chance=(shape.chance(first), shape.chance(second)),
        before=float(before.mean()) if len(before) else None,
        units=shape.units("evaluation"),
        name="",
        reason="",
    )
    name = _name(found, first in untrained)
    return replace(found, name=name, reason=_reason(found, name))


def _name(found: Verdict, is_untrained: bool) -> str:
    if is_untrained:
        return "untrained"
    if not found.fall[0] > 0:  # nor where no interval is defined
        return "unsure"
    share = found.metric in ("accuracy", "token_accuracy")
    noise = np.sqrt((found.probe[0] * (1 - found.probe[0]) if share else 1.0) / found.units)
    if found.probe[0] - found.chance[0] <= SURE * noise:
        return "chance"
    return "the head" if found.kept > HEAD else "the space" if found.kept < SPACE else "both"


def _reason(found: Verdict, name: str) -> str:
    short, chance = metrics.get(found.metric).short, f"chance {found.chance[0]:.3f} and {found.chance[1]:.3f}"
    head = f"{short} of the head {found.head[0]:.3f} to {found.head[1]:.3f}"
    if name == "untrained":
        return f"the head was not trained yet at first ({head})"
    if name == "unsure":
        low, high = found.fall
        within = f"95 % {low:.3f} to {high:.3f}" if low == low else "no interval is defined"
        fall = f"fall {found.head[0] - found.head[1]:.3f}, {within}"
        return f"no fall of the head is established ({head}; {fall})"
    probe = f"of a new probe {found.probe[0]:.3f} to {found.probe[1]:.3f}, {chance}"
    numbers = f"({head}, {probe}" + (")" if found.before is None else f"; before training {found.before:.3f})")
    if name == "chance":
        return f"a probe reads hardly more than chance even at first, so it tells nothing {numbers}"
    share = f"of what a new probe reads beyond chance at first, {max(found.kept, 0):.0%} can still be read at second"
    said = {
        "the head": "the head has lost its aim",
        "both": "head and encoder share the fall",
        "the space": "the probe fell with the head",
    }[name]
    return f"{said}: {share} {numbers}"


def _sd(scores: np.ndarray) -> float:
    return float(scores.std(ddof=1)) if len(scores) > 1 else float("nan")
