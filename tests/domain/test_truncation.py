"""Which pieces of a long text are read, with literals."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from engine.truncation import POLICIES, kept, segments


@pytest.mark.parametrize(
    ("policy", "expected"),
    [("head", [0, 1, 2, 3, 4]), ("tail", [5, 6, 7, 8, 9]), ("head+tail", [0, 1, 7, 8, 9])],
)
def test_five_of_ten(policy, expected):
    assert kept(10, 5, policy, head=2) == expected
    assert kept(5, 5, policy, head=2) == [0, 1, 2, 3, 4]


def test_head_and_tail_of_sun_et_al():
    places = kept(1000, 510, "head+tail")
    assert len(places) == 510 and places[:128] == list(range(128)) and places[128:] == list(range(618, 1000))


@given(some.integers(0, 60), some.integers(1, 40), some.sampled_from(POLICIES), some.integers(0, 50))
def test_as_many_as_fit_in_order_and_each_once(length, budget, policy, head):
    places = kept(length, budget, policy, head)
    assert len(places) == min(length, budget) == len(set(places))
    assert places == sorted(places) and all(0 <= place < length for place in places)


@pytest.mark.parametrize(
    ("length", "most", "expected"),
    [(0, 9, [(0, 0)]), (4, 9, [(0, 4)]), (5, 9, [(0, 4), (4, 5)]), (8, 9, [(0, 4), (4, 8)]), (99, 2, [(0, 4), (4, 8)])],
)
def test_segments_of_four(length, most, expected):
    assert [(s.start, s.stop) for s in segments(length, 4, most)] == expected
