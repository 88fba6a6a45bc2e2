"""A metric as sums over examples: what a resample, or a part of the data, scores without going back to the answers.

An example is what is drawn at random and resampled: a sentence, also where a sentence has many tokens, because the
tokens of one sentence are not independent.
"""

from collections.abc import Sequence

import numpy as np

from engine import metrics
from engine.analysis.spans import entities
from engine.answers import TaskAnswers
from engine.errors import UserError

_RIGHT = ("accuracy", "token_accuracy")
_LABELS = ("mcc", "f1", "macro_f1")
_FLAT = 1e-12  # of the sum of squares: below it a variance is rounding, and the numbers are one constant


def has_sums(metric: str) -> bool:
    """Can the metric be had from sums over examples? A rank correlation cannot."""
    metrics.get(metric)
    return metric != "spearman"


def examples(answers: TaskAnswers) -> np.ndarray:
    """(examples,) ids of the examples that have an evaluated unit: the rows of `per_example`."""
    return answers.units.example[_starts(answers)]


def example_number(answers: TaskAnswers) -> np.ndarray:
    """(units,) the row of `per_example` that each unit belongs to."""
    starts = _starts(answers)
    return np.repeat(np.arange(len(starts)), np.diff(np.r_[starts, len(answers.units.example)]))


def per_example(metric: str, answers: TaskAnswers, snapshot: int) -> np.ndarray:
    """(examples, k) float64 statistics of each evaluated example at the snapshot with this index; see `value`.

    Columns: accuracy, token_accuracy (right, n); entity_f1 (right, invented, missed entities, tags other than O);
    mcc, f1, macro_f1 (right, gold, predicted units of each label); pearson (n, x, y, xx, yy, xy), x gold, y predicted,
    both less the mean of gold. Raises UserError for a metric that has no sums, or does not exist.
    """
    if not has_sums(metric):
        raise UserError(f"{metric} is no function of sums over examples: resample the examples themselves")
    gold, predicted, starts = answers.units.gold, answers.predicted[snapshot], _starts(answers)
    if metric in _RIGHT:
        right = answers.right_at(snapshot)
        return _add(starts, right, np.ones(len(right)))
    if metric in _LABELS:
        return _by_label(gold, predicted, len(answers.task.labels), example_number(answers), len(starts))
    if metric == "entity_f1":
        return _entities(answers, snapshot, starts)
    middle = gold.mean() if len(gold) else 0.0  # a correlation does not mind, and squares keep their digits
    x, y = gold - middle, predicted - middle
    return _add(starts, np.ones(len(x)), x, y, x * x, y * y, x * y)


def value(metric: str, summed: np.ndarray, labels: Sequence[str] = ()) -> np.ndarray:
    """The metric of summed statistics: (..., k) -> (...); NaN where it is undefined, as in `engine.metrics.score`."""
    summed = np.asarray(summed, dtype=np.float64)
    if metric in _RIGHT:
        return _ratio(summed[..., 0], summed[..., 1])
    if metric == "entity_f1":
        right, invented, missed, tags = np.moveaxis(summed, -1, 0)
        none = np.where(tags > 0, 0.0, np.nan)  # only stray I- tags score 0, only O nothing
        return np.where(right + invented + missed > 0, _ratio(2 * right, 2 * right + invented + missed), none)
    if metric in _LABELS:
        right, gold, predicted = np.moveaxis(summed.reshape(*summed.shape[:-1], 3, -1), -2, 0)
        return {"mcc": _mcc, "f1": _f1, "macro_f1": _macro_f1}[metric](right, gold, predicted)
    if metric == "pearson":
        n, x, y, xx, yy, xy = np.moveaxis(summed, -1, 0)
        spread_x, spread_y = n * xx - x * x, n * yy - y * y
        flat = (spread_x <= _FLAT * n * xx) | (spread_y <= _FLAT * n * yy)
        found = _ratio(n * xy - x * y, np.sqrt(np.maximum(spread_x, 0)) * np.sqrt(np.maximum(spread_y, 0)))
        return np.where(flat, np.nan, np.clip(found, -1, 1))
    raise UserError(f"{metric} is no function of sums over examples: resample the examples themselves")


def score(metric: str, answers: TaskAnswers, snapshot: int) -> float:
    """The metric on all data: what `engine.metrics.score` says, in a fraction of the time."""
    return float(value(metric, per_example(metric, answers, snapshot).sum(axis=0), answers.task.labels))


def _starts(answers: TaskAnswers) -> np.ndarray:
    """(examples,) index of each example's first unit."""
    example = answers.units.example
    if not len(example):
        return np.zeros(0, dtype=np.int64)
    return np.flatnonzero(np.r_[True, example[1:] != example[:-1]])


def _add(starts: np.ndarray, *columns: np.ndarray) -> np.ndarray:
    if not len(starts):
        return np.zeros((0, len(columns)))
    if len(starts) == len(columns[0]):  # one unit each: nothing to add
        return np.stack([np.asarray(c, dtype=np.float64) for c in columns], axis=1)
    return np.stack([np.add.reduceat(np.asarray(c, dtype=np.float64), starts) for c in columns], axis=1)


def _by_label(gold: np.ndarray, predicted: np.ndarray, labels: int, row: np.ndarray, rows: int) -> np.ndarray:
    right = gold == predicted
    parts = ((row[right], gold[right]), (row, gold), (row, predicted))
    size = rows * labels
    counts = [np.bincount(where * labels + what, minlength=size).reshape(-1, labels) for where, what in parts]
    return np.concatenate(counts, axis=1).astype(np.float64)


def _entities(answers: TaskAnswers, snapshot: int, starts: np.ndarray) -> np.ndarray:
    labels, example = answers.task.labels, answers.units.example
    if not metrics.are_iob(labels):
        raise UserError(f"entity_f1 is for B-, I- and O tags, not {', '.join(labels)}: use token_accuracy")
    gold, predicted = answers.units.gold, answers.predicted[snapshot]
    ends, kind = entities(gold, labels, example)
    new_ends, new_kind = entities(predicted, labels, example)
    right = (ends > 0) & (ends == new_ends) & (kind == new_kind)
    tag = np.array([label != "O" for label in labels])
    return _add(starts, right, (new_ends > 0) & ~right, (ends > 0) & ~right, tag[gold] | tag[predicted])


def _f1(right: np.ndarray, gold: np.ndarray, predicted: np.ndarray) -> np.ndarray:
    return _ratio(2 * right[..., -1], gold[..., -1] + predicted[..., -1])


def _macro_f1(right: np.ndarray, gold: np.ndarray, predicted: np.ndarray) -> np.ndarray:
    occurs = gold + predicted > 0
    each = np.where(occurs, _ratio(2 * right, gold + predicted), 0.0)
    return _ratio(each.sum(axis=-1), occurs.sum(axis=-1))


def _mcc(right: np.ndarray, gold: np.ndarray, predicted: np.ndarray) -> np.ndarray:
    """Gorodkin 2004; 0 where gold or predicted is one label only."""
    n = gold.sum(axis=-1)
    top = n * right.sum(axis=-1) - (gold * predicted).sum(axis=-1)
    below = np.sqrt((n * n - (gold * gold).sum(axis=-1)) * (n * n - (predicted * predicted).sum(axis=-1)))
    return np.where(n == 0, np.nan, np.where(below > 0, _ratio(top, below), 0.0))


def _ratio(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    part, whole = np.broadcast_arrays(part, whole)
    return np.divide(part, whole, out=np.full(part.shape, np.nan), where=whole != 0)
