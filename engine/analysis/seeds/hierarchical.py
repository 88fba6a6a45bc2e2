"""Intervals over seeds and examples at once: what other seeds and other examples would have given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from engine.analysis import sums
from engine.analysis.evidence.draws import SLOWER, draws
from engine.analysis.evidence.rows import distinct
from engine.analysis.numbers import to_json
from engine.analysis.seeds.summary import ONE_SEED
from engine.answers import TaskAnswers
from engine.errors import UserError

LEVEL = 0.95
FEW = 5  # seeds: an interval over three, drawn again and again, holds the mean in 75 % of cases at most, not 95 %
FEW_SEEDS = "few seeds: too narrow"
RESAMPLES = 2_000
SEED = 20_211_206  # fixed: the same answers give the same interval everywhere
_WORK = 20_000_000  # examples or kinds drawn in all: beyond, there are fewer resamples
_FEWEST = 200


@dataclass(frozen=True)
class GroupInterval:
    """The mean over a group's seeds of one number, with percentile intervals of 95 %."""

    value: float
    both: tuple[float, float]  # over seeds and examples: hierarchical
    examples: tuple[float, float]  # over examples, with these very seeds
    seeds: tuple[float, float]  # over seeds, with these very examples; NaN for one seed
    n_seeds: int
    n_examples: int
    resamples: int
    note: str = ""  # what must be said beside it

    def to_json(self) -> dict[str, Any]:
        parts = {name: to_json(list(getattr(self, name))) for name in ("both", "examples", "seeds")}
        counts = {"n_seeds": self.n_seeds, "n_examples": self.n_examples, "resamples": self.resamples}
        return {"value": to_json(self.value), **parts, **counts, "note": self.note}


def score_interval(metric: str, answers: Sequence[TaskAnswers], snapshots: Sequence[int]) -> GroupInterval:
    """Of the metric at one snapshot per seed (indices), averaged over the seeds.

    answers: one per seed, over the same units in the same order, as `comparability.join` gives them.
    Raises UserError for a metric that has no sums (Spearman).
    """
    tables = [_table(metric, a, s) for a, s in zip(answers, snapshots, strict=True)]
    labels = answers[0].task.labels
    return _interval(tables, lambda summed: sums.value(metric, summed, labels))


def difference_interval(
    metric: str, answers: Sequence[TaskAnswers], first: Sequence[int], second: Sequence[int]
) -> GroupInterval:
    """Of the metric at first minus at second, per seed (indices), averaged over the seeds: above 0 is forgetting."""
    tables = [
        np.concatenate([_table(metric, a, one), _table(metric, a, two)], axis=1)
        for a, one, two in zip(answers, first, second, strict=True)
    ]
    labels, half = answers[0].task.labels, tables[0].shape[1] // 2

    def lost(summed: np.ndarray) -> np.ndarray:
        return sums.value(metric, summed[..., :half], labels) - sums.value(metric, summed[..., half:], labels)

    return _interval(tables, lost)


def _table(metric: str, answers: TaskAnswers, snapshot: int) -> np.ndarray:
    if not sums.has_sums(metric):
        raise UserError(f"{metric} is no sum over examples: there is no hierarchical bootstrap of it")
    return sums.per_example(metric, answers, snapshot)


def _interval(tables: Sequence[np.ndarray], statistic) -> GroupInterval:
    """tables: (examples, k) per seed. statistic: (..., k) -> (...).

    Seeds are drawn with replacement, and examples within the task: one draw of examples for all seeds, because all of
    them answer the same ones (crossed, not nested: Owen 2007). Drawn apart, their common luck would average out.
    """
    seeds, n, k = len(tables), len(tables[0]), tables[0].shape[1]
    of_seeds = np.array([float(statistic(t.sum(axis=0))) for t in tables])
    value = float(of_seeds[0] if (of_seeds == of_seeds[0]).all() else of_seeds.mean())
    rows, kind = distinct(np.concatenate(tables, axis=1))
    resamples = int(np.clip(_WORK // max(min(n, SLOWER * len(rows)), 1), _FEWEST, RESAMPLES))
    random = np.random.default_rng(SEED)
    parts = [statistic((counts @ rows).reshape(-1, seeds, k)) for counts in draws(kind, len(rows), resamples, random)]
    by_seed = np.concatenate(parts)  # (resamples, seeds)
    drawn = random.integers(0, seeds, (resamples, seeds))
    both = np.take_along_axis(by_seed, drawn, axis=1)
    undefined = int(np.isnan(by_seed).any(axis=1).sum())
    notes = [ONE_SEED] if seeds == 1 else [FEW_SEEDS] if seeds < FEW else []
    notes += [f"{undefined:,} resamples were undefined and are left out"] if undefined else []
    only_seeds = _limits(of_seeds[drawn]) if seeds > 1 else (float("nan"), float("nan"))
    return GroupInterval(
        value, _limits(both), _limits(by_seed), only_seeds, seeds, n, resamples, "; ".join(notes)
    )  # fmt: skip


def _limits(values: np.ndarray) -> tuple[float, float]:
    """(resamples, seeds) -> percentiles of the mean over seeds; exact where all are the same number."""
    kept = values[~np.isnan(values).any(axis=1)]
    if not len(kept):
        return float("nan"), float("nan")
    same = (kept == kept[:, :1]).all(axis=1)
    means = np.where(same, kept[:, 0], kept.mean(axis=1))
    low, high = np.quantile(means, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return float(low), float(high)
