"""Where points and centroids go, principal planes, and CKA against its published formulas."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from oracles import TRIANGLE, noise, points_of
from sklearn.decomposition import PCA

from engine.errors import UserError
from engine.geometry.alignment import cka
from engine.geometry.movement import centroids, movement, paths, plane
from engine.geometry.points import Points


def test_one_label_moves_and_the_others_stay():
    points = points_of(TRIANGLE)
    after = points.vectors + np.where(points.label == 1, 1.0, 0.0)[:, None] * [-3, 4]

    found = movement(points, after)

    assert found.centroid_moved == pytest.approx([0, 5, 0])
    assert found.difference[1] == pytest.approx([-3, 4])
    assert found.displacement.tolist() == [0, 0, 0, 5, 5, 5, 0, 0, 0]
    assert found.mean_displacement == pytest.approx(15 / 9)
    assert found.approach[3:6, 1] == pytest.approx([0, 0, 0])  # it stayed where it was among its own
    assert (found.approach[3:6, 2] > 0).all()  # and came nearer to the label above
    assert (found.approach[6:, 1] > 0).all()


def test_a_label_without_points_has_no_centroid():
    points = Points.build(np.eye(3), np.array([0, 0, 2]), ("A", "B", "C"))

    assert np.isnan(centroids(points)[1]).all()
    assert np.isnan(movement(points, np.eye(3)).centroid_moved[1])
    assert np.isnan(plane(centroids(points)).coordinates[1]).all()


def test_there_is_no_movement_between_different_spaces():
    with pytest.raises(UserError, match="from 2 to 3 dimensions nothing moves"):
        movement(points_of(TRIANGLE), np.zeros((9, 3)))


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
    times = [centroids(points), centroids(points.moved(points.vectors + [1, 0]))]

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


def test_movement_does_not_depend_on_the_run():
    points = noise(0, 50, 20, 3)
    after = points.vectors[:, ::-1].copy()
    one, other = movement(points, after), movement(points, after)
    assert np.array_equal(one.approach, other.approach)
