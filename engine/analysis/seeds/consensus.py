"""How often is each example forgotten over the seeds of a group: always the same ones, or others every time?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from engine.analysis.numbers import to_json


@dataclass(frozen=True)
class Consensus:
    """Counts over units. "Known" are the units right at first in every seed: they could be forgotten in each."""

    seeds: int
    times: np.ndarray  # (units,) in how many seeds it was forgotten
    known: np.ndarray  # (units,) bool: right at first in every seed
    all_units: np.ndarray  # (seeds + 1,) units forgotten in 0, 1, ... seeds
    observed: np.ndarray  # (seeds + 1,) the same of the known units alone
    expected: np.ndarray  # (seeds + 1,) known units, if each seed forgot its own share of them at random

    def at_least(self, times: int) -> np.ndarray:
        """Indices of the units forgotten in at least so many seeds, most often first."""
        found = np.flatnonzero(self.times >= times)
        return found[np.argsort(-self.times[found], kind="stable")]

    def to_json(self) -> dict[str, Any]:
        return {
            "seeds": self.seeds,
            "forgotten_in": list(range(self.seeds + 1)),
            "units": to_json(self.all_units),
            "known_units": to_json(self.observed),
            "expected_if_independent": to_json(self.expected),
        }


def consensus(known: Sequence[np.ndarray], forgotten: Sequence[np.ndarray]) -> Consensus:
    """known, forgotten: per seed (units,) bool: right at first; right at first and wrong at second."""
    right, lost = np.stack(known), np.stack(forgotten)
    seeds, times, always = len(lost), lost.sum(axis=0), right.all(axis=0)
    law = np.ones(1)  # of how many seeds forget one known unit: a Poisson binomial
    for share in lost[:, always].mean(axis=1) if always.any() else np.zeros(seeds):
        law = np.convolve(law, [1 - share, share])
    return Consensus(
        seeds=seeds,
        times=times,
        known=always,
        all_units=np.bincount(times, minlength=seeds + 1),
        observed=np.bincount(times[always], minlength=seeds + 1),
        expected=law * always.sum(),
    )
