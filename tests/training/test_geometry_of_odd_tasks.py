"""The geometry of tasks with too few units, of numbers, and of one that no stage trained."""

import numpy as np
from small_data import make
from test_geometry_job import asked, done, misplaced
from test_resume import new_run

from engine import run
from engine.jobs.embeddings import Sample
from engine.jobs.movements import movements
from engine.plan import Plan


def test_training_units_too_few_for_a_probe_leave_the_rest(tiny_encoder, tmp_path):
    stage = {"tasks": ["mini-cola"], "epochs": 1, "max_steps": 1, "train_limit": 4}
    folder = new_run(tmp_path, Plan.from_json({"encoder": str(tiny_encoder), "stages": [stage]}))
    run.carry_out(folder, None, "cpu")
    request = asked(folder, "mini-cola", probe="mlp", layers="2", control=True)
    found = done(folder, request)
    said = found.document
    assert misplaced(folder, request, found) == ""
    refused = {"refused": "4 training points are too few to hold some of them out"}
    assert said["probes"] == {"linear": {"0": {"2": refused}, "1": {"2": refused}}}
    assert said["probe_controls"] == {"0": refused, "1": refused}
    assert said["mlp_search"] == refused
    assert said["spaces"]["evaluation"]["1"]["2"]["clusters"] >= 2


def test_three_units_move_but_have_no_cka():
    drawn = Sample("evaluation", None, np.array([0, 1, 1]), np.arange(3), np.zeros(3, int), 3, ("no", "yes"))
    found = movements([np.eye(3), 2 * np.eye(3)], drawn)
    assert np.isnan(found["cka"]).all() and found["cka"].shape == (2, 2)
    assert found["displacement"][0, 1].tolist() == [1, 1, 1]


def test_a_regression_is_looked_at_by_bins(tiny_encoder, tmp_path):
    data = make(tmp_path / "data")
    stage = {"tasks": ["sts"], "epochs": 1, "max_steps": 2, "batch_size": 4}
    folder = new_run(tmp_path, Plan.from_json({"encoder": str(tiny_encoder), "stages": [stage]}))
    run.carry_out(folder, data, "cpu")
    found = done(folder, asked(folder, "sts", units=20, vector="sentences", layers="2"), data)
    assert found.document["labels"] == ["0 to <1", "1 to <2", "2 to <3", "3 to <4", "4 to 5"]
    assert found.document["metric"] == "accuracy"
    assert found.document["spaces"]["evaluation"]["1"]["2"]["dimensions"] == 64
    assert misplaced(folder, asked(folder, "sts", units=20, vector="sentences", layers="2"), found) == ""


def test_a_task_that_no_stage_trains_has_evaluation_units_alone(tiny_encoder, tmp_path):
    stage = {"tasks": ["mini-cola"], "epochs": 1, "max_steps": 1, "train_limit": 16}
    plan = {"encoder": str(tiny_encoder), "stages": [stage], "evaluate": ["mini-ner"]}
    folder = new_run(tmp_path, Plan.from_json(plan))
    run.carry_out(folder, None, "cpu")
    request = asked(folder)
    assert (request.split, request.probe, request.follow) == ("evaluation", "none", "0")
    found = done(folder, asked(folder, layers="2"))
    assert list(found.document["samples"]) == ["evaluation"] and "probes" not in found.document
    assert misplaced(folder, asked(folder, layers="2"), found) == ""
