"""How near each label comes to another, over snapshots: do labels that are forgotten come closer?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.stats import permutation_test, rankdata

from engine.analysis.bins import bins
from engine.analysis.geometry.shape import EVALUATION, Shape
from engine.answers import TaskAnswers

RESAMPLES, SEED = 9_999, 20_201_219


@dataclass(frozen=True)
class LabelDistances:
    """In one layer. Rows are snapshots; labels as in the shape."""

    split: str
    layer: int
    smallest: np.ndarray  # (snapshots, labels) distance to the nearest other label; NaN: no cluster large enough
    nearest: np.ndarray  # (snapshots, labels) which label that is; -1 where there is none
    matrix: np.ndarray  # (snapshots, labels, labels) symmetric; NaN on the diagonal and where there is none


@dataclass(frozen=True)
class Closer:
    """Do labels that lost more come closer? Spearman's rank correlation over labels."""

    labels: int
    rho: float | None  # of the share forgotten with the relative change of the smallest distance; below 0: closer
    p: float | None  # two-sided, by permutation: of all orders of up to 7 labels, else of 9,999
    why: str = ""  # it is undefined


def label_distances(shape: Shape, layer: int, split: str = EVALUATION, followed: bool = False) -> LabelDistances:
    """From each space's own clusters, or from those that are followed through all of them."""
    count = len(shape.labels)
    matrix = np.full((len(shape.snapshots), count, count), np.nan)
    for i, snapshot in enumerate(shape.snapshots):
        if found := shape.distances(split, snapshot.name, layer, followed):
            one, other = found.pairs[~found.missing].T
            matrix[i, one, other] = matrix[i, other, one] = found.vector[~found.missing]
    known = np.where(np.isnan(matrix), np.inf, matrix)
    smallest = known.min(axis=2)
    there = np.isfinite(smallest)
    return LabelDistances(
        split, layer, np.where(there, smallest, np.nan), np.where(there, known.argmin(axis=2), -1), matrix
    )


def forgotten_share(shape: Shape, answers: TaskAnswers, first: int, second: int) -> np.ndarray:
    """(labels,) cnt3 / cnt1 over all of the task's evaluation units, not the sample alone; NaN without any right."""
    right, groups = answers.right(), bins(answers)
    gold, count = groups.of(answers.units.gold), len(groups.labels)
    known = np.bincount(gold[right[first]], minlength=count)
    lost = np.bincount(gold[right[first] & ~right[second]], minlength=count)
    share = np.divide(lost, known, out=np.full(count, np.nan), where=known > 0)
    return np.array([share[groups.labels.index(label)] for label in shape.labels])


def closer(found: LabelDistances, share: np.ndarray, first: int, second: int) -> Closer:
    """first, second: indices of the shape's snapshots; share: (labels,) of `forgotten_share`."""
    change = found.smallest[second] / np.where(found.smallest[first] > 0, found.smallest[first], np.nan) - 1
    there = np.isfinite(change) & np.isfinite(share)
    if there.sum() < 4:
        return Closer(int(there.sum()), None, None, "fewer than 4 labels have both numbers")
    if np.ptp(share[there]) == 0 or np.ptp(change[there]) == 0:
        return Closer(int(there.sum()), None, None, "all labels have the same number")
    ranks = rankdata(share[there]), rankdata(change[there])
    found = permutation_test(
        ranks,
        _rho,
        permutation_type="pairings",
        vectorized=True,
        n_resamples=RESAMPLES,
        rng=np.random.default_rng(SEED),
    )
    return Closer(int(there.sum()), float(found.statistic), float(found.pvalue))


def _rho(one: np.ndarray, other: np.ndarray, axis: int = -1) -> np.ndarray:
    """Pearson's correlation, which of ranks is Spearman's."""
    one, other = (ranks - ranks.mean(axis=axis, keepdims=True) for ranks in (one, other))
    both = np.sqrt((one**2).sum(axis=axis) * (other**2).sum(axis=axis))
    return (one * other).sum(axis=axis) / both
