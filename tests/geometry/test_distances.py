"""Between and inside clusters, the original's rule for small ones, and the same clusters in another space."""

from math import sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from oracles import APART, CASES, CHAIN, CROSSED, TRIANGLE, noise, points_of

from engine.errors import UserError
from engine.geometry.clustering import cluster
from engine.geometry.distances import SMALLEST, distances, follow
from engine.geometry.points import Points
from engine.geometry.similarity import similarity


def measured(case, smallest=1):
    points = points_of(case)
    return distances(points, cluster(points), smallest)


@pytest.mark.parametrize("name", CASES)
def test_oracle_cases_between(name):
    case, _, _, expected = CASES[name]

    found = measured(case)

    for (one, other), distance in expected.items():
        assert found.between[one, other] == found.between[other, one] == pytest.approx(distance, rel=1e-6)
    assert np.isfinite(found.between).sum() == 2 * len(expected)
    assert found.error < 1e-6
    assert found.separable


def test_means_over_clusters_and_inside():
    assert measured(CROSSED).vector == pytest.approx([4])  # O2
    chain = measured(CHAIN)  # O4
    assert chain.vector == pytest.approx([1.5], rel=1e-6)
    assert chain.outside_min == pytest.approx([1.5, 1.5], rel=1e-6)
    assert chain.inside_max.tolist() == [10.5, 0]
    assert chain.inside_mean.tolist() == [7, 0]
    apart = measured(APART)  # O1
    assert apart.inside_max == pytest.approx([sqrt(2)] * 2)
    assert apart.inside_mean == pytest.approx([1.138071] * 2, abs=1e-6)


def test_three_labels():  # O6
    found = measured(TRIANGLE)

    assert found.pairs.tolist() == [[0, 1], [0, 2], [1, 2]]
    assert found.vector == pytest.approx([4, 6, sqrt(52)], rel=1e-6)
    assert found.outside_min == pytest.approx([4, 4, 6], rel=1e-6)
    assert not found.missing.any()


def test_the_original_drops_clusters_of_five_points_or_fewer():
    assert SMALLEST == 6
    vectors = np.array([[i, 0] for i in range(6)] + [[i, 3] for i in range(5)] + [[i, 7] for i in range(6)], float)
    points = Points.build(vectors, np.repeat([0, 1, 2], [6, 5, 6]), ("A", "B", "C"))

    found = distances(points, cluster(points))

    assert found.left_out.tolist() == [False, True, False]
    assert found.vector == pytest.approx([0, 7, 0])
    assert found.missing.tolist() == [True, False, True]
    assert not found.overlapping.any()
    assert found.outside_min == pytest.approx([7, 0, 7])
    assert found.inside_max.tolist() == [5, 0, 5]


def test_the_same_clusters_in_another_space():
    points = points_of(TRIANGLE)
    clustering = cluster(points)
    elsewhere = points.vectors.copy()
    elsewhere[3:6, 0] -= 5  # now on the first label's points

    found = follow(points, clustering, elsewhere, smallest=1)

    assert found.overlapping.tolist() == [True, False, False]
    assert found.vector == pytest.approx([0, 6, 6], rel=1e-6)
    assert found.outside_min == pytest.approx([0, 0, 6], rel=1e-6)
    assert not found.separable
    assert follow(points, clustering, points.vectors, smallest=1).vector.tolist() == measured(TRIANGLE).vector.tolist()


def test_points_that_fall_together_elsewhere_overlap():
    points = points_of(CROSSED)
    assert follow(points, cluster(points), np.zeros((4, 7)), smallest=1).overlapping.tolist() == [True]


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10**6), st.sampled_from([1e-3, 0.5, 1e3]))
def test_scaling_scales_them_and_nothing_rigid_changes_them(seed, factor):
    points = noise(seed, 40, 6, 3, shift=3)
    random = np.random.default_rng(seed)
    moved = factor * (points.vectors @ np.linalg.qr(random.normal(size=(6, 6)))[0] + random.normal(size=6))
    clustering = cluster(points)

    before = distances(points, clustering, 1)
    after = follow(points, clustering, moved, 1)

    for name in ("vector", "inside_max", "inside_mean", "outside_min"):
        assert getattr(after, name) == pytest.approx(factor * getattr(before, name), rel=1e-5)


def test_progress_counts_pairs_of_clusters():
    points, told = points_of(TRIANGLE), []
    distances(points, cluster(points), 1, lambda *said: told.append(said))
    assert told == [("distances", 1, 3), ("distances", 2, 3), ("distances", 3, 3)]


def test_similarity_of_a_scaled_and_of_another_space():  # O6
    points = points_of(TRIANGLE)
    clustering = cluster(points)
    here = distances(points, clustering, 1)
    scaled = follow(points, clustering, 2 * points.vectors, 1)
    other = measured({"L0": [(0, 0)], "L1": [(4, 0)], "L2": [(0, 3)]})  # at 4, 3 and 5 from each other

    assert similarity(here, scaled).value == pytest.approx(1)
    assert similarity(here, other).value == pytest.approx(0.373423, abs=1e-6)
    assert similarity(here, other).pairs == 3
    assert similarity(here, other).why == ""


def test_similarity_is_undefined_where_it_says_nothing():
    two = similarity(measured(APART), measured(CROSSED))
    assert (two.value, two.pairs, two.why) == (None, 1, "2 labels have 1 distances: at least 3 labels are needed")
    same = measured({"L0": [(0, 0)], "L1": [(1, 0)], "L2": [(0.5, sqrt(0.75))]})
    triangle = measured(TRIANGLE)
    assert similarity(triangle, same).why == "all 3 distances of the second space are the same"
    assert similarity(same, triangle).value is None
    dropped = measured({**TRIANGLE, "L2": TRIANGLE["L2"][:2]}, smallest=3)
    assert similarity(triangle, dropped).pairs == 1
    with pytest.raises(UserError, match="the labels differ"):
        similarity(triangle, measured(APART))
