"""Are two hulls disjoint? Certificates are checked here once more, and against linear programming."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog, nnls

from engine.geometry.approach import Approach, lifted
from engine.geometry.deadline import Deadline, OutOfTime
from engine.geometry.separation import Overlap, Separated, Undecided, search, separation


def verify(found, first, second):
    """The certificate holds on the points."""
    if isinstance(found, Separated):
        above, below = first @ found.normal + found.offset, second @ found.normal + found.offset
        assert np.linalg.norm(found.normal) == pytest.approx(1)
        assert above.min() > 0 > below.max()
        assert above.min() - below.max() == pytest.approx(found.gap, rel=1e-6)
    else:
        assert isinstance(found, Overlap), found
        for weights in (found.first, found.second):
            assert weights.min() >= 0
            assert weights.sum() == pytest.approx(1)
        both = np.concatenate([first, second])
        radius = np.sqrt(((both - both.mean(axis=0)) ** 2).sum(axis=1).mean())
        assert np.linalg.norm(found.first @ first - found.second @ second) <= 1.01e-6 * radius + 1e-12


def has_hyperplane(first, second):
    """w and b with w.x + b >= 1 for all of the first set and <= -1 for all of the second, by linear programming."""
    rows = np.concatenate([lifted(-first, -1.0), lifted(second)])
    return linprog(np.zeros(rows.shape[1]), rows, -np.ones(len(rows)), bounds=(None, None)).status == 0


@st.composite
def two_sets(draw):
    """Small sets; with whole numbers hulls touch, points repeat, and sets are flat."""
    d = draw(st.integers(1, 5))
    sizes = draw(st.integers(1, 9)), draw(st.integers(1, 9))
    random = np.random.default_rng(draw(st.integers(0, 10**6)))
    if draw(st.booleans()):
        sets = [random.integers(-2, 3, (n, d)).astype(float) for n in sizes]
    else:
        sets = [random.normal(size=(n, d)) for n in sizes]
    return sets[0], sets[1] + draw(st.sampled_from([0.0, 1.0, 2.0]))


@settings(max_examples=150, deadline=None)
@given(two_sets())
def test_every_certificate_verifies_and_linear_programming_agrees(sets):
    found = separation(*sets)

    verify(found, *sets)
    assert isinstance(found, Separated) == has_hyperplane(*sets)


@pytest.mark.parametrize(
    "second, is_overlap",
    [
        ([[1, 1], [3, 3]], True),  # a corner touches a corner
        ([[1, 0.5], [3, 3]], True),  # a corner touches an edge
        ([[1, 0], [1, 1]], True),  # an edge lies on an edge
        ([[0.25, 0.25]], True),  # inside
        ([[1.001, 0.5], [3, 3]], False),
        ([[1 + 1e-8, 0.5], [3, 3]], True),  # nearer than what is told apart
    ],
)
def test_touching_hulls_overlap(second, is_overlap):
    square, second = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], float), np.array(second, float)

    found = separation(square, second)

    assert isinstance(found, Overlap) is is_overlap
    verify(found, square, second)


def test_the_resolution_can_be_given():
    one, other = np.array([[0.0], [1.0]]), np.array([[1.1], [2.0]])

    assert separation(one, other, 0.05).gap == pytest.approx(0.1)
    assert separation(one, other, 0.2).residual == pytest.approx(0.1)


@pytest.mark.parametrize("n, separable", [(300, True), (700, False)])
def test_noise_is_separable_up_to_twice_its_dimensions(n, separable):
    """Cover 1965: two balanced random labels, up to about 2 (d + 1) points."""
    vectors = np.random.default_rng(5).normal(size=(n, 200))

    found = separation(vectors[: n // 2], vectors[n // 2 :])

    assert isinstance(found, Separated) is separable
    verify(found, vectors[: n // 2], vectors[n // 2 :])


def test_what_rounding_hides_is_undecided_and_not_guessed():
    """At a resolution of nothing, neither a slab nor a common point of these two can be shown."""
    random = np.random.default_rng(0)
    one = random.normal(size=(30, 4))
    other = -one + 1e-17

    found = search(lifted(np.concatenate([one, other])), 30, 0.0, Deadline())[0]

    assert isinstance(found, Undecided)
    assert found.gap <= 0 < found.residual < 1e-7


def test_a_search_ends_at_its_deadline():
    ticks = iter(range(100))
    vectors = np.random.default_rng(0).normal(size=(400, 100))

    with pytest.raises(OutOfTime):
        search(lifted(vectors), 200, 1e-6, Deadline(3, lambda: next(ticks)))
    assert 4 <= next(ticks) <= 6


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6), st.integers(2, 40), st.integers(1, 8))
def test_a_descent_ends_where_scipys_nnls_does(seed, n, d):
    random = np.random.default_rng(seed)
    points = lifted(random.normal(size=(n, d)) + 0.5)
    approach = Approach(points, n // 2)
    columns = np.column_stack([np.ones(n), np.where(np.arange(n) < n // 2, 1, -1)[:, None] * points]).T

    while approach.step(approach.gains()):
        pass

    _, left = nnls(columns, np.eye(d + 2)[0])
    assert np.linalg.norm(approach.residual) == pytest.approx(left, abs=1e-8)
    assert approach.weights.min() > 0


def test_a_descent_goes_on_from_a_face_in_fewer_steps():
    random = np.random.default_rng(3)
    vectors = lifted(random.normal(size=(120, 40)))

    def steps(start):
        approach = Approach(vectors, 60, start)
        count = 0
        while approach.step(approach.gains()):
            count += 1
        return approach, count

    first, cold = steps(None)
    face = first.face(np.arange(120))
    again, warm = steps(face)
    face.q = face.r = None  # made anew
    anew, _ = steps(face)

    assert warm == 0 < cold
    assert again.residual == pytest.approx(first.residual, abs=1e-12)
    assert anew.residual == pytest.approx(first.residual, abs=1e-12)
