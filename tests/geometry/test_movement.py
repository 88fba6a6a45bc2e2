"""Where points and centroids go, principal planes, and CKA against its published formulas."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from oracles import TRIANGLE, points_of
from sklearn.decomposition import PCA

from engine.errors import UserError
from engine.geometry.alignment import cka
from engine.geometry.movement import centroids, near, paths, plane

VECTORS = np.array([[0.0, 0], [2, 0], [1, 3], [9, 9]])
LABEL = np.array([0, 0, 1, 3])


def test_centroids_and_a_label_without_points_has_none():
    found = centroids(VECTORS, LABEL, 4)
    assert found[[0, 1, 3]].tolist() == [[1, 0], [1, 3], [9, 9]]
    assert np.isnan(found[2]).all()
    assert np.isnan(plane(found).coordinates[2]).all()


def test_a_point_is_held_against_its_label_without_itself():
    found = near(VECTORS, LABEL, 4)
    assert found.own.tolist() == [2, 2, np.inf, np.inf]  # of two points each is the other's centroid
    assert found.other == pytest.approx([np.sqrt(10), np.sqrt(10), 3, 10])
    assert found.label.tolist() == [0, 0, 0, 1]  # who is alone is nearest to another


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6))
def test_leaving_a_point_out_is_what_it_says(seed):
    random = np.random.default_rng(seed)
    vectors, label = random.normal(size=(12, 3)), np.arange(12) % 3
    found, i = near(vectors, label, 3), int(random.integers(12))
    without = np.arange(12) != i
    to = [np.linalg.norm(vectors[i] - vectors[without & (label == k)].mean(axis=0)) for k in range(3)]
    assert found.label[i] == np.argmin(to)
    assert found.own[i] == pytest.approx(to[label[i]])
    assert found.other[i] == pytest.approx(min(t for k, t in enumerate(to) if k != label[i]))


def test_the_plane_is_that_of_principal_components():
    vectors = np.random.default_rng(0).normal(size=(30, 6)) * [5, 3, 1, 1, 1, 1] + 7

    found, expected = plane(vectors), PCA(2, svd_solver="full").fit(vectors)

    assert np.abs(found.axes @ expected.components_.T) == pytest.approx(np.eye(2), abs=1e-9)
    assert found.share == pytest.approx(expected.explained_variance_ratio_)
    assert found.of(vectors) == pytest.approx(found.coordinates)
    assert (found.axes[np.arange(2), np.abs(found.axes).argmax(axis=1)] > 0).all()
    assert np.array_equal(plane(vectors).coordinates, found.coordinates)


def test_differences_keep_their_origin():
    arrows = np.array([[4.0, 0, 0], [6.0, 0, 0], [5.0, 1, 0]])

    found = plane(arrows, centred=False)

    assert found.centre.tolist() == [0, 0, 0]
    assert np.linalg.norm(found.coordinates, axis=1) == pytest.approx(np.linalg.norm(arrows, axis=1))


def test_one_direction_has_no_second_axis():
    found = plane(np.array([[0.0, 0], [1, 1], [2, 2]]))
    assert found.share.tolist() == pytest.approx([1, 0])
    assert found.axes[1].tolist() == [0, 0]


def test_paths_of_labels_lie_in_one_plane():
    points = points_of(TRIANGLE)
    times = [centroids(points.vectors + shift, points.label, 3) for shift in (0, [1, 0])]

    found = paths(times, [0, 2])

    assert found.shape == (2, 2, 2)
    assert np.linalg.norm(found[1] - found[0], axis=1) == pytest.approx([1, 1])


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10**6), st.integers(5, 30))
def test_cka_is_that_of_the_papers(seed, n):
    random = np.random.default_rng(seed)
    x, y = random.normal(size=(n, 8)), random.normal(size=(n, 3))
    y[:, 0] += x[:, 0]

    a, b = x - x.mean(axis=0), y - y.mean(axis=0)  # Kornblith et al. 2019, section 3
    expected = np.linalg.norm(b.T @ a) ** 2 / np.linalg.norm(a.T @ a) / np.linalg.norm(b.T @ b)
    assert cka(x, y, unbiased=False) == pytest.approx(expected)

    def hsic(k, m):  # Song et al. 2012, formula 5
        k, m, one = k - np.diag(np.diag(k)), m - np.diag(np.diag(m)), np.ones(n)
        sums = one @ k @ one * (one @ m @ one) / (n - 1) / (n - 2)
        return (np.trace(k @ m) + sums - 2 / (n - 2) * one @ k @ m @ one) / n / (n - 3)

    k, m = x @ x.T, y @ y.T
    assert cka(x, y) == pytest.approx(hsic(k, m) / np.sqrt(hsic(k, k) * hsic(m, m)), abs=1e-9)


def test_cka_knows_no_axes_and_no_scale_and_finds_nothing_in_noise():
    random = np.random.default_rng(0)
    x, noise_ = random.normal(size=(100, 200)), random.normal(size=(100, 200))
    turned = 3 * x @ np.linalg.qr(random.normal(size=(200, 200)))[0] + 5

    for unbiased in (True, False):
        assert cka(x, turned, unbiased) == pytest.approx(1)
    assert abs(cka(x, noise_)) < 0.05
    assert cka(x, noise_, unbiased=False) > 0.6  # few points in many dimensions


def test_cka_where_there_is_nothing_to_compare():
    assert np.isnan(cka(np.ones((5, 3)), np.eye(5)))
    with pytest.raises(UserError, match="there are 5 and 4"):
        cka(np.eye(5), np.eye(4))
    with pytest.raises(UserError, match="3 points: at least 4"):
        cka(np.eye(3), np.eye(3))
