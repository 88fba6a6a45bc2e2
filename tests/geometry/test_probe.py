"""Probes on frozen vectors: what they find, what they are told not to see, and the control."""

import numpy as np
import pytest

from engine.errors import UserError
from engine.geometry.probe import LINEAR_GRID, MLP, MLP_GRID, Linear, Material, probe


def accuracy(gold, predicted):
    return float(np.mean(gold == predicted))


def material(seed=0, n=240, d=12, labels=3, shift=1.5) -> Material:
    random = np.random.default_rng(seed)
    gold = random.integers(0, labels, n)
    vectors = random.normal(size=(n, d)) + shift * np.eye(labels, d)[gold] * np.sqrt(d)
    return Material(vectors[: n // 2], gold[: n // 2], vectors[n // 2 :], gold[n // 2 :])


def test_the_grid_is_the_papers():
    assert len(MLP_GRID) == 128
    assert sorted({setting.penalty for setting in MLP_GRID}) == pytest.approx([10.0**k for k in range(-7, 1)])
    assert {setting.hidden for setting in MLP_GRID} == {(a, b) for a in (32, 64, 128, 256) for b in (32, 64, 128, 256)}


def test_a_linear_probe_reads_what_is_there():
    told = []
    found = probe(material(), accuracy, repeats=3, on_progress=lambda *said: told.append(said))

    assert found.mean > 0.95
    assert found.sd == pytest.approx(np.std(found.scores, ddof=1))
    assert [setting for setting, _ in found.tried] == list(LINEAR_GRID)
    assert found.setting in LINEAR_GRID
    assert found.converged.all()
    assert told[-1] == ("repeats", 9, 9)


def test_the_same_seed_gives_the_same_numbers():
    one, same, other = (probe(material(), accuracy, repeats=2, seed=s) for s in (1, 1, 2))
    assert np.array_equal(one.scores, same.scores)
    assert one.tried == same.tried
    assert one.tried != other.tried


def test_test_points_choose_nothing():
    given = material()
    swapped = Material(given.train, given.train_gold, given.test, (given.test_gold + 1) % 3)

    assert probe(given, accuracy, repeats=1).tried == probe(swapped, accuracy, repeats=1).tried


def test_a_winner_is_used_again_without_a_search():
    found = probe(material(), accuracy, [Linear(0.1)], repeats=2)
    assert found.setting == Linear(0.1)
    assert found.tried == ()


def test_two_layers_read_what_a_line_cannot():
    random = np.random.default_rng(0)
    vectors = random.normal(size=(300, 2)) * 2
    gold = (vectors[:, 0] * vectors[:, 1] > 0).astype(int)  # XOR
    xor = Material(vectors[:200], gold[:200], vectors[200:], gold[200:])

    assert probe(xor, accuracy, [MLP((32, 32), 1e-4)], repeats=1).mean > 0.9
    assert probe(xor, accuracy, [Linear(1.0)], repeats=1).mean < 0.7


def test_shuffled_labels_are_learnt_by_heart_and_say_nothing_of_other_points():
    given = material(n=120, d=200)

    control = probe(given.shuffled(0), accuracy, [Linear(10.0)], repeats=3)

    assert np.bincount(given.shuffled(0).train_gold).tolist() == np.bincount(given.train_gold).tolist()
    assert control.training_scores.min() == 1  # 48 points in 200 dimensions are separable whatever their labels
    assert control.mean < 0.5 < 0.6 < probe(given, accuracy, [Linear(10.0)], repeats=3).mean


def test_a_search_that_was_stopped_goes_on():
    told = []
    whole = probe(material(), accuracy, repeats=1, on_tried=lambda tried: told.append(list(tried)))
    assert [len(tried) for tried in told] == [1, 2, 3, 4, 5, 6]
    again = []
    rest = probe(material(), accuracy, repeats=1, known=told[3], on_tried=lambda tried: again.append(list(tried)))
    assert [len(tried) for tried in again] == [5, 6]
    assert (rest.tried, rest.setting, rest.mean) == (whole.tried, whole.setting, whole.mean)


def test_an_undefined_score_never_wins():
    found = probe(material(), lambda gold, predicted: float("nan"), repeats=1)
    assert all(value == -np.inf for _, value in found.tried)
    assert found.setting == LINEAR_GRID[0]


def test_too_little_is_refused():
    given = material()
    with pytest.raises(UserError, match="at least two labels"):
        probe(Material(given.train, np.zeros(120, int), given.test, given.test_gold), accuracy)
    few = Material(given.train[:4], np.array([0, 0, 1, 1]), given.test, given.test_gold)
    with pytest.raises(UserError, match="4 training points are too few to hold some of them out"):
        probe(few, accuracy)
    assert len(probe(few, accuracy, [Linear(1.0)]).scores) == 5
