"""Numbers over the seeds of a group: mean, spread, interval."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import stats

from engine.analysis.numbers import to_json

LEVEL = 0.95
ONE_SEED = "one seed: nothing is known of the spread over seeds"


@dataclass(frozen=True)
class Summary:
    """Over seeds. Arrays have the shape of one seed's numbers; NaN where a seed has none."""

    n: int  # seeds
    mean: np.ndarray
    sd: np.ndarray  # with n - 1; NaN for one seed
    low: np.ndarray  # Student's t interval of the mean, 95 %; NaN for one seed
    high: np.ndarray
    iqm: np.ndarray  # interquartile mean
    minimum: np.ndarray
    maximum: np.ndarray

    @property
    def why_not(self) -> str:
        """Why there is no interval over seeds; empty where there is one."""
        return ONE_SEED if self.n == 1 else "there is no seed" if self.n == 0 else ""

    def to_json(self) -> dict[str, Any]:
        names = ("mean", "sd", "low", "high", "iqm", "minimum", "maximum")
        return {"n": self.n, **{name: to_json(getattr(self, name)) for name in names}, "why_not": self.why_not}


def summarize(values: np.ndarray) -> Summary:
    """Over the last axis: (..., seeds) -> arrays (...). A NaN in one seed makes the cell NaN: no seed is dropped."""
    values = np.asarray(values, dtype=np.float64)
    n = values.shape[-1]
    nothing = np.full(values.shape[:-1], np.nan)
    if n == 0:
        return Summary(0, *[nothing] * 7)
    low, high = values.min(axis=-1), values.max(axis=-1)
    constant = low == high  # then no rounding may make a width of it
    mean = np.where(constant, low, values.mean(axis=-1))
    iqm = np.where(constant, low, iqm_of(values))
    if n == 1:
        return Summary(1, mean, nothing, nothing, nothing, iqm, low, high)
    sd = np.where(constant, 0.0, values.std(axis=-1, ddof=1))
    half = stats.t.ppf((1 + LEVEL) / 2, n - 1) * sd / np.sqrt(n)
    return Summary(n, mean, sd, mean - half, mean + half, iqm, low, high)


def iqm_of(values: np.ndarray) -> np.ndarray:
    """Interquartile mean over the last axis (Agarwal et al. 2021): without the lowest and highest quarter, rounded
    down: of fewer than 4 seeds nothing is cut."""
    return stats.trim_mean(values, 0.25, axis=-1)
