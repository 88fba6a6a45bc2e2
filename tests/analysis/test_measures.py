"""ACC, BWT, forgetting: a toy matrix of the literature, and what is left out and said."""

import numpy as np
import pytest

from engine.analysis.measures import measures

# the toy matrix on which Mammoth, Renate, Continuum and Avalanche were compared
R = np.array([[0.80, 0.30, 0.55, 0.40], [0.70, 0.90, 0.60, 0.45], [0.75, 0.85, 0.58, 0.50], [0.85, 0.60, 0.50, 0.95]])
NAMES = ("a", "b", "c", "d")
ACCURACY = ("accuracy",) * 4


def test_the_toy_matrix():
    found = measures((1, 2, 3, 4), NAMES, ACCURACY, R, np.tri(4, dtype=bool), (1, 2, 3, 4))

    assert found["ACC"].value == pytest.approx(0.7250)
    assert found["BWT"].value == pytest.approx(-0.1100)
    assert found["forgetting"].value == pytest.approx(0.1100)  # as Continuum and Chaudhry: earlier stages from own on
    assert found["ACC"].tasks == NAMES and found["BWT"].tasks == ("a", "b", "c")
    assert found["BWT"].excluded == ("d (trained in the last stage)",)
    assert (found["ACC"].mixed, found["ACC"].note) == (False, "")


def test_forgetting_is_from_the_best_earlier_stage():
    result = np.array([[0.5, 0.1], [0.9, 0.6], [0.7, 0.6]])
    found = measures((1, 2, 3), ("a", "b"), ("mcc",) * 2, result, np.ones((3, 2), dtype=bool), (1, 3))
    assert found["forgetting"].value == pytest.approx(0.2)
    assert found["BWT"].value == pytest.approx(0.2)


def test_untrained_heads_are_in_no_average_and_it_is_said():
    result = np.array([[0.8, 0.2], [0.6, 0.3]])
    trained = np.array([[True, False], [True, False]])
    found = measures((1, 2), ("a", "b"), ("accuracy",) * 2, result, trained, (1, None))
    assert found["ACC"].value == 0.6
    assert found["ACC"].note == "without b (untrained head)"
    assert found["BWT"].value == pytest.approx(-0.2)


def test_a_shared_head_counts_for_acc_but_has_no_own_stage():
    found = measures((1, 2), ("a", "b"), ("accuracy",) * 2, R[:2, :2], np.ones((2, 2), dtype=bool), (1, None))
    assert found["ACC"].tasks == ("a", "b")
    assert found["BWT"].excluded == ("b (no stage of its own)",)


def test_mixed_kinds_of_metric_are_said():
    found = measures((1, 2), ("a", "b"), ("mcc", "entity_f1"), R[:2, :2], np.tri(2, dtype=bool), (1, 2))
    assert found["ACC"].mixed and found["ACC"].kinds == ("MCC", "F1")
    assert found["ACC"].note == "averages different kinds of metric: MCC, F1"
    assert not found["BWT"].mixed  # over one task


def test_token_accuracy_and_accuracy_are_one_kind():
    found = measures((1, 2), ("a", "b"), ("accuracy", "token_accuracy"), R[:2, :2], np.tri(2, dtype=bool), (1, 2))
    assert not found["ACC"].mixed


def test_one_stage_has_no_backward_transfer():
    found = measures((1,), ("a",), ("mcc",), np.array([[0.5]]), np.array([[True]]), (1,))
    assert found["ACC"].value == 0.5
    assert found["BWT"].value is None
    assert found["BWT"].why_not == "needs a task whose own stage is before the last"


def test_every_measure_cites_and_names_its_snapshots():
    found = measures((1, 2, 3, 4), NAMES, ACCURACY, R, np.tri(4, dtype=bool), (1, 2, 3, 4))
    assert {name: (m.citation, m.snapshots) for name, m in found.items()} == {
        "ACC": ("Lopez-Paz and Ranzato 2017", "after stage 4"),
        "BWT": ("Lopez-Paz and Ranzato 2017", "after stage 4 minus after the task's own stage"),
        "forgetting": ("Chaudhry et al. 2018", "best of own stage to stage 3 minus after stage 4"),
    }
    assert all(m.definition and m.to_json()["n_tasks"] == len(m.tasks) for m in found.values())
