"""A run that starts from another run's checkpoint: seed twins, sham stages, shared beginnings."""

import shutil

import numpy as np
import pytest
from test_resume import KILLED, everything, in_process, new_run

from engine import launch, run, store
from engine.errors import UserError
from engine.plan import Plan

STAGE = {"epochs": 9, "batch_size": 4, "max_steps": 2, "learning_rate": 1e-3, "train_limit": 8}


def plan_of(encoder, *tasks: str, **more) -> Plan:
    return Plan.from_json({"encoder": str(encoder), "stages": [{"tasks": [t], **STAGE} for t in tasks], **more})


@pytest.fixture(scope="module")
def source(tmp_path_factory, tiny_encoder):
    folder = new_run(tmp_path_factory.mktemp("runs"), plan_of(tiny_encoder, "mini-cola", "mini-ner"))
    run.carry_out(folder, None)
    return folder


def started(source, encoder, snapshot: str, *tasks: str, **more) -> Plan:
    return plan_of(encoder, *tasks, start={"run": source.name, "snapshot": snapshot}, **more)


def test_it_begins_with_the_answers_of_the_other_run(source, tiny_encoder):
    folder = new_run(source.parent, started(source, tiny_encoder, "1", "mini-ner", evaluate=["mini-cola"]))
    run.carry_out(folder, None)

    before, after = everything(source), everything(folder)
    for task in ("mini-cola", "mini-ner"):
        assert np.array_equal(after[task][:, 0], before[task][:, 1]), task
    opened = store.open_run(folder)
    assert opened.trained == {("0", "mini-cola"), ("1", "mini-cola"), ("1", "mini-ner")}
    assert len(opened.environment["start_weights"]) == 16


def test_killed_and_resumed_it_needs_the_other_run_no_more(source, tiny_encoder, tmp_path):
    runs = tmp_path / "runs"
    shutil.copytree(source, runs / source.name)
    plan = started(source, tiny_encoder, "1", "mini-cola", "mini-ner")
    whole, killed = new_run(runs, plan), new_run(runs, plan)
    assert in_process(whole) == 0
    assert in_process(killed, kill_at_event=4, save_every_s=0.0) == KILLED
    shutil.rmtree(runs / source.name)
    assert in_process(killed) == 0

    expected, found = everything(whole), everything(killed)
    assert all(np.array_equal(expected[key], found[key]) for key in expected)
    assert store.open_run(killed).trained == store.open_run(whole).trained


@pytest.mark.parametrize(
    ("start", "why"),
    [
        ({"run": "20200101-000000-none-00000000", "snapshot": "1"}, "no run '20200101-000000-none-00000000'"),
        ({"run": "../elsewhere", "snapshot": "1"}, "is no run id"),
        ({"run": None, "snapshot": "9"}, "has no weights of snapshot 9: it kept those of 0, 1, 2"),
    ],
)
def test_a_start_that_is_not_there_is_refused_at_launch(source, tiny_encoder, start, why):
    start = {**start, "run": start["run"] or source.name}
    with pytest.raises(UserError, match=why):
        launch.create(source.parent, plan_of(tiny_encoder, "mini-cola", start=start))


def test_another_encoder_is_refused(source, tiny_encoder):
    plan = Plan.from_json(started(source, tiny_encoder, "1", "mini-cola").to_json() | {"encoder": "minilm"})
    with pytest.raises(UserError, match="but starts from run"):
        launch.create(source.parent, plan)
    with pytest.raises(UserError, match="start from a run with the same encoder"):
        run.carry_out(new_run(source.parent, plan), None)


@pytest.mark.parametrize(
    ("start", "field"),
    [("1", "start"), ({"run": "x"}, "start"), ({"run": "x", "snapshot": 1}, "start.snapshot")],
)
def test_what_start_must_be(tiny_encoder, start, field):
    with pytest.raises(UserError) as refused:
        plan_of(tiny_encoder, "mini-cola", start=start)
    assert [p.field for p in refused.value.problems] == [field]
