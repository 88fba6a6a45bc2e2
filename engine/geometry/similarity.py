"""Do labels lie to each other in one space as they do in another? Spatial similarity."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.stats import pearsonr

from engine.errors import UserError
from engine.geometry.distances import Distances

FEWEST = 3  # pairs: through two numbers there is always a line


@dataclass(frozen=True)
class Similarity:
    """Pearson correlation of two vectors of distances, -1..1; None where it is undefined, and then why."""

    value: float | None
    pairs: int  # of labels, that are measured in both spaces
    why: str = ""


def similarity(first: Distances, second: Distances) -> Similarity:
    """Of two spaces, over the pairs of labels that have clusters in both (Zhou and Srikumar 2022, section 3.2).

    Pairs that overlap count with their distance, 0. Raises UserError where the labels are not the same.
    """
    if first.labels != second.labels:
        raise UserError(
            f"distances between {', '.join(first.labels)} cannot be compared with those between "
            f"{', '.join(second.labels)}: the labels differ"
        )
    there = ~(first.missing | second.missing)
    one, other, pairs = first.vector[there], second.vector[there], int(there.sum())
    if pairs < FEWEST:
        labels = len(np.unique(first.pairs[there]))
        return Similarity(None, pairs, f"{labels} labels have {pairs} distances: at least 3 labels are needed")
    for which, values in (("first", one), ("second", other)):
        if np.ptp(values) <= 1e-12 * np.abs(values).max():
            return Similarity(None, pairs, f"all {pairs} distances of the {which} space are the same")
    return Similarity(float(pearsonr(one, other).statistic), pairs)
