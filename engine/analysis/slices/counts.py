"""cnt1 to cnt4 of the slices of a grouping, and the p-values that go with them."""

from dataclasses import dataclass

import numpy as np

from engine.analysis.changes import FORGOTTEN, KEPT, LEARNED
from engine.analysis.slices import permutation

EXACT, MEMBERSHIP, SIGNS = "exact", "membership", "signs"


@dataclass(frozen=True)
class SliceCounts:
    """Arrays are (slices,) in the order of the grouping. Always cnt2 = cnt1 - cnt3 + cnt4."""

    units: np.ndarray
    examples: np.ndarray
    cnt1: np.ndarray
    cnt2: np.ndarray
    cnt3: np.ndarray
    cnt4: np.ndarray
    right_examples: np.ndarray  # examples with a unit right at first


@dataclass(frozen=True)
class Counted:
    """The units that are counted: all of a task, or those with one gold label."""

    row: np.ndarray  # (units,) number of each unit's example
    what: np.ndarray  # (units,) codes of `changes`

    @property
    def right(self) -> np.ndarray:
        """(units,) bool: right at first."""
        return (self.what == KEPT) | (self.what == FORGOTTEN)

    @property
    def right_examples(self) -> int:
        """Examples with a unit right at first: what permutations are drawn over."""
        return len(np.unique(self.row[self.right]))


def count(counted: Counted, code: np.ndarray, size: int) -> SliceCounts:
    """Count every slice between first and second. code: (units,) slice of each; size: how many slices there are."""
    table = np.bincount(code * 4 + counted.what, minlength=4 * size).reshape(size, 4)
    kept, forgotten, learned = (table[:, change] for change in (KEPT, FORGOTTEN, LEARNED))
    right = counted.right
    return SliceCounts(
        units=table.sum(axis=1),
        examples=_examples(code, counted.row, size),
        cnt1=kept + forgotten,
        cnt2=kept + learned,
        cnt3=forgotten,
        cnt4=learned,
        right_examples=_examples(code[right], counted.row[right], size),
    )


def _examples(code: np.ndarray, row: np.ndarray, size: int) -> np.ndarray:
    there = np.zeros((size, int(row.max(initial=-1)) + 1), dtype=bool)
    there[code, row] = True
    return there.sum(axis=1)


def p_values(counted: Counted, codes: list[np.ndarray], found: list[SliceCounts]) -> tuple[list[np.ndarray], list[str]]:
    """For each feature its (slices,) p-values, and how they were had: EXACT, MEMBERSHIP or SIGNS.

    codes: one (units,) array per feature; found: the counts of each.
    """
    right = np.flatnonzero(counted.right)
    lost = (counted.what[right] == FORGOTTEN).astype(float)
    names, row = np.unique(counted.row[right], return_inverse=True)
    if len(names) == len(right):
        totals = len(right), int(lost.sum())
        return [permutation.exact(c.cnt1, c.cnt3, *totals) for c in found], [EXACT] * len(codes)
    times = permutation.permutations(len(names))
    surplus = lost - lost.mean()  # (units right at first,)
    of_examples = np.bincount(row, surplus, len(names))
    whole, methods = [], []
    for code in codes:
        of_example = np.zeros(len(names), dtype=np.int64)
        of_example[row] = code[right]
        whole.append(of_example)
        methods.append(MEMBERSHIP if (of_example[row] == code[right]).all() else SIGNS)
    values: list[np.ndarray] = [np.zeros(0)] * len(codes)
    members = [i for i, method in enumerate(methods) if method == MEMBERSHIP]
    if members:
        sizes = [len(found[i].units) for i in members]
        p = permutation.by_membership([whole[i] for i in members], sizes, of_examples, times)
        for i, part in zip(members, np.split(p, np.cumsum(sizes)[:-1]), strict=True):
            values[i] = part
    cut = [i for i, method in enumerate(methods) if method == SIGNS]
    if cut:
        parts = [_contributions(codes[i][right], len(found[i].units), row, surplus, of_examples) for i in cut]
        p = permutation.by_signs(np.concatenate(parts), times)
        for i, part in zip(cut, np.split(p, np.cumsum([len(part) for part in parts])[:-1]), strict=True):
            values[i] = part
    return values, methods


def _contributions(
    code: np.ndarray, size: int, row: np.ndarray, surplus: np.ndarray, of_examples: np.ndarray
) -> np.ndarray:
    """(slices, examples): (m - mean m)(y - mean y) summed over each example's units, m: in the slice?, y: forgotten?"""
    examples = len(of_examples)
    inside = np.bincount(code * examples + row, surplus, size * examples).reshape(size, examples)
    share = np.bincount(code, minlength=size) / len(code)
    return inside - share[:, None] * of_examples
