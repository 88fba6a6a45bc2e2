"""Which clusters merge when: scipy's trees, threaded together, are DirectProbe's order."""

import numpy as np
from hypothesis import example, given, settings
from hypothesis import strategies as st
from oracles import noise
from original import merge_order
from scipy.spatial.distance import cdist

from engine.geometry.merging import Merges, members
from engine.geometry.pairs import Pairs


def made(merges: Merges) -> list[set[int]]:
    """The cluster that each merge makes."""
    names = [merges.state(k) for k in range(len(merges) + 1)]
    return [set(np.flatnonzero(after == after[one]).tolist()) for one, after in zip(merges.one, names[1:], strict=True)]


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6), st.integers(4, 40), st.integers(1, 6), st.integers(2, 4))
@example(3, 40, 1, 2)  # in one dimension a merged centroid often comes nearer to the next: inversions
def test_order_of_the_original(seed, n, d, labels):
    points = noise(seed, n, d, labels)

    assert made(Merges.of(points, range(labels))) == merge_order(points.vectors, points.label)


def test_only_the_labels_asked_for_merge():
    points = noise(0, 20, 3, 3)

    names = (merges := Merges.of(points, [0, 2])).state(len(merges))

    assert len(np.unique(names[points.label == 0])) == len(np.unique(names[points.label == 2])) == 1
    assert np.array_equal(np.flatnonzero(points.label == 1), names[points.label == 1])


def test_members_are_those_with_the_name():
    names = np.array([0, 1, 0, 3, 1])
    assert [m.tolist() for m in members(names, np.array([0, 1, 2, 4]))] == [[0, 2], [1, 4]]


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6), st.integers(2, 12))
def test_the_nearest_pair_is_what_looking_at_all_of_them_finds(seed, count):
    """While clusters merge and pairs are forbidden, against a full look at what may still merge."""
    random = np.random.default_rng(seed)
    centroids = random.normal(size=(count, 3))
    pairs = Pairs(centroids)
    alive, forbidden = set(range(count)), set()
    while True:
        allowed = [(i, j) for i in alive for j in alive if i < j and frozenset((i, j)) not in forbidden]
        found = pairs.nearest()
        if not allowed:
            assert found is None
            return
        distance = cdist(centroids, centroids)
        assert found == min((distance[i, j], i, j) for i, j in allowed)
        _, i, j = found
        if random.random() < 0.5:
            pairs.forbid(i, j)
            forbidden.add(frozenset((i, j)))
        else:
            centroids[i] = (centroids[i] + centroids[j]) / 2
            pairs.join(i, j, centroids[i])
            alive.remove(j)
            forbidden |= {frozenset((i, k)) for k in alive if frozenset((j, k)) in forbidden}
