"""Distances between hulls: closed forms, the hard-margin SVM, bounds from both sides, and what must not change them."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from oracles import APART, CASES, points_of
from sklearn.svm import SVC

from engine.geometry.hull import Hull, hull_distance
from engine.geometry.separation import Overlap, separation


@pytest.mark.parametrize("name", CASES)
def test_closed_forms(name):
    case, clusters, _, distances = CASES[name]
    vectors = points_of(case).vectors

    for (one, other), expected in distances.items():
        found = hull_distance(vectors[list(clusters[one])], vectors[list(clusters[other])])
        assert found.value == pytest.approx(expected, rel=1e-6)
        assert found.lower == pytest.approx(found.upper, rel=1e-9)


@pytest.mark.parametrize(
    "point, to_first, to_second", [((2, 0.5), 1, 2), ((0.5, 0.5), 0, 3.5), ((2.5, 3), 2.5, 2.5), ((1, 1), 0, 3)]
)
def test_from_a_point(point, to_first, to_second):  # O1
    for points, expected in zip(APART.values(), (to_first, to_second), strict=True):
        found = Hull(np.array(points, float)).distance(np.array(point, float))
        assert found.value == pytest.approx(expected, rel=1e-6)


def test_to_a_flat_hull_in_many_dimensions():
    random = np.random.default_rng(1)
    points, point = random.normal(size=(6, 30)), random.normal(size=30)

    found = Hull(points).distance(point)

    assert found.value == pytest.approx(hull_distance(point[None], points).value, rel=1e-9)
    assert found.error < 1e-9


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 30), st.integers(1, 30), st.integers(1, 40))
def test_twice_the_margin_of_the_hard_margin_svm(seed, n, m, d):
    random = np.random.default_rng(seed)
    first, second = random.normal(size=(n, d)), random.normal(size=(m, d))
    second[:, 0] += 8  # far enough for the SVM to be exact as well

    found = hull_distance(first, second)

    svm = SVC(kernel="linear", C=1e6, tol=1e-10).fit(np.concatenate([first, second]), [0] * n + [1] * m)
    assert found.value == pytest.approx(2 / np.linalg.norm(svm.coef_), rel=1e-6)
    assert found.value == found.upper
    assert found.error < 1e-6


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6), st.integers(2, 20), st.integers(2, 8), st.floats(1e-3, 1e3))
def test_scaling_scales_it_and_nothing_rigid_changes_it(seed, n, d, factor):
    random = np.random.default_rng(seed)
    vectors = random.normal(size=(n, d))
    vectors[: n // 2, 0] += 3
    rotation = np.linalg.qr(random.normal(size=(d, d)))[0]
    moved = factor * vectors @ rotation + 10 * random.normal(size=d)
    mixed = random.permutation(n // 2)

    before, after = hull_distance(vectors[: n // 2], vectors[n // 2 :]), hull_distance(moved[mixed], moved[n // 2 :])

    assert after.value == pytest.approx(factor * before.value, rel=1e-6)


def test_nearer_than_the_resolution_is_touching():
    first = np.array([[0.0, 0.0], [0.0, 1.0]])

    assert hull_distance(first, np.array([[1e-7, 0.5], [1.0, 0.5]])).value == 0
    assert hull_distance(first, np.array([[1e-4, 0.5], [1.0, 0.5]])).value == pytest.approx(1e-4, rel=1e-6)
    assert hull_distance(first, np.array([[0.1, 0.5], [1.0, 0.5]]), resolution=0.2).value == 0


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 12), st.integers(1, 12), st.integers(1, 6))
def test_it_ends_for_hulls_that_overlap_and_points_that_repeat(seed, n, m, d):
    random = np.random.default_rng(seed)
    first, second = (random.integers(-1, 2, (k, d)).astype(float) for k in (n, m))

    found = hull_distance(first, second)

    assert (found.value == 0) == isinstance(separation(first, second), Overlap)
    assert found.error < 1e-6


def test_one_place_is_at_no_distance_from_itself():
    assert hull_distance(np.ones((2, 3)), np.ones((1, 3))).value == 0
