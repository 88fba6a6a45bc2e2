"""Clusters: the oracle cases, the original on random data, what must not change them, deadlines."""

import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from oracles import AROUND, CASES, CROSSED, noise, partition, points_of
from original import clusters as originals
from original import overlap
from threadpoolctl import threadpool_info

from engine.errors import UserError
from engine.geometry.clustering import PHASES, Clustering, cluster
from engine.geometry.points import Points


@pytest.mark.parametrize("name", CASES)
def test_oracle_cases(name):
    case, clusters, linear, _ = CASES[name]

    found = cluster(points_of(case))

    assert partition(found) == clusters
    assert (found.linear, found.answer, found.why) == (linear, "exact", "")
    assert found.overlapping == (() if linear else ((0, 1),))
    assert found.sizes.tolist() == [len(c) for c in clusters]


def test_points_in_conflict_belong_to_no_cluster():  # O8; the original makes two clusters at distance 0 of them
    points = points_of({"L0": [(0, 0), (5, 0)], "L1": [(0, 0), (6, 1)]})

    found = cluster(points)

    assert points.rows.tolist() == [1, 3]
    assert partition(found) == [{0}, {1}]
    assert found.linear is True


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6), st.integers(6, 26), st.integers(1, 4), st.integers(2, 3), st.sampled_from([0, 1, 2]))
def test_clusters_of_the_original(seed, n, d, labels, shift):
    points = noise(seed, n, d, labels, shift)

    found = cluster(points)

    assert sorted(map(sorted, partition(found))) == sorted(map(sorted, originals(points.vectors, points.label)))
    assert found.answer == "exact"
    assert found.linear is (len(found.label) == len(np.unique(points.label)))


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10**6), st.integers(10, 30), st.integers(1, 5), st.sampled_from([1e-3, 1, 1e3]))
def test_axes_origin_scale_and_order_of_the_points_do_not_matter(seed, n, d, factor):
    points = noise(seed, n, d, 2)
    random = np.random.default_rng(seed)
    rotation, order = np.linalg.qr(random.normal(size=(d, d)))[0], random.permutation(n)
    moved = factor * (points.vectors @ rotation + 10 * random.normal(size=d))

    before, after = cluster(points), cluster(Points.build(moved[order], points.label[order], points.labels))

    assert {frozenset(order[list(c)].tolist()) for c in partition(after)} == {frozenset(c) for c in partition(before)}
    assert after.overlapping == before.overlapping


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10**6), st.integers(2, 5), st.integers(10, 60))
def test_a_separable_space_has_one_cluster_per_label_and_they_are_numbered_alike(seed, labels, n):
    random = np.random.default_rng(seed)
    label = np.concatenate([np.arange(labels), random.integers(0, labels, n - labels)])
    vectors = random.uniform(-0.4, 0.4, size=(n, 3)) + label[:, None]  # each label in a box of its own

    found = cluster(Points.build(vectors, label, "ABCDE"[:labels]))

    assert found.linear is True
    assert found.cluster.tolist() == label.tolist()
    assert found.label.tolist() == list(range(labels))


def test_only_labels_that_overlap_are_split():
    near = np.array(AROUND["L0"] + AROUND["L1"], float)
    vectors = np.concatenate([near, [[90], [91], [92]]])
    points = Points.build(vectors, np.array([0] * 4 + [1] * 2 + [2] * 3), ("A", "B", "C"))

    found = cluster(points)

    assert partition(found) == [{0, 1}, {2, 3}, {4, 5}, {6, 7, 8}]
    assert found.label.tolist() == [0, 0, 1, 2]
    assert found.overlapping == ((0, 1),)


@pytest.fixture(scope="module")
def hard():
    """Noise in more points than twice its dimensions, and its clusters."""
    points = noise(7, 300, 20, 2)
    return points, cluster(points)


