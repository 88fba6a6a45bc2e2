"""The interval of a difference: what other examples of the same kind would have given. A paired bootstrap."""

import warnings
from collections.abc import Callable
from dataclasses import dataclass
from types import SimpleNamespace

import numpy as np
from scipy.stats import DegenerateDataWarning, bootstrap, rankdata

from engine.analysis import sums
from engine.analysis.evidence.draws import SLOWER, counted, draws
from engine.analysis.evidence.paired import paired
from engine.answers import TaskAnswers

LEVEL = 0.95
RESAMPLES = 9_999
SEED = 20_201_219  # fixed: the same answers give the same interval on every page and in the command line
_BCA = 2_000  # examples up to which BCa is taken: it leaves out every example once, so its cost grows with the square
_WORK = 8_000_000  # draws of an example, up to which there are as many resamples as RESAMPLES; then fewer
_FEWEST = 200

Statistic = Callable[[np.ndarray], np.ndarray]  # (..., k) summed statistics -> (...) numbers


@dataclass(frozen=True)
class Interval:
    """An interval of a difference, with how it came about."""

    low: float
    high: float
    method: str  # "BCa", "percentile"
    resamples: int
    undefined: int = 0  # resamples in which the number was undefined, left out
    level: float = LEVEL

    @property
    def known(self) -> bool:
        return bool(np.isfinite(self.low) and np.isfinite(self.high))

    def describe(self, unit: str) -> str:
        """`95 % interval: paired bootstrap over sentences, BCa, 9,999 resamples`."""
        left_out = f", {self.undefined:,} of them undefined and left out" if self.undefined else ""
        name = f"paired bootstrap over {unit}, {self.method}, {self.resamples:,} resamples{left_out}"
        return f"{self.level:.0%} interval: {name}".replace("%", " %")


NONE = Interval(float("nan"), float("nan"), "none", 0)


def difference_interval(metric: str, answers: TaskAnswers, first: int, second: int) -> Interval:
    """Of the metric at second minus at first (indices), over examples: sentences, also for token tasks.

    Efron 1987 (BCa); beyond 2,000 examples the percentile method. Where a metric has no sums the numbers are resampled.
    """
    if not sums.has_sums(metric):
        return _of_ranks(answers, first, second)
    found = paired(metric, answers, first, second)
    return interval(found.rows, found.kind, found.difference)


def interval(rows: np.ndarray, kind: np.ndarray, statistic: Statistic) -> Interval:
    """Of a number that depends on sums over examples.

    rows: (kinds, k) the different statistics that examples have; kind: (examples,) which of them each example has.
    scipy makes the interval of what was drawn.
    """
    n, kinds = len(kind), len(rows)
    if n < 2:
        return NONE
    resamples = int(np.clip(_WORK // min(n, SLOWER * kinds), _FEWEST, RESAMPLES))
    random = np.random.default_rng(SEED)
    drawn = np.concatenate([statistic(counts @ rows) for counts in draws(kind, kinds, resamples, random)])
    defined = drawn[np.isfinite(drawn)]
    undefined = resamples - len(defined)
    method = "BCa" if n <= _BCA else "percentile"
    if not len(defined):
        return NONE
    if defined.min() == defined.max():  # nothing varies: scipy would find no interval
        return Interval(float(defined[0]), float(defined[0]), method, resamples, undefined)

    def of_kinds(drawn_kinds: np.ndarray, axis: int = -1) -> np.ndarray:
        found = statistic(counted(drawn_kinds.reshape(-1, drawn_kinds.shape[-1]), kinds) @ rows)
        return found.reshape(drawn_kinds.shape[:-1])

    low, high = _limits(of_kinds, (kind,), defined, method)
    if not np.isfinite(low + high):  # too skewed for BCa
        method = "percentile"
        low, high = _limits(of_kinds, (kind,), defined, method)
    return Interval(low, high, method, resamples, undefined)


def _limits(statistic: Callable, data: tuple, drawn: np.ndarray, method: str) -> tuple[float, float]:
    """scipy's interval of resamples that are drawn already."""
    return _scipy(
        data, statistic, method, n_resamples=0, bootstrap_result=SimpleNamespace(bootstrap_distribution=drawn)
    )


def _scipy(data: tuple, statistic: Callable, method: str, **more: object) -> tuple[float, float]:
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore", DegenerateDataWarning)  # seen to by those who call
        found = bootstrap(
            data,
            statistic,
            paired=True,
            vectorized=True,
            batch=256,
            confidence_level=LEVEL,
            method=method.lower(),
            **more,
        )
    return float(found.confidence_interval.low), float(found.confidence_interval.high)


def _of_ranks(answers: TaskAnswers, first: int, second: int) -> Interval:
    """Spearman's correlation: ranks are not sums, so the examples themselves are drawn."""
    gold, before, after = answers.units.gold, answers.predicted[first], answers.predicted[second]
    n = len(gold)
    if n < 2:
        return NONE
    method = "BCa" if n <= _BCA else "percentile"
    resamples = int(np.clip(_WORK // n, _FEWEST, RESAMPLES))

    def difference(x: np.ndarray, y: np.ndarray, z: np.ndarray, axis: int = -1) -> np.ndarray:
        x, y, z = (rankdata(v, axis=-1) for v in (x, y, z))
        return _correlation(x, z) - _correlation(x, y)

    random = np.random.default_rng(SEED)
    low, high = _scipy((gold, before, after), difference, method, n_resamples=resamples, rng=random)
    return Interval(low, high, method, resamples) if np.isfinite(low + high) else NONE


def _correlation(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    x, y = x - x.mean(axis=-1, keepdims=True), y - y.mean(axis=-1, keepdims=True)
    spread = np.sqrt((x * x).sum(axis=-1) * (y * y).sum(axis=-1))
    return np.divide((x * y).sum(axis=-1), spread, out=np.full(spread.shape, np.nan), where=spread > 0)
