"""Control runs of a real run: planned, launched once, found again, and what they say."""

import pytest
from test_background_run import is_done, plan, until

from engine import control_runs, launch, store
from engine.analysis import noise, selection
from engine.errors import UserError


@pytest.fixture(scope="module")
def folder(tmp_path_factory, tiny_folder):
    folder = launch.start(tmp_path_factory.mktemp("controlled"), plan(tiny_folder), None)
    until(folder, is_done)
    return folder


def test_controls_are_made_once_and_give_the_noise_floor(folder):
    run = store.open_run(folder)
    wanted = control_runs.planned(run, "mini-cola", twins=2, sham=True)
    begun = control_runs.start(folder.parent, wanted, None)
    for each in begun:
        until(each, is_done)

    assert [c.marks()["kind"] for c in wanted] == ["twin", "twin", "sham"]
    assert control_runs.start(folder.parent, wanted, None) == begun
    assert control_runs.find(folder.parent, run.id, "mini-cola") == begun
    assert control_runs.find(folder.parent, run.id, "mini-ner") == []
    controls, seeds = control_runs.of_run(run, "mini-cola")
    assert [c.id for c in controls] == [f.name for f in begun] and seeds == []

    answers, pair = store.read_answers(run, "mini-cola"), selection.default_pair(run, "mini-cola")
    found = noise.measure(run, answers, pair, controls, seeds, store.read_answers)
    assert [(f.kind, len(f.runs)) for f in found.floors] == [("sham", 1), ("twin", 2)] and not found.left_out
    sham = store.open_run(begun[2])
    assert store.read_losses(sham)["step"].max() == 3  # as many as the stage it stands in for
    assert (store.read_answers(sham, "mini-cola").predicted[0] == answers.predicted[pair.first]).all()


def test_without_weights_there_is_no_control(tmp_path, tiny_folder):
    kept_none = launch.start(tmp_path, plan(tiny_folder, keep_checkpoints="none"), None)
    until(kept_none, is_done)

    with pytest.raises(UserError, match="has no weights of snapshot 1: it kept none"):
        control_runs.planned(store.open_run(kept_none), "mini-cola", sham=True)
