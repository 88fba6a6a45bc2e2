"""Flip measures: the published CoLA figures, 0/0, identities on random answers."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.proportion import proportion_confint

from engine.analysis.flips import Flips, flips
from engine.analysis.wilson import at_most, wilson
from engine.answers import Snapshot, TaskAnswers, TaskRecord, Units

PUBLISHED = Flips(742, 118, 47, 136, "sentences")  # CoLA, experiment 2


def test_the_published_cola_figures():
    found = {name: round(value, 4) for name, value in PUBLISHED.measures().items()}

    assert found == {
        "NFR": 0.1131, "PFR": 0.0451, "relative NFR": 0.5634, "NFI": 0.4646, "BTC": 0.8628, "BEC": 0.7432,
        "cnt3/cnt1": 0.1372, "churn": 0.1582,
    }  # fmt: skip
    assert PUBLISHED.wilson == pytest.approx((0.116, 0.162), abs=5e-4)
    assert PUBLISHED.accuracy_difference == pytest.approx(-0.0681, abs=5e-5)
    assert (PUBLISHED.n, PUBLISHED.cnt1, PUBLISHED.cnt2) == (1043, 860, 789)
    assert PUBLISHED.why_not() == {}


def test_a_share_of_nothing_is_nan_and_says_what_is_missing():
    def undefined(counted):
        return {name for name, value in counted.measures().items() if np.isnan(value)}

    for counted in (Flips(0, 0, 0, 0, "tokens"), Flips(3, 0, 0, 0), Flips(0, 0, 2, 0), Flips(0, 0, 0, 4), PUBLISHED):
        assert undefined(counted) == set(counted.why_not())
    assert Flips(3, 0, 0, 0, "tokens").why_not() == {
        "BEC": "no tokens wrong at first", "NFI": "no tokens wrong at second",
        "relative NFR": "no tokens wrong at second",
    }  # fmt: skip
    assert np.isnan(Flips(0, 0, 1, 1).wilson).all()


def test_relative_nfr_is_1_where_errors_are_independent():
    assert Flips(kept=40, forgotten=40, learned=10, never=10).relative_nfr == pytest.approx(1.0)


def test_a_mask_leaves_out_units(answers_to):
    answers = answers_to([0, 0, 1, 1], [0, 0, 1, 0], [1, 0, 0, 0])

    assert flips(answers, 0, 1) == Flips(1, 2, 0, 1, "sentences", 2)
    assert flips(answers, 0, 1, answers.units.gold == 0) == Flips(1, 1, 0, 0, "sentences", 1)
    assert flips(answers, 0, 1).prediction_churn == 0.5


def test_numbers_have_no_prediction_churn(answers_to):
    counted = flips(answers_to([1.0, 2.0], [1.1, 4.0], [3.0, 2.2], kind="regression", labels=()), 0, 1)
    assert (counted.forgotten, counted.learned, counted.moved) == (1, 1, None)
    assert np.isnan(counted.prediction_churn)


@given(st.integers(2, 4), st.lists(st.tuples(*[st.integers(0, 3)] * 3), min_size=1, max_size=50), st.data())
def test_swapping_first_and_second_swaps_forgotten_and_learned(size, drawn, data):
    columns = np.array(drawn, dtype=np.int64).T % size
    unknown = np.full((2, columns.shape[1]), np.nan, dtype=np.float32)
    units = Units(np.arange(columns.shape[1]), np.zeros(columns.shape[1], dtype=int), columns[0])
    record = TaskRecord("t", "t", "sequence", tuple("abcd"[:size]), ("accuracy",))
    answers = TaskAnswers(record, (Snapshot(1), Snapshot(2)), units, columns[1:], unknown, unknown)
    mask = np.array(data.draw(st.lists(st.booleans(), min_size=len(columns[0]), max_size=len(columns[0]))), dtype=bool)

    forth, back = flips(answers, 0, 1, mask), flips(answers, 1, 0, mask)

    assert (forth.forgotten, forth.learned) == (back.learned, back.forgotten)
    assert (forth.kept, forth.never) == (back.kept, back.never)
    assert forth.cnt2 == forth.cnt1 - forth.forgotten + forth.learned
    assert forth.n == mask.sum()
    if forth.n:
        assert forth.pfr - forth.nfr == pytest.approx(forth.accuracy_difference, abs=1e-12)
        assert forth.nfr == back.pfr and forth.churn == back.churn
    if forth.cnt1:
        assert forth.btc + forth.forgetting_rate == pytest.approx(1.0)
    rest = flips(answers, 0, 1, ~mask)
    whole = flips(answers, 0, 1)
    assert [a + b for a, b in zip(_counts(forth), _counts(rest), strict=True)] == _counts(whole)


@given(st.integers(0, 60), st.integers(0, 60))
def test_intervals_of_a_share_are_statsmodels(count, rest):
    whole = count + rest
    if whole:
        low, high = proportion_confint(count, whole, method="wilson")
        assert wilson(count, whole) == pytest.approx((max(low, 0), min(high, 1)))
        assert 0 <= wilson(count, whole)[0] <= count / whole <= wilson(count, whole)[1] <= 1
        assert at_most(count, whole) == pytest.approx(proportion_confint(count, whole, method="beta")[1])


def _counts(counted):
    return [counted.kept, counted.forgotten, counted.learned, counted.never]
