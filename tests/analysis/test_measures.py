"""ACC, BWT, forgetting: a toy matrix of the literature, and what is left out and said."""

import numpy as np
import pytest

from engine.analysis.alone import Alone
from engine.analysis.measures import MEASURES, Grid, measures

# the toy matrix on which Mammoth, Renate, Continuum and Avalanche were compared
R = np.array([[0.80, 0.30, 0.55, 0.40], [0.70, 0.90, 0.60, 0.45], [0.75, 0.85, 0.58, 0.50], [0.85, 0.60, 0.50, 0.95]])
NAMES = ("a", "b", "c", "d")
ACCURACY = ("accuracy",) * 4


def measures_of(*grid, **more):
    return measures(Grid(*grid, **more))


def test_the_toy_matrix():
    found = measures_of((1, 2, 3, 4), NAMES, ACCURACY, R, np.tri(4, dtype=bool), (1, 2, 3, 4))

    assert found["ACC"].value == pytest.approx(0.7250)
    assert found["BWT"].value == pytest.approx(-0.1100)
    assert found["forgetting"].value == pytest.approx(0.1100)  # as Continuum and Chaudhry: earlier stages from own on
    assert found["ACC"].tasks == NAMES and found["BWT"].tasks == ("a", "b", "c")
    assert found["BWT"].excluded == ("d (trained in the last stage)",)
    assert (found["ACC"].mixed, found["ACC"].note) == (False, "")


def test_forgetting_is_from_the_best_earlier_stage():
    result = np.array([[0.5, 0.1], [0.9, 0.6], [0.7, 0.6]])
    found = measures_of((1, 2, 3), ("a", "b"), ("mcc",) * 2, result, np.ones((3, 2), dtype=bool), (1, 3))
    assert found["forgetting"].value == pytest.approx(0.2)
    assert found["BWT"].value == pytest.approx(0.2)


def test_untrained_heads_are_in_no_average_and_it_is_said():
    result = np.array([[0.8, 0.2], [0.6, 0.3]])
    trained = np.array([[True, False], [True, False]])
    found = measures_of((1, 2), ("a", "b"), ("accuracy",) * 2, result, trained, (1, None))
    assert found["ACC"].value == 0.6
    assert found["ACC"].note == "without b (untrained head)"
    assert found["BWT"].value == pytest.approx(-0.2)


def test_a_shared_head_counts_for_acc_but_has_no_own_stage():
    found = measures_of((1, 2), ("a", "b"), ("accuracy",) * 2, R[:2, :2], np.ones((2, 2), dtype=bool), (1, None))
    assert found["ACC"].tasks == ("a", "b")
    assert found["BWT"].excluded == ("b (no stage of its own)",)


def test_mixed_kinds_of_metric_are_said():
    found = measures_of((1, 2), ("a", "b"), ("mcc", "entity_f1"), R[:2, :2], np.tri(2, dtype=bool), (1, 2))
    assert found["ACC"].mixed and found["ACC"].kinds == ("MCC", "F1")
    assert found["ACC"].note == "averages different kinds of metric: MCC, F1"
    assert not found["BWT"].mixed  # over one task


def test_token_accuracy_and_accuracy_are_one_kind():
    found = measures_of((1, 2), ("a", "b"), ("accuracy", "token_accuracy"), R[:2, :2], np.tri(2, dtype=bool), (1, 2))
    assert not found["ACC"].mixed


def test_one_stage_has_no_backward_transfer():
    found = measures_of((1,), ("a",), ("mcc",), np.array([[0.5]]), np.array([[True]]), (1,))
    assert found["ACC"].value == 0.5
    assert found["BWT"].value is None
    assert found["BWT"].why_not == "needs a task whose own stage is before the last"