def test_noise_in_more_points_than_twice_the_dimensions(hard):
    """Warm starts and all: hulls are disjoint in the end, and no two clusters could still merge."""
    points, found = hard

    assert found.linear is False
    assert found.answer == "exact"
    clusters = [points.vectors[found.cluster == k] for k in range(len(found.label))]
    for i, one in enumerate(clusters):
        for j, other in enumerate(clusters[:i]):
            if found.label[i] != found.label[j]:
                assert not overlap(one, other)
            else:
                union = np.concatenate([one, other])
                others = [c for c, label in zip(clusters, found.label, strict=True) if label != found.label[i]]
                assert any(overlap(union, c) for c in others)


@pytest.mark.parametrize("ticks", [1, 40, 400, 800])
def test_after_the_deadline_the_answer_is_an_upper_bound(hard, ticks):
    """A clock that moves with every look at it: no test of speed, and every moment can be tried."""
    (points, exact), now = hard, iter(range(10**6))

    found = cluster(points, seconds=ticks, clock=lambda: next(now))

    assert next(now) <= ticks + 3  # it looks often, and stops at once
    assert (found.answer, found.why) == ("upper bound", "the deadline came before the last merge")
    assert len(found.label) > len(exact.label)
    assert found.linear is (None if ticks == 1 else False)
    assert found.unchecked == (((0, 1),) if ticks == 1 else ())
    clusters = [points.vectors[found.cluster == k] for k in np.argsort(-found.sizes)[:6]]
    labels = found.label[np.argsort(-found.sizes)[:6]]
    assert not any(overlap(clusters[i], clusters[j]) for i in range(6) for j in range(i) if labels[i] != labels[j])


def test_labels_known_to_be_apart_are_whole_in_an_upper_bound():
    vectors = np.concatenate([noise(7, 200, 3, 2).vectors, np.full((5, 3), 50.0) + np.eye(5)[:, :3]])
    points = Points.build(vectors, np.array([0, 1] * 100 + [2] * 5), ("A", "B", "C"))
    now = iter(range(10**6))

    found = cluster(points, seconds=60, clock=lambda: next(now))

    assert found.answer == "upper bound"
    assert (found.label == 2).sum() == 1


def test_how_far_it_is():
    told = []
    cluster(noise(7, 120, 4, 3), on_progress=lambda *said: told.append(said))

    assert [what for i, (what, *_) in enumerate(told) if i == 0 or told[i - 1][0] != what] == list(PHASES)
    assert [said for said in told if said[0] == PHASES[0]] == [(PHASES[0], k, 3) for k in (1, 2, 3)]
    assert all(0 < done <= whole for _, done, whole in told)


def test_blas_has_one_thread_meanwhile_and_as_many_as_before_after_it():
    def threads():
        return {library["num_threads"] for library in threadpool_info() if library["user_api"] == "blas"}

    before, told = threads(), []
    cluster(points_of(CROSSED), on_progress=lambda *said: told.append(threads()))

    assert told[0] == {1}
    assert threads() == before


def test_a_time_that_suffices_changes_nothing():
    points = noise(7, 120, 4, 3)
    assert partition(cluster(points, seconds=1e6, clock=time.monotonic)) == partition(cluster(points))


def test_given_clusters_keep_their_numbers():
    points = points_of(CROSSED)

    found = Clustering.given(points, np.array([2, 2, 0, 1]))

    assert found.cluster.tolist() == [2, 2, 0, 1]
    assert found.label.tolist() == [1, 1, 0]
    assert (found.answer, found.linear) == ("given", None)
    with pytest.raises(UserError, match="cluster 1 has 'L0' in row 2 and 'L1' in row 3: a cluster has one label"):
        Clustering.given(points, np.array([0, 1, 1, 2]))
    with pytest.raises(UserError, match="3 points have a cluster, but there are 4 points"):
        Clustering.given(points, np.array([0, 1, 1]))
    with pytest.raises(UserError, match="5 points have a cluster, but there are 4 points"):
        Clustering.given(points, np.array([2, 2, 0, 1, 1]))
