"""Two runs on the same examples: is one better after its last stage? Paired over examples, not over seeds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from engine.analysis import sums
from engine.analysis.counts import UNITS
from engine.analysis.evidence.bootstrap import NONE, Interval, interval
from engine.analysis.evidence.correction import holm
from engine.analysis.evidence.mcnemar import INDEPENDENT, exact_p
from engine.analysis.evidence.rows import distinct
from engine.analysis.evidence.sign_flip import sign_flip_p
from engine.analysis.numbers import to_json
from engine.answers import TaskAnswers


@dataclass(frozen=True)
class RunTest:
    """Run b against run a at one snapshot each, over the units both answered."""

    unit: str
    n: int
    examples: int  # sentences, for tokens
    only_a: int  # units that a alone has right
    only_b: int
    difference: float  # of the metric, b - a
    interval: Interval  # over examples
    p_mcnemar: float  # units taken as independent
    p_examples: float  # signs of whole examples flipped: for tokens the one that counts
    note: str
    holm: float = float("nan")  # the deciding p, corrected over all pairs of runs that are tested together

    @property
    def p(self) -> float:
        """The one that decides. Where a unit is an example, both are the same."""
        return self.p_examples

    def to_json(self) -> dict[str, Any]:
        return {
            "unit": self.unit, "n": self.n, "examples": self.examples, "only_a_right": self.only_a,
            "only_b_right": self.only_b, "difference": to_json(self.difference),
            "interval": [to_json(self.interval.low), to_json(self.interval.high)],
            "mcnemar_p": self.p_mcnemar, "sign_flip_p": self.p_examples, "holm": self.holm, "note": self.note,
        }  # fmt: skip


def corrected(tests: Sequence[RunTest]) -> list[RunTest]:
    """The same with p corrected over all of them (Holm 1979)."""
    together = holm(np.array([test.p for test in tests]))
    return [replace(test, holm=float(p)) for test, p in zip(tests, together, strict=True)]


def run_test(metric: str, a: TaskAnswers, b: TaskAnswers, at_a: int, at_b: int) -> RunTest:
    """a, b: answers to the same units in the same order, as `comparability.join` gives them; snapshots by index."""
    right_a, right_b = a.right_at(at_a), b.right_at(at_b)
    only_a, only_b = int((right_a & ~right_b).sum()), int((right_b & ~right_a).sum())
    _, of = np.unique(a.units.example, return_inverse=True)
    net = np.bincount(of, weights=right_b.astype(float) - right_a)
    found, value = NONE, float("nan")
    if sums.has_sums(metric):
        before, after = sums.per_example(metric, a, at_a), sums.per_example(metric, b, at_b)
        half, labels = before.shape[1], a.task.labels

        def difference(summed: np.ndarray) -> np.ndarray:
            return sums.value(metric, summed[..., half:], labels) - sums.value(metric, summed[..., :half], labels)

        both = np.concatenate([before, after], axis=1)
        found, value = interval(*distinct(both), difference), float(difference(both.sum(axis=0)))
    return RunTest(
        UNITS[a.task.kind], len(right_a), len(net), only_a, only_b, value, found, exact_p(only_a, only_b),
        sign_flip_p(net), INDEPENDENT if a.task.kind == "token" else "",
    )  # fmt: skip
