"""Do forgotten units move more than kept ones, and towards which label?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.analysis.changes import FORGOTTEN, KEPT, changes
from engine.analysis.evidence.draws import draws
from engine.analysis.geometry.shape import Shape
from engine.answers import TaskAnswers

RESAMPLES, SEED = 999, 20_201_219  # of examples: words of one sentence move together
FEWEST = 6  # forgotten and kept units, each; with fewer nothing is said


@dataclass(frozen=True)
class Moves:
    """Of the sampled evaluation units between two snapshots, in one layer."""

    layer: int
    change: np.ndarray  # (units,) codes of engine.analysis.changes
    displacement: np.ndarray  # (units,)
    nearest: np.ndarray  # (units,) label whose centroid (without the unit) is nearest at second
    nearest_before: np.ndarray  # (units,) likewise at first
    predicted: np.ndarray  # (units,) label answered at second
    gold: np.ndarray  # (units,)
    example: np.ndarray  # (units,) whose units share a sentence

    def median(self, code: int) -> float:
        mine = self.displacement[self.change == code]
        return float(np.median(mine)) if len(mine) else float("nan")


@dataclass(frozen=True)
class More:
    """How often a forgotten unit has moved further than a kept one: 0.5 is no difference."""

    share: float | None  # probability of superiority (area under the ROC curve)
    low: float | None
    high: float | None
    forgotten: int
    kept: int
    why: str = ""  # there is no number


def moves(shape: Shape, answers: TaskAnswers, first: str, second: str, layer: int) -> Moves:
    """first, second: names of snapshots whose geometry was measured. Raises UserError for others."""
    i, j = shape.index(first), shape.index(second)
    names = [s.name for s in answers.snapshots]
    units = shape.arrays["evaluation/unit"]
    change = changes(answers, names.index(first), names.index(second))[units]
    nearest = shape.moved(layer, "nearest")
    return Moves(
        layer, change, shape.moved(layer, "displacement")[i, j], nearest[j], nearest[i],
        shape.answered(answers, second), shape.arrays["evaluation/gold"], shape.arrays["evaluation/example"],
    )  # fmt: skip


def more(found: Moves) -> More:
    """With a 95 % interval by a percentile bootstrap over examples."""
    lost, kept = found.change == FORGOTTEN, found.change == KEPT
    counts = int(lost.sum()), int(kept.sum())
    if min(counts) < FEWEST:
        return More(None, None, None, *counts, f"fewer than {FEWEST} forgotten or kept units in the sample")
    names, of = np.unique(found.example, return_inverse=True)
    random = np.random.default_rng(SEED)
    drawn = [
        _superiority(found.displacement, weights[of] * lost, weights[of] * kept)
        for block in draws(np.arange(len(names)), len(names), RESAMPLES, random)
        for weights in block
    ]
    low, high = np.nanquantile(drawn, (0.025, 0.975))
    return More(_superiority(found.displacement, 1 * lost, 1 * kept), float(low), float(high), *counts)


def towards(found: Moves, labels: int, code: int = FORGOTTEN) -> np.ndarray:
    """(labels, labels) units of one change by gold label and by the label whose centroid they are nearest to."""
    mine = found.change == code
    table = np.zeros((labels, labels), dtype=np.int64)
    np.add.at(table, (found.gold[mine], found.nearest[mine]), 1)
    return table


def followed_answer(found: Moves) -> tuple[int, int, int]:
    """Of the forgotten: nearest to the centroid of the label that was answered, nearest to the gold label's, all."""
    mine = found.change == FORGOTTEN
    return (
        int((found.nearest[mine] == found.predicted[mine]).sum()),
        int((found.nearest[mine] == found.gold[mine]).sum()),
        int(mine.sum()),
    )


def _superiority(values: np.ndarray, first: np.ndarray, second: np.ndarray) -> float:
    """P(a value of the first > one of the second) + P(equal) / 2, with whole-number weights (values,)."""
    grid, place = np.unique(values, return_inverse=True)
    one, other = (np.bincount(place, w, minlength=len(grid)) for w in (first, second))
    if not one.sum() or not other.sum():
        return float("nan")
    below = np.cumsum(other) - other
    return float((one * (below + other / 2)).sum() / (one.sum() * other.sum()))
