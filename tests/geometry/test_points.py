"""Labelled points: what is refused, which are left out for their conflicts, and that a rotation keeps distances."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from oracles import noise
from scipy.spatial.distance import pdist

from engine.errors import UserError
from engine.geometry.points import RESOLUTION, Points, TooFewLabels, span


def build(vectors, label, labels=("A", "B"), **options):
    return Points.build(np.array(vectors, dtype=float), np.array(label), labels, **options)


def test_labels_are_sorted_by_name():
    points = build([[0], [1], [2]], [0, 1, 2], ["VERB", "ADJ", "NOUN"])

    assert points.labels == ("ADJ", "NOUN", "VERB")
    assert points.label.tolist() == [2, 0, 1]
    assert points.counts.tolist() == [1, 1, 1]


def test_a_label_may_have_no_point():
    assert build([[0], [1]], [0, 2], ["A", "B", "C"]).counts.tolist() == [1, 0, 1]


@pytest.mark.parametrize(
    "vectors, label, labels, said",
    [
        ([[0, 1], [2, np.nan]], [0, 1], "AB", "row 2, dimension 2: nan is no coordinate"),
        ([[-np.inf, 1], [2, 0]], [0, 1], "AB", "row 1, dimension 1: -inf is no coordinate"),
        ([[0], [1], [2]], [0, 1], "AB", "3 vectors, but 2 labels: each vector needs one"),
        ([[0], [1]], [0, 2], "AB", "row 2: there is no label 2; there are 2, from 0"),
        ([[0], [1]], [0, 1], ["A", " "], "label 2 of 2 is empty: every label needs a name"),
        ([[0], [1]], [0, 1], "AA", "label 'A' is there twice"),
        ([[0], [1]], [1, 1], "AB", "all 2 points have one label, 'B': two are needed"),
        ([0, 1], [0, 1], "AB", r"got the shape \(2,\)"),
        (np.empty((0, 3)), [], "AB", r"got the shape \(0, 3\)"),
    ],
)
def test_what_cannot_be_used_is_refused(vectors, label, labels, said):
    with pytest.raises(UserError, match=said):
        build(vectors, label, labels)


def test_conflicting_points_are_all_left_out_and_reported():  # O8
    points = build([[0, 0], [0, 0], [5, 0], [6, 1]], [0, 1, 0, 1], keys=np.array([10, 11, 12, 13]))

    assert points.rows.tolist() == [2, 3]
    assert points.vectors.tolist() == [[5, 0], [6, 1]]
    assert points.keys.tolist() == [12, 13]
    assert points.conflicts.rows.tolist() == [0, 1]
    assert points.conflicts.places == 1


def test_identical_points_of_one_label_stay_unless_another_label_is_there_too():
    points = build([[1], [1], [2], [2], [2], [-0.0], [0.0]], [0, 0, 0, 0, 1, 1, 1])

    assert points.rows.tolist() == [0, 1, 5, 6]
    assert points.conflicts.rows.tolist() == [2, 3, 4]


def test_vectors_that_differ_by_rounding_are_at_one_place():
    vectors = np.random.default_rng(0).normal(size=(40, 20))
    vectors[7] = vectors[3] + 1e-8
    label = np.arange(40) % 2
    label[7] = 1 - label[3]

    assert build(vectors, label).conflicts.rows.tolist() == [3, 7]


def test_where_conflicts_leave_one_label_there_is_nothing_to_compare():
    with pytest.raises(TooFewLabels, match=r"4 of 5 points are at the same place .* \(2 places\)"):
        build([[0], [0], [1], [1], [2]], [0, 1, 0, 1, 0])


def test_conflicts_can_be_kept():
    points = build([[0], [0], [1]], [0, 1, 0], keep_conflicts=True)
    assert points.rows.tolist() == [0, 1, 2]
    assert points.conflicts.rows.tolist() == [0, 1]


def test_moved_points_are_the_same_ones_elsewhere():
    points = build([[0, 0], [0, 0], [5, 0], [6, 1]], [0, 1, 0, 1])

    moved = points.moved(np.arange(12).reshape(4, 3))

    assert moved.vectors.tolist() == [[6, 7, 8], [9, 10, 11]]
    assert moved.label.tolist() == points.label.tolist()
    with pytest.raises(UserError, match="3 vectors, but the points come from 4 rows"):
        points.moved(np.zeros((3, 3)))


def test_shuffled_labels_are_as_many_and_depend_on_the_seed():
    points = noise(1, 60, 3, 3)

    assert points.shuffled(1).counts.tolist() == points.counts.tolist()
    assert points.shuffled(1).label.tolist() == points.shuffled(1).label.tolist()
    assert points.shuffled(1).label.tolist() != points.shuffled(2).label.tolist()


def test_shuffled_labels_of_identical_points_are_conflicts():
    points = build([[0]] * 20 + [[k] for k in range(1, 21)], [0] * 20 + [1] * 20)

    shuffled = points.shuffled(3)

    assert shuffled.conflicts.rows.tolist() == list(range(20))
    assert shuffled.conflicts.places == 1
    assert shuffled.rows.tolist() == list(range(20, 40))


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10**6), st.integers(2, 12), st.integers(1, 12))
def test_the_span_keeps_all_distances_in_fewer_dimensions(seed, n, d):
    vectors = np.random.default_rng(seed).normal(size=(n, d)) + 5

    found = span(vectors)

    assert found.shape == (n, min(n, d))
    assert pdist(found) == pytest.approx(pdist(vectors), rel=1e-9)


def test_the_radius_is_the_scale_of_tolerances():
    points = build([[10], [12]], [0, 1])
    assert points.radius == 1
    assert points.resolution == RESOLUTION
