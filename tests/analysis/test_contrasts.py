"""Groups side by side, against scipy and statsmodels called directly."""

from itertools import combinations

import numpy as np
import pytest
from scipy import stats
from statsmodels.stats.contingency_tables import mcnemar
from statsmodels.stats.multitest import multipletests

from engine.analysis.contrasts import contrast, corrected
from engine.analysis.overlap import intersections, loses_keeps, majority, pairs
from engine.analysis.run_tests import corrected as all_corrected
from engine.analysis.run_tests import run_test

A, B = np.array([[0.50, 0.61, 0.54], [0.2, 0.3, 0.1]]), np.array([[0.61, 0.65, 0.70], [0.25, 0.28, 0.16]])


def test_the_same_seeds_are_paired_whatever_their_order():
    found = contrast("a", "b", A, B[:, [2, 0, 1]], (42, 43, 44), (44, 42, 43))
    test = stats.ttest_rel(B, A, axis=1)
    assert found.paired and found.test == "paired t over 3 seeds"
    assert found.difference == pytest.approx([B[0].mean() - A[0].mean(), B[1].mean() - A[1].mean()])
    assert found.p == pytest.approx(test.pvalue)
    assert found.low == pytest.approx(test.confidence_interval(0.95).low)
    assert found.p_permutation == pytest.approx([0.25, 0.5])  # of eight assignments of signs
    assert found.smallest_permutation_p == 0.25
    assert found.holm == pytest.approx(multipletests(test.pvalue, method="holm")[1])


def test_other_seeds_are_held_against_each_other_by_welch():
    found = contrast("a", "b", A, B[:, :2], (42, 43, 44), (42, 43))
    test = stats.ttest_ind(B[:, :2], A, axis=1, equal_var=False)
    assert not found.paired and found.test == "Welch's t over 3 and 2 seeds"
    assert found.p == pytest.approx(test.pvalue)
    assert found.smallest_permutation_p == 0.2


def test_the_formula_on_the_card_is_what_is_computed():
    """Twice the smaller tail of all ten ways to deal five runs to groups of two and three."""
    values = np.array([1.0, 1.3, 0.0, 0.1, 0.2])
    dealt = [values[list(i)].mean() - np.delete(values, list(i)).mean() for i in combinations(range(5), 2)]
    tails = (np.array(dealt) >= dealt[0] - 1e-12).sum(), (np.array(dealt) <= dealt[0] + 1e-12).sum()
    found = contrast("a", "b", values[None, 2:], values[None, :2], (1, 2, 3), (4, 5))
    assert found.p_permutation == pytest.approx([2 * min(tails) / 10]) == [0.2]


@pytest.mark.parametrize(("seeds", "least"), [(13, 2 / 2**13), (14, 2 / 10_000), (20, 2 / 10_000)])
def test_drawn_permutations_have_a_smallest_p_of_their_own(seeds, least):
    a, b = np.zeros((1, seeds)), np.ones((1, seeds)) + 0.01 * np.arange(seeds)
    found = contrast("a", "b", a, b, range(seeds), range(seeds))
    assert found.p_permutation[0] >= found.smallest_permutation_p == pytest.approx(least)


def test_one_seed_is_not_tested_and_says_so():
    found = contrast("a", "b", A[:, :1], B[:, :1], (42,), (42,))
    assert found.difference == pytest.approx([0.11, 0.05])
    assert np.isnan(found.p).all() and found.test == "one seed in a group: no test over seeds"


@pytest.mark.parametrize(("shift", "p"), [(0.0, 1.0), (0.25, np.nan)])
def test_where_nothing_varies_there_is_no_evidence_to_weigh(shift, p):
    same = np.array([[0.5, 0.5, 0.5]])
    found = contrast("a", "b", same, same + shift, (1, 2, 3), (1, 2, 3))
    assert found.difference.tolist() == [shift]
    assert np.array_equal(found.p, [p], equal_nan=True)
    assert (found.low, found.high) == (shift, shift)


def test_a_cell_without_a_number_stays_empty():
    found = contrast("a", "b", np.array([[np.nan] * 3, A[0]]), np.array([B[0], B[0]]), (1, 2, 3), (1, 2, 3))
    assert np.isnan(found.difference[0]) and np.isnan(found.p[0]) and np.isnan(found.p_permutation[0])
    assert found.holm[1] == found.p[1]


def test_all_cells_shown_together_are_corrected_together():
    one, two = (contrast("a", "b", A, B + s, (1, 2, 3), (1, 2, 3)) for s in (0.0, 0.1))
    together = corrected([one, two])
    wanted = multipletests(np.concatenate([one.p, two.p]), method="holm")[1]
    assert np.concatenate([c.holm for c in together]) == pytest.approx(wanted)


