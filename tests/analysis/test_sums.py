"""A metric from sums over examples is what scikit-learn, scipy and seqeval say of the answers themselves."""

import time
import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import pearsonr
from seqeval.metrics import f1_score as entity_f1_score
from seqeval.scheme import IOB2
from sklearn.metrics import accuracy_score, f1_score, matthews_corrcoef

from engine import metrics
from engine.analysis import sums
from engine.answers import Snapshot, TaskAnswers, TaskRecord, Units
from engine.errors import UserError

IOB = ("O", "B-PER", "I-PER", "B-LOC", "I-LOC")


def answers(gold, predicted, labels, kind="sequence", example=None):
    example = np.arange(len(gold)) if example is None else np.array(example)
    number = float if kind == "regression" else np.int64
    unknown = np.full((1, len(gold)), np.nan, dtype=np.float32)
    units = Units(example, np.zeros(len(gold), dtype=int), np.array(gold, dtype=number))
    record = TaskRecord("t", "t", kind, tuple(labels), ("accuracy",))
    return TaskAnswers(record, (Snapshot(1),), units, np.array([predicted], dtype=number), unknown, unknown)


def pairs(size):
    return st.lists(st.tuples(st.integers(0, size - 1), st.integers(0, size - 1)), min_size=1, max_size=40)


@given(st.integers(2, 4), st.data())
def test_metrics_of_labels_are_scikit_learns(size, data):
    gold, predicted = np.array(data.draw(pairs(size))).T
    given_ = answers(gold, predicted, "abcd"[:size])

    assert sums.score("accuracy", given_, 0) == pytest.approx(accuracy_score(gold, predicted))
    assert sums.score("macro_f1", given_, 0) == pytest.approx(
        f1_score(gold, predicted, average="macro", zero_division=0.0)
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # scikit-learn divides by zero for a constant gold label
        assert sums.score("mcc", given_, 0) == pytest.approx(matthews_corrcoef(gold, predicted), abs=1e-12)
    if size == 2:
        expected = f1_score(gold, predicted, zero_division=np.nan)
        assert sums.score("f1", given_, 0) == pytest.approx(expected, nan_ok=True)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=1, max_size=9), min_size=1))
def test_entity_f1_is_seqevals(sentences):
    example = np.repeat(np.arange(len(sentences)) * 3, [len(s) for s in sentences])
    gold, predicted = (np.array([pair[i] for s in sentences for pair in s]) for i in (0, 1))
    tags = [[[IOB[pair[i]] for pair in s] for s in sentences] for i in (0, 1)]
    given_ = answers(gold, predicted, IOB, "token", example)

    found = sums.score("entity_f1", given_, 0)

    assert sums.examples(given_).tolist() == [3 * i for i in range(len(sentences))]
    if gold.any() or predicted.any():
        assert found == pytest.approx(entity_f1_score(*tags, mode="strict", scheme=IOB2, zero_division=0))
    else:
        assert np.isnan(found)


@given(st.lists(st.tuples(st.floats(0, 5), st.floats(0, 5)), min_size=2, max_size=30), st.floats(-100, 100))
def test_pearson_is_scipys(drawn, shift):
    gold, predicted = np.array(drawn).T
    predicted = np.round(predicted, 3) + shift
    gold = np.round(gold, 3)

    found = sums.score("pearson", answers(gold, predicted, (), "regression"), 0)

    if np.ptp(gold) == 0 or np.ptp(predicted) < 1e-9:
        assert np.isnan(found)
    else:
        assert found == pytest.approx(pearsonr(gold, predicted).statistic, abs=1e-6)


@pytest.mark.parametrize("metric", [m for m in metrics.METRICS if m != "spearman"])
@pytest.mark.parametrize("seed", range(3))
def test_it_is_what_metrics_score_says(metric, seed):
    rng = np.random.default_rng(seed)
    regression, binary = metric == "pearson", metric in ("f1", "mcc")
    labels = () if regression else ("0", "1") if binary else IOB
    gold, predicted = rng.normal(size=(2, 90)) if regression else rng.integers(0, len(labels), (2, 90))
    example = np.repeat(np.arange(30), 3)
    given_ = answers(gold, predicted, labels, "regression" if regression else "token", example)

    statistics = sums.per_example(metric, given_, 0)
    expected = metrics.score(metric, gold, predicted, labels=labels, example=example)

    assert statistics.shape[0] == 30 and statistics.dtype == np.float64
    assert sums.value(metric, statistics.sum(axis=0), labels) == pytest.approx(expected, abs=1e-12)


def test_many_resamples_at_once():
    given_ = answers([0, 0, 1, 1], [0, 1, 1, 1], "ab")
    statistics = sums.per_example("accuracy", given_, 0)
    weights = np.array([[1, 1, 1, 1], [4, 0, 0, 0], [0, 4, 0, 0], [0, 0, 0, 0]])

    assert sums.value("accuracy", weights @ statistics, "ab")[:3].tolist() == [0.75, 1.0, 0.0]
    assert np.isnan(sums.value("accuracy", weights @ statistics, "ab")[3])
    assert sums.value("mcc", (weights @ sums.per_example("mcc", given_, 0)).reshape(2, 2, -1), "ab").shape == (2, 2)


def test_of_an_undefined_metric():
    assert np.isnan(sums.score("entity_f1", answers([0], [0], IOB, "token"), 0))
    assert sums.score("entity_f1", answers([0], [2], IOB, "token"), 0) == 0.0  # a stray I-PER is no entity
    assert sums.score("mcc", answers([0, 1], [1, 1], "ab"), 0) == 0.0
    assert np.isnan(sums.score("f1", answers([0], [0], "ab"), 0))
    assert np.isnan(sums.score("pearson", answers([0.0, 1.0], [2.0, 2.0], (), "regression"), 0))
    assert np.isnan(sums.score("accuracy", answers([], [], "ab"), 0))


def test_a_rank_correlation_has_no_sums():
    assert not sums.has_sums("spearman") and sums.has_sums("pearson")
    with pytest.raises(UserError, match="spearman is no function of sums"):
        sums.per_example("spearman", answers([0.0], [0.0], (), "regression"), 0)
    with pytest.raises(UserError, match="no metric 'bleu'"):
        sums.has_sums("bleu")


def test_entity_sums_need_entity_tags():
    with pytest.raises(UserError, match="not NOUN, VERB: use token_accuracy"):
        sums.per_example("entity_f1", answers([0], [1], ("NOUN", "VERB"), "token"), 0)


def test_a_ner_split_takes_well_under_a_second():
    rng = np.random.default_rng(0)
    gold, predicted = rng.choice(5, p=[0.8, 0.06, 0.04, 0.06, 0.04], size=(2, 52_000))
    given_ = answers(gold, predicted, IOB, "token", np.repeat(np.arange(3250), 16))

    began = time.perf_counter()
    sums.score("entity_f1", given_, 0)

    assert time.perf_counter() - began < 0.5  # some 10 ms on an idle machine
