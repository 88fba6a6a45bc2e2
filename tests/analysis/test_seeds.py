"""Over the seeds of a group: summaries against scipy, intervals, how often the same example is lost."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from engine.analysis import sums
from engine.analysis.seeds.consensus import consensus
from engine.analysis.seeds.hierarchical import difference_interval, score_interval
from engine.analysis.seeds.summary import ONE_SEED, summarize
from engine.answers import Snapshot, TaskAnswers, TaskRecord, Units
from engine.errors import UserError

BITS = st.integers(0, 1)


def answers(*predicted, gold=None, example=None) -> TaskAnswers:
    table = np.array(predicted)
    n = table.shape[1]
    gold = np.ones(n, int) if gold is None else np.array(gold)
    example = np.arange(n) if example is None else np.array(example)
    task = TaskRecord("cola", "CoLA", "sequence", ("0", "1"), ("accuracy",), units=n)
    unknown = np.full(table.shape, np.nan, np.float32)
    moments = tuple(Snapshot(i + 1) for i in range(len(table)))
    return TaskAnswers(task, moments, Units(example, np.zeros(n, int), gold), table, unknown, unknown)


def test_a_summary_is_what_scipy_says():
    values = np.array([0.3, 0.5, 0.4, 0.9, 0.45])
    found = summarize(values)
    interval = stats.ttest_1samp(values, 0).confidence_interval(0.95)
    assert (found.n, found.minimum, found.maximum) == (5, 0.3, 0.9)
    assert found.mean == pytest.approx(0.51)
    assert found.sd == pytest.approx(np.std(values, ddof=1))
    assert (found.low, found.high) == pytest.approx((interval.low, interval.high))
    assert found.iqm == pytest.approx((0.4 + 0.45 + 0.5) / 3)  # one of five is cut at each end


def test_of_three_seeds_nothing_is_cut():
    assert summarize(np.array([0.0, 0.1, 0.8])).iqm == pytest.approx(0.3)


def test_one_seed_has_no_interval_and_says_so():
    found = summarize(np.array([[0.5], [0.25]]))
    assert found.mean.tolist() == [0.5, 0.25]
    assert np.isnan([found.sd, found.low, found.high]).all()
    assert found.why_not == ONE_SEED


def test_a_seed_without_a_number_is_not_dropped():
    assert np.isnan(summarize(np.array([0.5, np.nan, 0.7])).mean)


@given(st.floats(-1, 1), st.integers(2, 9))
def test_identical_seeds_have_zero_width(value, seeds):
    found = summarize(np.full(seeds, value))
    assert found.mean == found.low == found.high == found.iqm == value
    assert found.sd == 0


@settings(deadline=None, max_examples=40)
@given(st.integers(2, 5), st.lists(st.tuples(BITS, BITS, BITS), min_size=2, max_size=30),
       st.sampled_from(("accuracy", "mcc", "f1")))  # fmt: skip
def test_a_group_of_identical_seeds_has_zero_width_over_seeds(seeds, rows, metric):
    gold, first, second = zip(*rows, strict=True)
    group = [answers(first, second, gold=gold)] * seeds
    for found in (
        score_interval(metric, group, [1] * seeds),
        difference_interval(metric, group, [0] * seeds, [1] * seeds),
    ):
        assert np.array_equal(found.seeds, [found.value] * 2, equal_nan=True)
        assert np.array_equal(found.both, found.examples, equal_nan=True)


def test_the_mean_over_seeds_is_the_value():
    found = score_interval("accuracy", [answers([1, 1, 0, 0]), answers([1, 1, 1, 0])], [0, 0])
    assert found.value == 0.625
    assert found.seeds == (0.5, 0.75)
    assert (found.n_seeds, found.n_examples, found.note) == (2, 4, "few seeds: too narrow")


def test_one_seed_leaves_the_examples():
    found = score_interval("accuracy", [answers([1, 0] * 50)], [0])
    assert found.both == found.examples and np.isnan(found.seeds).all()
    assert found.note == ONE_SEED


def test_the_interval_over_examples_is_a_binomial_one():
    right = np.array([1] * 70 + [0] * 30)
    low, high = score_interval("accuracy", [answers(right)], [0]).examples
    assert (low, high) == pytest.approx(stats.binom(100, 0.7).ppf([0.025, 0.975]) / 100, abs=0.011)


def test_all_seeds_get_the_same_examples():
    """Seeds that agree on every example must not average their common luck away."""
    right = np.array([1] * 50 + [0] * 50)
    one, many = (score_interval("accuracy", [answers(right)] * n, [0] * n).both for n in (1, 8))
    assert one == many


def test_sentences_are_drawn_whole():
    words = np.repeat([1, 0], 60)
    loose = score_interval("accuracy", [answers(words)], [0]).both
    whole = score_interval("accuracy", [answers(words, example=np.arange(120) // 20)], [0]).both
    assert whole[1] - whole[0] > 2 * (loose[1] - loose[0])


def test_forgetting_is_first_minus_second():
    found = difference_interval("accuracy", [answers([1, 1, 1, 0], [1, 0, 0, 0])], [0], [1])
    assert found.value == 0.5


def test_a_rank_correlation_is_refused():
    with pytest.raises(UserError, match="spearman is no sum over examples"):
        score_interval("spearman", [answers([1, 0])], [0])


def test_large_groups_of_few_kinds_follow_the_same_law():
    """Beyond a size examples are drawn by kind; the interval is that of drawing them one by one."""
    right = np.random.default_rng(3).random(40_000) < 0.8
    low, high = score_interval("accuracy", [answers(right.astype(int))], [0]).both
    assert (high - low) == pytest.approx(2 * 1.96 * np.sqrt(0.16 / 40_000), rel=0.1)


def test_how_often_an_example_is_forgotten():
    known = [np.array(k, bool) for k in ([1, 1, 1, 1, 0], [1, 1, 1, 1, 1], [1, 1, 1, 1, 1])]
    lost = [np.array(k, bool) for k in ([1, 1, 0, 0, 0], [1, 0, 1, 0, 1], [1, 0, 0, 0, 0])]
    found = consensus(known, lost)
    assert found.times.tolist() == [3, 1, 1, 0, 1]
    assert found.all_units.tolist() == [1, 3, 0, 1]
    assert found.observed.tolist() == [1, 2, 0, 1]  # without the last, which not every seed knew
    assert found.at_least(1).tolist() == [0, 1, 2, 4]
    assert found.expected.tolist() == pytest.approx([0.75, 1.75, 1.25, 0.25])  # shares 1/2, 1/2 and 1/4 of four


@given(st.integers(1, 4), st.integers(1, 30), st.randoms(use_true_random=False))
def test_expected_and_observed_are_of_the_same_examples(seeds, units, random):
    lost = [np.array([random.random() < 0.4 for _ in range(units)]) for _ in range(seeds)]
    found = consensus([np.ones(units, bool)] * seeds, lost)
    times = np.arange(seeds + 1)
    assert found.expected.sum() == pytest.approx(found.observed.sum()) == units
    assert (found.expected * times).sum() == pytest.approx((found.observed * times).sum())


def test_sums_of_joined_answers_are_those_of_the_run():
    group = answers([1, 0, 1], gold=[1, 1, 0])
    moved = replace(group, units=replace(group.units, example=np.array([4, 7, 9])))
    assert sums.score("accuracy", moved, 0) == sums.score("accuracy", group, 0)
