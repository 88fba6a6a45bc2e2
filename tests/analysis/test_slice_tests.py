"""p-values of slices against scipy and against all permutations, counted one by one."""

from itertools import combinations, product

import numpy as np
import pytest
from scipy.stats import permutation_test
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import proportion_confint

from engine.analysis.slices import permutation
from engine.analysis.slices.counts import EXACT, MEMBERSHIP, SIGNS, Counted, count, p_values
from engine.analysis.slices.table import Slice, _correct


def test_exact_is_what_scipy_finds_by_all_permutations():
    lost = np.array([1, 1, 1, 0, 0, 0, 0, 1, 0])
    inside = np.array([1, 1, 1, 1, 0, 0, 0, 0, 0], dtype=bool)
    sizes, forgotten = np.array([4]), np.array([3])
    found = permutation.exact(sizes, forgotten, len(lost), int(lost.sum()))[0]
    oracle = permutation_test(
        (lost[inside], lost[~inside]), lambda a, b: abs(a.mean() - b.mean()), permutation_type="independent",
        alternative="greater", n_resamples=np.inf,
    ).pvalue  # fmt: skip
    assert found == pytest.approx(oracle)
    assert found == pytest.approx(
        26 / 126
    )  # of the 126 choices of 4 out of 9: 20 with three lost, 1 with four, 5 with none


def test_a_slice_that_lost_its_very_share_has_p_1():
    assert permutation.exact(np.array([50]), np.array([10]), 100, 20).tolist() == [1.0]


def test_membership_is_near_what_all_choices_of_examples_give():
    surplus = np.array([2.0, 1.0, -0.5, -0.5, -1.0, -0.5, 0.0, -0.5])
    code = np.array([0, 0, 0, 1, 1, 1, 1, 1])
    observed = abs(surplus[code == 0].sum())
    choices = [abs(sum(surplus[list(c)])) >= observed - 1e-9 for c in combinations(range(8), 3)]
    p = permutation.by_membership([code], [2], surplus, 9_999)
    assert p[0] == p[1] == pytest.approx(np.mean(choices), abs=0.01)


def test_signs_are_near_what_all_signs_give():
    parts = np.array([[2.0, 1.0, -0.5, 0.25, 1.5, -1.0, 0.75], [0.1, -0.1, 0.2, -0.2, 0.3, -0.3, 0.0]])
    exact = [
        np.mean([abs(np.dot(signs, row)) >= abs(row.sum()) - 1e-9 for signs in product((1, -1), repeat=7)])
        for row in parts
    ]
    assert permutation.by_signs(parts, 9_999) == pytest.approx(exact, abs=0.015)


def test_which_test_is_taken_follows_from_how_a_slice_lies():
    what = np.array([0, 1, 0, 1, 0, 0], dtype=np.int8)
    one_each, sentences = Counted(np.arange(6), what), Counted(np.array([0, 0, 1, 1, 2, 2]), what)
    whole, through = np.array([0, 0, 1, 1, 1, 1]), np.array([0, 1, 0, 1, 0, 1])
    for counted, methods in ((one_each, [EXACT, EXACT]), (sentences, [MEMBERSHIP, SIGNS])):
        found = [count(counted, code, 2) for code in (whole, through)]
        assert p_values(counted, [whole, through], found)[1] == methods
    p = p_values(sentences, [through], [count(sentences, through, 2)])[0][0]
    assert p[0] == p[1]  # each is the other's rest


def test_under_no_effect_p_is_below_05_about_as_often_as_it_says():
    """Sentences of 5 to 15 words that forget together: tokens taken as independent would find far too much."""
    draw = np.random.default_rng(7)
    small = {MEMBERSHIP: 0, SIGNS: 0}
    for _ in range(120):
        row = np.repeat(np.arange(60), draw.integers(5, 16, 60))
        what = (draw.random(len(row)) < draw.beta(0.6, 0.6, 60)[row]).astype(np.int8)
        counted = Counted(row, what)
        codes = [draw.integers(0, 2, 60)[row], draw.integers(0, 2, len(row))]
        p, methods = p_values(counted, codes, [count(counted, c, 2) for c in codes])
        for values, method in zip(p, methods, strict=True):
            small[method] += values[0] < 0.05
    assert all(n <= 15 for n in small.values())  # 6 expected of 120; 15 and more have probability .001


def test_permutations_are_fewer_where_there_are_more_examples_and_the_same_every_time():
    assert [permutation.permutations(n) for n in (0, 3_000, 10_000, 10**6)] == [9_999, 9_999, 4_000, 1_999]
    surplus, code = np.random.default_rng(0).normal(size=50), np.arange(50) % 3
    assert (
        permutation.by_membership([code], [3], surplus, 99) == permutation.by_membership([code], [3], surplus, 99)
    ).all()


def test_corrections_are_statsmodels_and_two_halves_are_one_test():
    def made(feature, p):
        method = EXACT if p == p else ""
        return Slice(feature, feature, "x", "x", 9, 9, 9, 9, 1, 0, 0.1, 0.0, 0.2, 0.0, p=p, method=method)

    rows = [made("a", 0.01), made("a", 0.01), made("b", 0.04), made("b", 0.03), made("b", 0.2), made("c", np.nan)]
    assert _correct(rows) == 4
    p = [0.01, 0.04, 0.03, 0.2]
    assert [rows[i].p_holm for i in (0, 2, 3, 4)] == pytest.approx(multipletests(p, method="holm")[1])
    assert [rows[i].p_bh for i in (0, 2, 3, 4)] == pytest.approx(multipletests(p, method="fdr_bh")[1])
    assert rows[1].p_holm == rows[0].p_holm == 0.04 and rows[0].established
    assert np.isnan(rows[5].p_holm) and not rows[5].established


def test_the_published_cola_flips_have_the_known_interval():
    low, high = proportion_confint(118, 860, method="wilson")
    assert (round(low, 3), round(high, 3)) == (0.116, 0.162)
