"""The paired bootstrap against scipy's own, on the same data; what happens where it cannot say anything."""

import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import bootstrap, spearmanr
from sklearn.metrics import matthews_corrcoef

from engine.analysis.evidence.bootstrap import difference_interval, interval
from engine.analysis.evidence.rows import distinct


def mean_of(summed):
    return summed[..., 0] / summed[..., 1]


def test_it_is_scipys_interval_of_the_same_examples():
    values = np.repeat([-1.0, 0.0, 1.0], [118, 878, 47])
    expected = bootstrap((values,), np.mean, n_resamples=9999, rng=np.random.default_rng(1)).confidence_interval

    found = interval(*distinct(np.stack([values, np.ones(1043)], axis=1)), mean_of)

    assert (found.low, found.high) == pytest.approx((expected.low, expected.high), abs=0.002)
    assert (found.low, found.high) == pytest.approx((-0.0911, -0.0447), abs=0.002)  # as published
    assert (found.method, found.resamples, found.undefined) == ("BCa", 9999, 0)


@pytest.mark.parametrize("metric", ["mcc", "accuracy"])
def test_of_a_metric_it_is_scipys_paired_interval(answers_to, metric):
    random = np.random.default_rng(3)
    gold = random.integers(0, 2, 200)
    before = np.where(random.random(200) < 0.85, gold, 1 - gold)
    after = np.where(random.random(200) < 0.7, before, 1 - before)
    score = matthews_corrcoef if metric == "mcc" else lambda a, b: np.mean(a == b)
    expected = bootstrap(
        (gold, before, after), lambda g, b, a: score(g, a) - score(g, b), paired=True, vectorized=False,
        n_resamples=2000, rng=np.random.default_rng(0),
    ).confidence_interval  # fmt: skip

    found = difference_interval(metric, answers_to(gold, before, after), 0, 1)

    assert (found.low, found.high) == pytest.approx((expected.low, expected.high), abs=0.02)


def test_sentences_are_drawn_not_tokens(answers_to):
    """Twenty sentences, of which each has ten tokens that change together: the interval is that of twenty units."""
    forgotten = np.repeat([1] * 6 + [0] * 14, 10)
    answers = answers_to(
        [0] * 200, [0] * 200, forgotten, kind="token", labels=("a", "b"), example=np.repeat(np.arange(20), 10)
    )
    one_each = answers_to([0] * 20, [0] * 20, [1] * 6 + [0] * 14, labels=("a", "b"))

    found, expected = (
        difference_interval("token_accuracy", answers, 0, 1),
        difference_interval("accuracy", one_each, 0, 1),
    )

    assert (found.low, found.high) == pytest.approx((expected.low, expected.high), abs=1e-9)
    assert found.high - found.low > 0.35


def test_a_rank_correlation_draws_the_examples(answers_to):
    random = np.random.default_rng(0)
    gold = random.random(80) * 5
    before, after = gold + random.normal(0, 0.5, 80), gold + random.normal(0, 3, 80)
    answers = answers_to(gold, before, after, kind="regression", labels=(), metrics=("pearson", "spearman"))

    found = difference_interval("spearman", answers, 0, 1)

    change = spearmanr(gold, after).statistic - spearmanr(gold, before).statistic
    assert found.low < change < found.high < 0 and found.method == "BCa"


def test_the_same_answers_give_the_same_interval(answers_to):
    answers = answers_to([0, 1] * 30, [0, 1] * 30, [0, 0] * 15 + [0, 1] * 15)
    assert difference_interval("mcc", answers, 0, 1) == difference_interval("mcc", answers, 0, 1)


def test_where_nothing_varies_the_interval_has_no_width(answers_to):
    same = difference_interval("accuracy", answers_to([0, 1, 1], [0, 1, 0], [0, 1, 0]), 0, 1)
    all_lost = difference_interval("accuracy", answers_to([0, 1, 1], [0, 1, 1], [1, 0, 0]), 0, 1)

    assert (same.low, same.high) == (0.0, 0.0)
    assert (all_lost.low, all_lost.high) == (-1.0, -1.0)


@pytest.mark.parametrize("gold", [[], [0]])
def test_of_fewer_than_two_examples_there_is_none(answers_to, gold):
    found = difference_interval("accuracy", answers_to(gold, gold, gold), 0, 1)
    assert not found.known and found.method == "none"


def test_undefined_resamples_are_left_out_and_counted(answers_to):
    answers = answers_to([1, 0, 0, 0], [1, 0, 0, 0], [1, 1, 0, 0])  # without the only 1, F1 is undefined
    found = difference_interval("f1", answers, 0, 1)
    assert found.known and found.undefined > 1000
    assert "undefined and left out" in found.describe("sentences")


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(*[st.integers(-2, 3)] * 3), min_size=1, max_size=60), st.booleans())
def test_equal_rows_are_one_kind(drawn, halves):
    table = np.array(drawn, dtype=float) + (0.5 if halves else 0)
    kinds, which = distinct(table)
    assert (kinds[which] == table).all()
    if not halves:
        assert len(kinds) == len(np.unique(table, axis=0))


def test_equal_rows_of_wide_tables():
    table = np.random.default_rng(0).integers(0, 2, (500, 60)).astype(float)
    kinds, which = distinct(np.vstack([table, table]))
    assert (kinds[which] == np.vstack([table, table])).all() and len(kinds) == 500


def test_a_hundred_thousand_examples_answer_in_about_a_second(answers_to):
    random = np.random.default_rng(0)
    gold, before, after = random.integers(0, 3, (3, 100_000))
    answers = answers_to(gold, before, after, labels=("a", "b", "c"))

    began = time.perf_counter()
    found = difference_interval("mcc", answers, 0, 1)

    assert time.perf_counter() - began < 3  # .2 s on an idle machine
    assert (found.method, found.resamples) == ("percentile", 9999)