def test_two_runs_on_the_same_examples(answers_to):
    a = answers_to([1, 1, 1, 1, 0, 0], [1, 1, 1, 0, 0, 1])
    b = answers_to([1, 1, 1, 1, 0, 0], [0, 0, 1, 1, 1, 1])
    found = run_test("accuracy", a, b, 0, 0)
    assert (found.only_a, found.only_b, found.n) == (3, 1, 6)
    assert found.p_mcnemar == mcnemar([[0, 3], [1, 0]], exact=True).pvalue == found.p_examples
    assert found.difference == pytest.approx(-2 / 6)
    assert found.interval.low <= found.difference <= found.interval.high
    assert found.note == ""


def test_pairs_of_runs_are_corrected_together(answers_to):
    gold = np.ones(40, int)
    runs = [answers_to(gold, np.repeat([0, 1], [lost, 40 - lost])) for lost in (0, 6, 12)]
    tests = [run_test("accuracy", a, b, 0, 0) for a, b in combinations(runs, 2)]
    p = [test.p for test in tests]
    assert p == pytest.approx([2 * 0.5**6, 2 * 0.5**12, 2 * 0.5**6])
    assert [t.holm for t in all_corrected(tests)] == pytest.approx(multipletests(p, method="holm")[1])


def test_tokens_are_said_to_be_taken_as_independent(answers_to):
    words = {"kind": "token", "labels": ("O", "B"), "example": [0, 0, 1, 1], "metrics": ("token_accuracy",)}
    a, b = answers_to([0, 1, 0, 1], [0, 1, 0, 1], **words), answers_to([0, 1, 0, 1], [1, 0, 0, 1], **words)
    found = run_test("token_accuracy", a, b, 0, 0)
    assert (found.p_mcnemar, found.p_examples, found.examples) == (0.5, 1.0, 2)
    assert found.note == "tokens taken as independent"


@pytest.fixture
def three():
    """Six units; groups of three, one and two seeds."""
    a = np.array([[1, 1, 0, 0, 1, 0], [1, 1, 0, 0, 0, 0], [1, 0, 0, 1, 0, 0]], bool)
    b = np.array([[1, 0, 1, 0, 0, 0]], bool)
    c = np.array([[1, 0, 0, 1, 0, 0], [0, 0, 0, 0, 0, 0]], bool)
    return majority(("a", "b", "c"), [(np.ones_like(x), ~x) for x in (a, b, c)])


def test_a_group_forgot_what_at_least_half_of_its_seeds_forgot(three):
    assert three.forgotten.astype(int).tolist() == [[1, 1, 0, 0, 0, 0], [1, 0, 1, 0, 0, 0], [1, 0, 0, 1, 0, 0]]
    assert not (three.forgotten & three.kept).any()


def test_intersections_are_exact_and_partition_what_is_forgotten(three):
    found = intersections(three)
    assert {i.key: i.units.tolist() for i in found} == {"111": [0], "100": [1], "010": [2], "001": [3]}


def test_more_groups_than_bits_of_a_number_are_intersected():
    lost = np.zeros((96, 1, 5), bool)
    lost[:, 0, 1], lost[95, 0, 3] = True, True
    found = intersections(majority([str(i) for i in range(96)], [(np.ones((1, 5), bool), ~x) for x in lost]))
    assert [(i.key.count("1"), i.units.tolist()) for i in found] == [(1, [3]), (96, [1])]


def test_nothing_forgotten_has_no_intersections():
    right = np.ones((1, 5), bool)
    assert intersections(majority(("a", "b"), [(right, right)] * 2)) == []


def test_jaccard_is_what_both_share(three):
    assert pairs(three).jaccard[0].tolist() == pytest.approx([1.0, 1 / 3, 1 / 3])
    assert pairs(three).expected[0, 1] == pytest.approx((1 / 9) / (2 / 3 - 1 / 9))


def test_chance_draws_only_from_what_both_groups_knew():
    """Of 100 units both knew the first 10; each forgot 5 of them, and the second 2 more that the first never knew."""
    first_a, first_b, second_a, second_b = np.zeros((4, 1, 100), bool)
    first_a[:, :10], first_b[:, :12] = True, True
    second_a[:, 5:10], second_b[:, :5] = True, True
    found = pairs(majority(("a", "b"), [(first_a, second_a), (first_b, second_b)]))
    assert (found.known[0, 1], found.both[0, 1], found.either[0, 1]) == (10, 0, 10)
    assert found.jaccard[0, 1] == 0.0
    assert found.expected[0, 1] == pytest.approx(2.5 / 7.5)  # 5 * 5 / 10 expected in both; 0.03 of all 100
    assert found.known[1, 1] == 12


def test_lost_by_one_and_kept_by_another(three):
    assert loses_keeps(three, 0, 1).tolist() == [1]
    assert loses_keeps(three, 1, 0).tolist() == [2]
