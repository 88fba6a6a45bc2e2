"""Which training examples a job reads, and which of them it holds out: seeded, with every stratum in its share."""

from collections.abc import Sequence

import numpy as np

from engine.data import IGNORED, EncodedSplit


def draw(rows: Sequence[int], split: EncodedSplit, labels: int, units: int, draws: np.random.Generator) -> list[int]:
    """Rows with at most `units` units together (at least one row), every stratum in proportion; ascending."""
    rows = np.asarray(rows, dtype=np.int64)
    ordered = rows[_spread(strata(rows, split, labels), draws)]
    sizes = np.array([_units(split.gold[r]) for r in ordered])
    fits = int(np.searchsorted(np.cumsum(sizes), units, side="right"))
    return sorted(ordered[: max(fits, 1)].tolist())


def hold_out(rows: Sequence[int], split: EncodedSplit, labels: int, share: float, draws: np.random.Generator) -> set:
    """Some of `rows`, every stratum in proportion: at least one, and not all of two or more."""
    rows = np.asarray(rows, dtype=np.int64)
    ordered = rows[_spread(strata(rows, split, labels), draws)]
    return set(ordered[: min(max(1, round(share * len(rows))), max(len(rows) - 1, 1))].tolist())


def strata(rows: np.ndarray, split: EncodedSplit, labels: int) -> np.ndarray:
    """(rows,) the label of a sequence; of a token task's sentence the rarest of its labels; tenths of a number."""
    gold = [split.gold[r] for r in rows]
    if not labels:
        ranks = np.argsort(np.argsort(np.array(gold), kind="stable"), kind="stable")
        return ranks * 10 // max(len(gold), 1)
    if not isinstance(gold[0], list):
        return np.array(gold)
    found = [{label for label in sentence if label != IGNORED} for sentence in gold]
    frequency = np.bincount([label for sentence in found for label in sentence], minlength=labels)
    return np.array([min(sentence, key=lambda label: (frequency[label], label), default=-1) for sentence in found])


def _spread(stratum: np.ndarray, draws: np.random.Generator) -> np.ndarray:
    """A random order of which every beginning holds each stratum in proportion."""
    order = draws.permutation(len(stratum))
    place = np.empty(len(stratum))
    for value in np.unique(stratum):
        members = order[stratum[order] == value]
        place[members] = (np.arange(len(members)) + draws.random()) / len(members)
    return np.argsort(place, kind="stable")


def _units(gold: list[int] | int | float) -> int:
    return sum(label != IGNORED for label in gold) if isinstance(gold, list) else 1
