"""The nearest cluster of a point: closed forms, ties by name, and no short cut that changes an answer."""

import numpy as np
import pytest
from oracles import APART, noise, points_of

from engine.errors import UserError
from engine.geometry.clustering import cluster
from engine.geometry.prediction import predict


@pytest.fixture(scope="module")
def squares():
    points = points_of(APART)
    return points, cluster(points)


def test_distances_to_clusters(squares):  # O1
    found = predict(*squares, np.array([[2, 0.5], [0.5, 0.5], [2.5, 3]]), nearest_only=False)

    assert found.distance == pytest.approx(np.array([[1, 2], [0, 3.5], [2.5, 2.5]]), rel=1e-6, abs=1e-12)
    assert found.label.tolist() == [0, 0, 0]
    assert found.tied.tolist() == [False, False, True]
    assert found.accuracy(np.array([0, 0, 1])) == pytest.approx(2 / 3)


def test_what_is_certainly_not_nearest_is_not_measured():
    points = noise(3, 120, 10, 4, shift=2)
    clustering, vectors = cluster(points), np.random.default_rng(0).normal(size=(40, 10))

    short, full = predict(points, clustering, vectors), predict(points, clustering, vectors, nearest_only=False)

    assert short.cluster.tolist() == full.cluster.tolist()
    assert np.isnan(short.distance).any()
    measured = ~np.isnan(short.distance)
    assert np.array_equal(short.distance[measured], full.distance[measured])


def test_points_of_a_cluster_are_in_it(squares):
    points, clustering = squares
    found = predict(points, clustering, points.vectors)
    assert found.accuracy(points.label) == 1
    assert np.nanmin(found.distance, axis=1).tolist() == [0] * 8


def test_another_space_is_refused(squares):
    with pytest.raises(UserError, match=r"points have 2 dimensions, the vectors' shape is \(4, 3\)"):
        predict(*squares, np.zeros((4, 3)))
