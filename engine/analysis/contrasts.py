"""Two groups side by side: the difference of every cell, with its evidence over seeds."""

from __future__ import annotations

import math
import warnings
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from scipy import stats

from engine.analysis.evidence.correction import holm
from engine.analysis.numbers import to_json

LEVEL = 0.95
PERMUTATIONS = 9_999  # beyond so many assignments they are drawn instead of counted
SEED = 19_350_501


@dataclass(frozen=True)
class Contrast:
    """Group `b` minus group `a`. Arrays have the shape of the cells; NaN where one group has no number."""

    a: str
    b: str
    n: tuple[int, int]  # seeds
    paired: bool  # by seed: both groups have the same ones
    difference: np.ndarray
    low: np.ndarray  # t interval of the difference, 95 %
    high: np.ndarray
    p: np.ndarray  # of the t test
    p_permutation: np.ndarray
    holm: np.ndarray  # p corrected over all cells of all contrasts that are shown together
    why_not: str = ""  # why there is no p

    @property
    def test(self) -> str:
        """`paired t over 3 seeds`, `Welch's t over 3 and 2 seeds`."""
        if self.why_not:
            return self.why_not
        return (
            f"paired t over {self.n[0]} seeds" if self.paired else f"Welch's t over {self.n[0]} and {self.n[1]} seeds"
        )

    @property
    def smallest_permutation_p(self) -> float:
        """What the permutation test can reach at best with so many seeds: 0.25 with three pairs."""
        a, b = self.n
        every = 2**a if self.paired else math.comb(a + b, a)
        # drawn ones never give 0: what was seen counts as one of them
        return min(1.0, 2 / (every if every <= PERMUTATIONS else PERMUTATIONS + 1))

    def to_json(self) -> dict[str, Any]:
        names = ("difference", "low", "high", "p", "p_permutation", "holm")
        return {
            "a": self.a,
            "b": self.b,
            "n": list(self.n),
            "test": self.test,
            **{name: to_json(getattr(self, name)) for name in names},
            "smallest_permutation_p": self.smallest_permutation_p,
        }


def contrast(
    a: str, b: str, values_a: np.ndarray, values_b: np.ndarray, seeds_a: Sequence, seeds_b: Sequence
) -> Contrast:
    """Of cells (..., seeds). Paired by seed where both groups have the same seeds, else Welch's test.

    Two-sided. The permutation test swaps the signs of the pairs' differences, or the group of each run.
    Where nothing varies, p is 1 without a difference, and NaN with one: there is no spread to hold it against.
    """
    n = values_a.shape[-1], values_b.shape[-1]
    paired = len(seeds_a) > 0 and None not in seeds_a and sorted(seeds_a) == sorted(seeds_b, key=_number)
    if paired:
        values_b = values_b[..., [list(seeds_b).index(seed) for seed in seeds_a]]
    difference = _mean(values_b - values_a) if paired else _mean(values_b) - _mean(values_a)
    nan = np.full(difference.shape, np.nan)
    if min(n) < 2:
        why_not = "one seed in a group: no test over seeds"
        return Contrast(a, b, n, paired, difference, nan, nan, nan, nan, nan, why_not)
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # scipy says that nothing varies; so do we, with the p
        test = (
            stats.ttest_rel(values_b, values_a, axis=-1)
            if paired
            else stats.ttest_ind(values_b, values_a, axis=-1, equal_var=False)
        )
        low, high = test.confidence_interval(LEVEL)
    p = np.array(test.pvalue, dtype=np.float64)
    constant = _constant(values_b - values_a) if paired else _constant(values_a) & _constant(values_b)
    flat = np.where(difference == 0, 1.0, np.nan)
    p = np.where(constant, np.where(np.isnan(difference), np.nan, flat), p)
    low, high = (np.where(constant, difference, limit) for limit in (low, high))
    return Contrast(a, b, n, paired, difference, low, high, p, _permutation(values_a, values_b, paired), holm_of(p))


def corrected(contrasts: Sequence[Contrast]) -> tuple[Contrast, ...]:
    """The same with p corrected over all their cells together (Holm 1979)."""
    if not contrasts:
        return ()
    together = holm(np.concatenate([c.p.ravel() for c in contrasts]))
    ends = np.cumsum([c.p.size for c in contrasts])[:-1]
    parts = np.split(together, ends)
    return tuple(replace(c, holm=part.reshape(c.p.shape)) for c, part in zip(contrasts, parts, strict=True))


def holm_of(p: np.ndarray) -> np.ndarray:
    return holm(p.ravel()).reshape(p.shape)


def _permutation(values_a: np.ndarray, values_b: np.ndarray, paired: bool) -> np.ndarray:
    shape = values_a.shape[:-1]
    flat_a, flat_b = values_a.reshape(-1, values_a.shape[-1]), values_b.reshape(-1, values_b.shape[-1])
    found = np.full(len(flat_a), np.nan)
    known = ~(np.isnan(flat_a).any(axis=1) | np.isnan(flat_b).any(axis=1))
    if known.any():
        kind = "samples" if paired else "independent"
        test = stats.permutation_test(
            (flat_b[known], flat_a[known]), _difference, permutation_type=kind, vectorized=True, axis=-1,
            n_resamples=PERMUTATIONS, rng=np.random.default_rng(SEED),
        )  # fmt: skip
        found[known] = test.pvalue
    return found.reshape(shape)


def _difference(x: np.ndarray, y: np.ndarray, axis: int = -1) -> np.ndarray:
    return np.mean(x, axis=axis) - np.mean(y, axis=axis)


def _mean(values: np.ndarray) -> np.ndarray:
    """Exact where all are the same number."""
    return np.where(_constant(values), values[..., 0], values.mean(axis=-1))


def _constant(values: np.ndarray) -> np.ndarray:
    return (values == values[..., :1]).all(axis=-1)


def _number(seed: Any) -> float:
    return float("-inf") if seed is None else seed
