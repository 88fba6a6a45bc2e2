"""Result and transfer matrices of runs."""

import json

import numpy as np
import pytest

from engine.analysis.matrices import result_matrix
from engine.analysis.scores import choose_metrics
from engine.answers import Snapshot
from engine.errors import UserError

SNAPSHOTS = (
    Snapshot(0, stage_name="before training"),
    Snapshot(1, stage_name="cola"),
    Snapshot(2, 10, "mrpc"),
    Snapshot(2, stage_name="mrpc"),
)


@pytest.fixture
def tasks(answers_to):
    """CoLA is learned and half forgotten; MRPC's head is trained in stage 2."""
    gold = [1, 1, 0, 0]
    cola = answers_to(gold, [0, 0, 1, 1], [1, 1, 0, 0], [1, 1, 0, 1], [1, 1, 1, 1], snapshots=SNAPSHOTS)
    mrpc = answers_to(gold, [1, 1, 1, 1], [1, 1, 1, 1], [1, 1, 0, 1], [1, 1, 0, 0], snapshots=SNAPSHOTS, name="mrpc",
                      kind="pair", metrics=("accuracy", "f1"))  # fmt: skip
    return {"cola": cola, "mrpc": mrpc}


@pytest.fixture
def run(tasks, run_of):
    return run_of(*tasks.values())


def test_rows_are_stage_ends_and_the_initial_row_is_apart(run, tasks):
    matrix = result_matrix(run, tasks.__getitem__, {"cola": "accuracy"})

    assert [s.name for s in matrix.snapshots] == ["1", "2"]
    assert (matrix.tasks, matrix.metrics) == (("cola", "mrpc"), ("accuracy", "accuracy"))
    assert matrix.result.tolist() == [[1.0, 0.5], [0.5, 1.0]]
    assert matrix.initial.tolist() == [0.0, 0.5]
    assert matrix.transfer.tolist() == [[0.0, -0.5], [-0.5, 0.0]]
    assert matrix.trained.tolist() == [[True, False], [True, True]]
    assert matrix.scores.values.tolist() == [[0.0, 0.5], [1.0, 0.5], [0.75, 0.75], [0.5, 1.0]]


def test_the_json_document(run, tasks):
    document = result_matrix(run, tasks.__getitem__).to_json()

    assert json.loads(json.dumps(document, allow_nan=False)) == document
    assert {k: v for k, v in document.items() if k != "measures"} == {
        "snapshots": ["1", "2"], "stages": ["cola", "mrpc"], "tasks": ["cola", "mrpc"], "metrics": ["mcc", "accuracy"],
        "result": [[1.0, 0.5], [0.0, 1.0]], "initial": [-1.0, 0.5], "transfer": [[0.0, -0.5], [-1.0, 0.0]],
        "trained": [[True, False], [True, True]],
    }  # fmt: skip
    assert document["measures"]["ACC"]["value"] == 0.5
    assert document["measures"]["ACC"]["mixed"] is True
    assert document["measures"]["BWT"]["value"] == -1.0
    assert document["measures"]["BWT"]["tasks"] == ["cola"]


def test_a_task_without_a_stage_of_its_own_has_no_transfer(tasks, run_of):
    run = run_of(*tasks.values(), own={"cola": 1, "mrpc": None})
    matrix = result_matrix(run, tasks.__getitem__)
    assert matrix.to_json()["transfer"] == [[0.0, None], [-1.0, None]]
    assert not matrix.trained[:, 1].any()


def test_own_stages_not_done_yet_have_no_transfer(tasks, run_of):
    run = run_of(*tasks.values(), snapshots=SNAPSHOTS[:3], stages=2)
    assert result_matrix(run, tasks.__getitem__).to_json()["transfer"] == [[0.0, None]]


def test_a_run_that_has_only_begun(tasks, run_of):
    run = run_of(*tasks.values(), snapshots=SNAPSHOTS[:1], stages=2)
    matrix = result_matrix(run, tasks.__getitem__)
    document = matrix.to_json()
    assert (document["snapshots"], document["result"], document["initial"]) == ([], [], [-1.0, 0.5])
    assert document["measures"]["ACC"]["why_not"] == "no stage is done yet"
    assert matrix.transfer.shape == (0, 2)


def test_a_run_without_a_snapshot(tasks, run_of):
    matrix = result_matrix(run_of(*tasks.values(), snapshots=(), stages=2), tasks.__getitem__)
    assert (matrix.result.shape, matrix.initial) == ((0, 2), None)


def test_undefined_scores_are_null(answers_to, run_of):
    sts = answers_to([0.0, 5.0], [2.0, 2.0], [1.0, 3.0], kind="regression", labels=(), metrics=("pearson",), name="sts")
    document = result_matrix(run_of(sts), lambda _: sts).to_json()
    assert document["result"] == [[None], [pytest.approx(1.0)]]
    assert document["transfer"] == [[None], [None]]
    assert document["measures"]["BWT"]["value"] is None
    assert document["measures"]["BWT"]["excluded"] == ["sts (undefined pearson)"]


def test_answers_read_a_moment_later_are_matched_by_name(tasks, run_of):
    run = run_of(*tasks.values(), snapshots=SNAPSHOTS[1:2], stages=2)
    assert result_matrix(run, tasks.__getitem__).result.tolist() == [[1.0, 0.5]]


def test_entity_f1_and_token_accuracy_differ(answers_to, run_of):
    labels = ("O", "B-PER", "I-PER")
    ner = answers_to([1, 2, 0, 1], [1, 2, 0, 1], [1, 0, 0, 1], labels=labels, kind="token", name="ner",
                     example=[0, 0, 0, 1], metrics=("token_accuracy", "entity_f1"))  # fmt: skip
    run = run_of(ner)
    assert result_matrix(run, lambda _: ner).result.tolist() == [[1.0], [0.75]]
    assert result_matrix(run, lambda _: ner, "entity_f1").result.tolist() == [[1.0], [0.5]]


def test_one_metric_goes_to_the_tasks_that_list_it(run):
    records = tuple(run.tasks.values())
    assert choose_metrics(records, None) == ("mcc", "accuracy")
    assert choose_metrics(records, "accuracy") == ("accuracy", "accuracy")
    assert choose_metrics(records, "f1") == ("mcc", "f1")
    assert choose_metrics(records, {"cola": "macro_f1"}) == ("macro_f1", "accuracy")


@pytest.mark.parametrize(
    "metric, message",
    [
        ("bleu", "no metric 'bleu'. There are: mcc"),
        ("pearson", "no task of this run has the metric 'pearson'. They have: cola: mcc, accuracy; mrpc: accuracy, f1"),
        ({"qqp": "f1"}, "for task 'qqp', which this run has not. It has: cola, mrpc"),
        ({"cola": "pearson"}, "pearson does not suit cola, a sequence task. It can have: mcc, accuracy, f1, macro_f1"),
    ],
)
def test_impossible_metrics_are_refused(run, tasks, metric, message):
    with pytest.raises(UserError, match=message):
        result_matrix(run, tasks.__getitem__, metric)


def test_nothing_is_changed(run, tasks):
    before = tasks["cola"].predicted.copy()
    result_matrix(run, tasks.__getitem__)
    assert np.array_equal(before, tasks["cola"].predicted)
