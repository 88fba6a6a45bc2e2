"""Metrics: gold and predicted answers of one task at one snapshot -> one number."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import stats
from seqeval.metrics import f1_score as entity_f1_score
from seqeval.scheme import IOB2
from sklearn.metrics import f1_score, matthews_corrcoef

from engine.errors import UserError


@dataclass(frozen=True)
class Metric:
    """A metric a task may name. `kind` says what may be averaged with what: never two kinds without saying so."""

    name: str
    title: str
    short: str  # for cells and axes
    kind: str  # MCC, accuracy, F1, correlation
    tasks: tuple[str, ...]  # kinds of task it is for
    definition: str
    citation: str
    lowest: float
    highest: float


_CLASSES = ("sequence", "pair")
_ALL = (
    Metric("mcc", "Matthews correlation", "MCC", "MCC", _CLASSES,
           "correlation between gold and predicted labels; 0 for a constant prediction",
           "Matthews 1975; Gorodkin 2004 for more than two labels", -1.0, 1.0),
    Metric("accuracy", "Accuracy", "acc", "accuracy", _CLASSES, "share of right answers", "", 0.0, 1.0),
    Metric("f1", "F1 of the positive label", "F1", "F1", _CLASSES,
           "harmonic mean of precision and recall of the last of two labels, as GLUE does for MRPC and QQP",
           "van Rijsbergen 1979; Wang et al. 2019 (GLUE)", 0.0, 1.0),
    Metric("macro_f1", "Macro F1", "macro F1", "F1", (*_CLASSES, "token"),
           "plain mean of the labels' F1, over the labels that occur in gold or predicted answers", "", 0.0, 1.0),
    Metric("entity_f1", "Entity F1", "entity F1", "F1", ("token",),
           "micro F1 over whole entities, type and both ends right; strict IOB2",
           "Tjong Kim Sang and De Meulder 2003; seqeval (Nakayama 2018)", 0.0, 1.0),
    Metric("token_accuracy", "Token accuracy", "token acc", "accuracy", ("token",),
           "share of evaluated words with the right label, O included", "", 0.0, 1.0),
    Metric("pearson", "Pearson correlation", "Pearson r", "correlation", ("regression",),
           "linear correlation between gold and predicted numbers; undefined for a constant prediction",
           "Pearson 1895", -1.0, 1.0),
    Metric("spearman", "Spearman rank correlation", "Spearman ρ", "correlation", ("regression",),
           "Pearson correlation of the ranks; undefined for a constant prediction", "Spearman 1904", -1.0, 1.0),
)  # fmt: skip
METRICS: dict[str, Metric] = {metric.name: metric for metric in _ALL}


def get(name: str) -> Metric:
    """The metric called `name`. Raises UserError with the list if there is none."""
    if name not in METRICS:
        raise UserError(f"no metric {name!r}. There are: {', '.join(METRICS)}")
    return METRICS[name]


def suits(name: str, kind: str, labels: Sequence[str]) -> bool:
    """Can this metric score a task of this kind with these labels?"""
    metric = get(name)
    if name == "entity_f1" and not are_iob(labels):
        return False
    return kind in metric.tasks and (name != "f1" or len(labels) == 2)


def are_iob(labels: Sequence[str]) -> bool:
    """Are these entity tags, `O`, `B-TYPE` and `I-TYPE`?"""
    return any(label[:2] == "B-" for label in labels) and all(x == "O" or x[:2] in ("B-", "I-") for x in labels)


def score(metric: str, gold: np.ndarray, predicted: np.ndarray, *, labels: Sequence[str], example: np.ndarray) -> float:
    """The metric's value.

    gold, predicted: (units,) label ids in the order of `labels`, or floats for regression.
    example: (units,) number of the sentence each unit belongs to, the units of a sentence side by side.
    A constant prediction has an MCC of 0. NaN where the value is undefined: no units; a correlation with a constant;
    an F1 where the thing looked for occurs neither in gold nor in predicted answers.
    Raises UserError if the metric does not exist or does not suit the labels.
    """
    get(metric)
    if len(gold) != len(predicted):
        raise ValueError(f"{len(gold)} gold answers but {len(predicted)} predicted ones")
    if len(gold) == 0:
        return float("nan")
    if metric == "entity_f1":
        return _entity_f1(gold, predicted, labels, example)
    if metric == "f1":
        return _binary_f1(gold, predicted, labels)
    return float(_PLAIN[metric](gold, predicted))


def _mcc(gold: np.ndarray, predicted: np.ndarray) -> float:
    # scikit-learn answers 0 for a constant prediction but divides by zero for a constant gold label on the way
    if _constant(gold) or _constant(predicted):
        return 0.0
    return matthews_corrcoef(gold, predicted)


def _accuracy(gold: np.ndarray, predicted: np.ndarray) -> float:
    return np.mean(gold == predicted)


def _macro_f1(gold: np.ndarray, predicted: np.ndarray) -> float:
    return f1_score(gold, predicted, average="macro", zero_division=0.0)


def _pearson(gold: np.ndarray, predicted: np.ndarray) -> float:
    return float("nan") if _constant(gold) or _constant(predicted) else stats.pearsonr(gold, predicted).statistic


def _spearman(gold: np.ndarray, predicted: np.ndarray) -> float:
    return float("nan") if _constant(gold) or _constant(predicted) else stats.spearmanr(gold, predicted).statistic


_PLAIN: dict[str, Callable[[np.ndarray, np.ndarray], float]] = {
    "mcc": _mcc, "accuracy": _accuracy, "token_accuracy": _accuracy, "macro_f1": _macro_f1,
    "pearson": _pearson, "spearman": _spearman,
}  # fmt: skip


def _binary_f1(gold: np.ndarray, predicted: np.ndarray, labels: Sequence[str]) -> float:
    if len(labels) != 2:
        raise UserError(f"f1 is for tasks of two labels, not {len(labels)} ({', '.join(labels)}): use macro_f1")
    return float(f1_score(gold, predicted, pos_label=1, average="binary", zero_division=np.nan))


def _entity_f1(gold: np.ndarray, predicted: np.ndarray, labels: Sequence[str], example: np.ndarray) -> float:
    if not are_iob(labels):
        raise UserError(f"entity_f1 is for B-, I- and O tags, not {', '.join(labels)}: use token_accuracy")
    names = np.array(labels, dtype=object)
    starts = np.flatnonzero(np.diff(example)) + 1
    is_entity = names != "O"
    if not is_entity[gold].any() and not is_entity[predicted].any():
        return float("nan")
    sentences = [[part.tolist() for part in np.split(names[ids], starts)] for ids in (gold, predicted)]
    return float(entity_f1_score(*sentences, mode="strict", scheme=IOB2, zero_division=0))


def _constant(values: np.ndarray) -> bool:
    return bool(np.all(values == values[0]))
