"""Tests on flips and moves against statsmodels and scipy called directly."""

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import permutation_test
from statsmodels.stats.contingency_tables import SquareTable, cochrans_q, mcnemar
from statsmodels.stats.multitest import multipletests

from engine.analysis.evidence import cochran, symmetry
from engine.analysis.evidence.correction import benjamini_hochberg, holm
from engine.analysis.evidence.mcnemar import cohen_g, exact_p
from engine.analysis.evidence.sign_flip import sign_flip_p
from engine.analysis.evidence.symmetry import bowker, stuart_maxwell


@given(st.integers(0, 300), st.integers(0, 300))
def test_mcnemar_is_statsmodels(forgotten, learned):
    expected = mcnemar([[5, forgotten], [learned, 7]], exact=True).pvalue
    assert exact_p(forgotten, learned) == pytest.approx(expected) == exact_p(learned, forgotten)


def test_mcnemar_of_nothing_is_one():
    assert exact_p(0, 0) == 1.0
    assert exact_p(28, 16) == pytest.approx(0.096, abs=5e-4)
    assert exact_p(118, 47) == pytest.approx(3.1e-8, rel=0.01)


def test_cohens_g():
    assert cohen_g(118, 47) == pytest.approx(0.2152, abs=5e-5)
    assert cohen_g(0, 4) == -0.5
    assert np.isnan(cohen_g(0, 0))


@settings(max_examples=15, deadline=None)  # multipletests takes .1 s
@given(st.lists(st.floats(0, 1), min_size=1, max_size=20))
def test_corrections_are_statsmodels(p):
    p = np.array(p)
    assert holm(p) == pytest.approx(multipletests(p, method="holm")[1])
    assert benjamini_hochberg(p) == pytest.approx(multipletests(p, method="fdr_bh")[1])


def test_labels_without_a_test_do_not_count():
    assert holm(np.array([0.02, np.nan, 0.03])) == pytest.approx([0.04, np.nan, 0.04], nan_ok=True)
    assert np.isnan(benjamini_hochberg(np.array([np.nan]))).all()


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(-4, 4), min_size=2, max_size=8))
def test_sign_flips_are_scipys_permutations(net):
    net = np.array(net)
    expected = permutation_test(
        (net, np.zeros_like(net)),
        lambda x, y, axis: np.abs(np.sum(x - y, axis=axis)),
        permutation_type="samples",
        n_resamples=np.inf,
        alternative="greater",
        vectorized=True,
    )
    assert sign_flip_p(net) == pytest.approx(expected.pvalue)


@given(st.integers(0, 200), st.integers(0, 200))
def test_of_one_unit_per_sentence_sign_flips_are_mcnemar(forgotten, learned):
    net = np.repeat([-1, 1, 0], [forgotten, learned, 5])
    assert sign_flip_p(net) == pytest.approx(exact_p(forgotten, learned))
    assert sign_flip_p(net) == pytest.approx(sign_flip_p(-net))


def test_of_many_changes_sign_flips_follow_the_normal_law():
    net = np.repeat([-3, 3], [3000, 2900])
    exact = sign_flip_p(np.sign(net))  # of one unit each: counted, not approximated
    assert sign_flip_p(np.repeat(net, 2)) < exact
    assert sign_flip_p(np.repeat([-9, 9], [3000, 2900])) == pytest.approx(exact, rel=0.05)


def test_cochran_is_statsmodels(answers_to):
    random = np.random.default_rng(0)
    gold = random.integers(0, 2, 300)
    predicted = [np.where(random.random(300) < share, gold, 1 - gold) for share in (0.9, 0.8, 0.6)]
    answers = answers_to(gold, *predicted)
    right = np.stack([p == gold for p in predicted], axis=1)

    found = cochran(answers, [0, 1, 2])

    expected = cochrans_q(right.astype(int))
    assert (found.statistic, found.p, found.df) == pytest.approx((expected.statistic, expected.pvalue, 2))
    assert found.right == tuple(right.sum(axis=0))
    ps = [exact_p(t.forgotten, t.learned) for t in found.pairs]
    assert [t.p for t in found.pairs] == ps
    assert [t.holm for t in found.pairs] == pytest.approx(multipletests(ps, method="holm")[1])
    assert [(t.first, t.second) for t in found.pairs] == [(0, 1), (0, 2), (1, 2)]
    json.dumps(found.to_json(), allow_nan=False)


def test_cochran_where_nothing_changed_or_there_is_too_little(answers_to):
    answers = answers_to([0, 1, 1], [0, 1, 0], [0, 1, 0], [0, 1, 0])
    assert (cochran(answers, [0, 1, 2]).p, cochran(answers, [0, 1, 2]).statistic) == (1.0, 0.0)
    assert cochran(answers, [0, 2]) is None
    assert cochran(answers_to([], [], [], []), [0, 1, 2]) is None
    tokens = answers_to([0, 1], [0, 1], [0, 0], [1, 1], kind="token", example=[0, 0])
    assert cochran(tokens, [0, 1, 2]).note == "tokens taken as independent"


def test_symmetry_is_statsmodels():
    table = np.array([[20, 10, 5], [3, 30, 15], [9, 2, 40]])

    found, expected = bowker(table), SquareTable(table, shift_zeros=False)

    assert (found.statistic, found.p, found.df) == pytest.approx((*_of(expected.symmetry()), 3))
    found = stuart_maxwell(table)
    assert (found.statistic, found.p, found.df) == pytest.approx((*_of(expected.homogeneity()), 2))


def test_labels_that_never_move_change_nothing():
    table = np.array([[20, 10, 5], [3, 30, 15], [9, 2, 40]])
    wider = np.zeros((6, 6), dtype=int)
    wider[np.ix_([1, 2, 4], [1, 2, 4])] = table
    wider[5, 5] = 100  # answered alike at both; 0 and 3 are never answered

    assert (bowker(wider), stuart_maxwell(wider)) == (bowker(table), stuart_maxwell(table))


def test_labels_that_do_not_mix_are_tested_apart():
    table = np.zeros((4, 4), dtype=int)
    table[:2, :2], table[2:, 2:] = [[5, 9], [2, 5]], [[7, 1], [6, 7]]

    found = stuart_maxwell(table)

    parts = [SquareTable(part, shift_zeros=False).homogeneity().statistic for part in (table[:2, :2], table[2:, 2:])]
    assert (found.statistic, found.df) == pytest.approx((sum(parts), 2))
    assert 0 < found.p < 1


def test_where_no_prediction_changed_there_is_no_test():
    for test in (bowker, stuart_maxwell):
        found = test(np.diag([3, 4]))
        assert np.isnan(found.p) and found.why_not == "no prediction changed"
        json.dumps(found.to_json(), allow_nan=False)


@settings(max_examples=60, deadline=None)
@given(st.integers(2, 5), st.data())
def test_any_table_of_moves_is_tested(size, data):
    cells = data.draw(st.lists(st.integers(0, 6), min_size=size * size, max_size=size * size))
    table = np.array(cells).reshape(size, size)
    for test in (bowker, stuart_maxwell):
        found = test(table)
        assert found.why_not or (0 <= found.p <= 1 and found.statistic >= -1e-9)


def test_symmetry_counts_predictions_of_both_snapshots(answers_to):
    answers = answers_to([0, 0, 1, 1], [0, 0, 1, 0], [1, 0, 0, 0])
    assert symmetry(answers, 0, 1).table.tolist() == [[2, 1], [1, 0]]


def _of(found):
    return found.statistic, found.pvalue
