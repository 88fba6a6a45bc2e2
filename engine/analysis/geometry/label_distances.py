"""How near each label comes to another, over snapshots: do labels that are forgotten come closer?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.stats import spearmanr

from engine.analysis.geometry.shape import EVALUATION, Shape
from engine.answers import TaskAnswers


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
    p: float | None
    why: str = ""  # it is undefined


def label_distances(shape: Shape, layer: int, split: str = EVALUATION) -> LabelDistances:
    """From the space's own clusters at every snapshot."""
    count = len(shape.labels)
    matrix = np.full((len(shape.snapshots), count, count), np.nan)
    for i, snapshot in enumerate(shape.snapshots):
        if found := shape.distances(split, snapshot.name, layer):
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
    right, names = answers.right(), answers.task.labels
    known = np.bincount(answers.units.gold[right[first]], minlength=len(names))
    lost = np.bincount(answers.units.gold[right[first] & ~right[second]], minlength=len(names))
    share = np.divide(lost, known, out=np.full(len(names), np.nan), where=known > 0)
    return np.array([share[names.index(label)] for label in shape.labels])


def closer(found: LabelDistances, share: np.ndarray, first: int, second: int) -> Closer:
    """first, second: indices of the shape's snapshots; share: (labels,) of `forgotten_share`."""
    change = found.smallest[second] / np.where(found.smallest[first] > 0, found.smallest[first], np.nan) - 1
    there = np.isfinite(change) & np.isfinite(share)
    if there.sum() < 4:
        return Closer(int(there.sum()), None, None, "fewer than 4 labels have both numbers")
    if np.ptp(share[there]) == 0 or np.ptp(change[there]) == 0:
        return Closer(int(there.sum()), None, None, "all labels have the same number")
    rho, p = spearmanr(share[there], change[there])
    return Closer(int(there.sum()), float(rho), float(p))