def test_every_measure_cites_and_names_its_snapshots():
    found = measures_of((1, 2, 3, 4), NAMES, ACCURACY, R, np.tri(4, dtype=bool), (1, 2, 3, 4))
    assert list(found) == list(MEASURES)
    assert {name: m.snapshots for name, m in found.items()} == {
        "ACC": "after stage 4",
        "BWT": "after stage 4 minus after the task's own stage",
        "forgetting": "best of own stage to stage 3 minus after stage 4",
        "first_last": "after the task's own stage minus after stage 4",
        "BWT_triangular": "6 pairs of a task and a stage after its own, minus after its own",
        "FWT": "after the stage before the task's own minus 0",
        "A": "10 scores, from each task's own stage to stage 4",
        "learning_accuracy": "right after each task's own stage",
        "plasticity": "right after each task's own stage",
        "stability": "after stage 4, tasks trained before it",
        "intransigence": "trained alone minus after the task's own stage",
    }
    assert found["ACC"].citation == "Lopez-Paz and Ranzato 2017 (GEM)"
    assert found["forgetting"].citation == "after Chaudhry et al. 2018 (Riemannian Walk)"
    assert all(m.definition and m.to_json()["n_tasks"] == len(m.tasks) for m in found.values())


def test_own_stages_need_not_be_in_column_order():
    found = measures_of((1, 2, 3, 4), NAMES[::-1], ACCURACY, R[:, ::-1], np.tri(4, dtype=bool)[:, ::-1], (4, 3, 2, 1))
    straight = measures_of((1, 2, 3, 4), NAMES, ACCURACY, R, np.tri(4, dtype=bool), (1, 2, 3, 4))
    assert {n: m.value for n, m in found.items()} == pytest.approx({n: m.value for n, m in straight.items()})


def test_forward_transfer_says_what_stands_in_for_the_untrained_head():
    trained = np.array([[True, False], [True, True]])
    grid = ((1, 2), ("a", "b"), ("accuracy",) * 2, R[:2, :2], trained, (1, 2))
    with_start = measures_of(*grid, initial=np.array([0.25, 0.20]))["FWT"]
    assert with_start.value == pytest.approx(0.10)
    assert with_start.note == (
        "without a (trained in the first stage); an untrained head gave both scores of b: noise more than transfer"
    )
    without = measures_of(*grid)["FWT"]
    assert without.value == pytest.approx(0.30)
    assert "no snapshot before training, so 0 stands in" in without.note
    assert without.rivals[0].why_not == "needs a snapshot before training"


def test_intransigence_needs_a_run_that_trained_the_task_alone():
    grid = ((1, 2), ("a", "b"), ("accuracy",) * 2, R[:2, :2], np.tri(2, dtype=bool), (1, 2))
    found = measures_of(*grid, alone={"b": Alone(("20261122-x",), 0.95, False)})["intransigence"]
    assert found.value == pytest.approx(0.05)
    assert found.note == "without a (trained in the first stage); b alone in 20261122-x of another seed"
    without = measures_of(*grid)["intransigence"]
    assert without.value is None
    assert without.why_not.startswith("no run with the same encoder and settings")


def test_a_stage_that_is_not_done_yet():
    found = measures_of((1,), ("a", "b"), ("accuracy",) * 2, R[:1, :2], np.array([[True, False]]), (1, 2))
    assert found["learning_accuracy"].value == 0.8
    assert found["learning_accuracy"].excluded == ("b (untrained head)",)
    assert found["stability"].value is None
    assert [r.value for r in found["stability"].rivals] == [None] * 4


def test_without_a_stage_no_measure_has_a_value():
    found = measures_of((), ("a",), ("mcc",), np.empty((0, 1)), np.empty((0, 1), dtype=bool), (1,))
    assert {m.why_not for m in found.values()} == {"no stage is done yet"}


def test_a_share_of_nothing_is_not_a_share():
    result = np.array([[0.0, 0.1], [0.2, 0.6]])
    found = measures_of((1, 2), ("a", "b"), ("mcc",) * 2, result, np.tri(2, dtype=bool), (1, 2))
    retained = next(r for r in found["stability"].rivals if r.key == "retained")
    assert (retained.value, retained.why_not) == (None, "a task's score right after its own stage is not above 0")
