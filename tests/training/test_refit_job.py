"""The refit, on a real tiny encoder: what it must find where only the bias, only the head, or the encoder was hit."""

import contextlib
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch
from test_resume import new_run

from engine import checkpoint, jobs, run, store, tasks
from engine.analysis import recovery
from engine.analysis.selection import pair
from engine.answers import Snapshot
from engine.errors import UserError
from engine.job_control import prepare
from engine.jobs import refit, source
from engine.learner.learner import TorchLearner
from engine.plan import Plan
from engine.store import RunWriter

Damage = Callable[[dict[str, torch.Tensor]], None]


@pytest.fixture(scope="module")
def trained(tiny_encoder, tmp_path_factory) -> Path:
    """Stage 1 teaches both tasks' stages enough; what happened in the last stage is made by `hit`."""
    stage = {"batch_size": 16, "learning_rate": 3e-3, "max_steps": 150, "epochs": 9}
    stages = [{"tasks": ["mini-ner"], **stage}, {"tasks": ["mini-cola"], **stage, "max_steps": 1}]
    plan = Plan.from_json({"encoder": str(tiny_encoder), "stages": stages, "device": "cpu"})
    folder = new_run(tmp_path_factory.mktemp("runs"), plan)
    run.carry_out(folder, None, "cpu")
    return folder


@pytest.fixture
def hit(trained, tmp_path) -> Callable[[Damage], Path]:
    """`hit(damage)`: the run with a second snapshot that is its first one, damaged; answers as that network gives."""

    def make(damage: Damage) -> Path:
        folder = tmp_path / trained.name
        shutil.copytree(trained, folder)
        tensors = checkpoint.load(folder / "checkpoints" / "1.safetensors")
        damage(tensors)
        checkpoint.save(folder / "checkpoints" / "2.safetensors", tensors)
        plan = Plan.from_json(store.read_plan(folder))
        learner = TorchLearner(plan, {t: tasks.load(t, None) for t in plan.tasks}, "cpu")
        learner.load(tensors)
        with contextlib.closing(sqlite3.connect(folder / "run.db")) as db, db:
            for table in ("answers", "heads"):
                db.execute(f"DELETE FROM {table} WHERE snapshot = (SELECT id FROM snapshots WHERE name = '2')")
            db.execute("DELETE FROM snapshots WHERE name = '2'")
        with RunWriter(folder) as writer:
            answers = {t: learner.predict(t) for t in plan.tasks}
            writer.add_snapshot(
                Snapshot(2, None, "mini-cola"), answers, plan.tasks, "checkpoints/2.safetensors", seconds=1.0
            )
        return folder

    return make


def recovered(folder: Path) -> tuple[recovery.Recovery, store.Result]:
    opened = store.open_run(folder)
    request = recovery.request(opened, "mini-ner")
    job, is_mine = prepare(folder, request)
    if is_mine:
        jobs.carry_out(job, None)
    result = store.read_result(job)
    assert request.wrong_result(result.document, result.arrays, opened.tasks) == ""
    answers = store.read_answers(opened, "mini-ner")
    return recovery.recovery(answers, *pair(opened, "mini-ner"), result), result


HEAD = "heads.head-mini-ner.output."


def shift_bias(tensors):
    tensors[f"{HEAD}bias"] = tensors[f"{HEAD}bias"] + torch.linspace(-12, 12, 9)


def randomise_head(tensors):
    draw = torch.Generator().manual_seed(0)
    tensors[f"{HEAD}weight"] = torch.randn(tensors[f"{HEAD}weight"].shape, generator=draw)


def destroy_encoder(tensors):
    """Every word looks like every other, and O is always said."""
    for name in list(tensors):
        if "embeddings" in name and "LayerNorm" not in name:
            tensors[name] = torch.zeros_like(tensors[name])
    tensors[f"{HEAD}bias"] = tensors[f"{HEAD}bias"] + torch.eye(9)[0] * 100


def test_where_only_the_bias_moved_everything_comes_back_by_bias(hit):
    folder = hit(shift_bias)
    found, result = recovered(folder)

    assert found.forgotten.sum() > 1000
    assert found.part("bias").share > 0.998
    # The likeliest bias is not to the last digit the one that training ended with: ties may fall to the other side.
    confidence = store.read_answers(store.open_run(folder), "mini-ner").p_predicted[1]
    assert np.all(confidence[found.verdict > recovery.BIAS] < 0.6)
    assert result.document["agreement"] == {"units": 1673, "same": 1673}
    assert found.scores["token_accuracy"]["second/bias"] == pytest.approx(
        found.scores["token_accuracy"]["first"], abs=0.02
    )


def test_where_the_head_was_randomised_it_comes_back_by_head(hit):
    found, _ = recovered(hit(randomise_head))

    total = int(found.forgotten.sum())
    assert total > 500
    assert found.part("bias").count + found.part("head").count > 0.97 * total
    assert found.part("head", but="O").share > 0.9  # O comes back by bias, as the most frequent label
    assert found.back["second/head"].share > 0.97
    assert np.array_equal(sum(found.counts.values()), found.forgotten)


def test_where_the_encoder_is_destroyed_it_is_lost_and_the_probe_is_not_to_blame(hit):
    found, _ = recovered(hit(destroy_encoder))

    assert found.part("lost").share == 1.0
    assert found.part("lost").count > 100
    assert found.lost_there.share > 0.95  # a fresh head on the encoder of first can do them
    assert found.back["first/head"].share > 0.95


def test_the_evaluation_labels_are_never_used(hit):
    folder = hit(randomise_head)
    opened = store.open_run(folder)
    request = recovery.request(opened, "mini-ner")
    found = {}
    for name, turn in (("as they are", 0), ("permuted", 1)):
        loaded = source.task_data(opened, "mini-ner", None)
        shifted = [tuple(np.roll(e.gold, turn)) for e in loaded.evaluation]
        if turn:
            examples = tuple(
                type(e)(e.texts, e.words, gold, e.tags) for e, gold in zip(loaded.evaluation, shifted, strict=True)
            )
            loaded = type(loaded)(loaded.task, loaded.train, examples, loaded.source)
        report = jobs.Report(lambda *_: None)
        found[name] = refit.refit(opened, request, loaded, "cpu", report)

    first, second = found.values()
    assert first.arrays.keys() == {"second/bias", "second/head", "first/head", "before/head"}
    for name, predicted in first.arrays.items():
        assert np.array_equal(predicted, second.arrays[name])
    assert without_times(first.document) == without_times(second.document)


def without_times(document: dict) -> dict:
    kept = {role: {k: v for k, v in e.items() if not k.endswith("_s")} for role, e in document["encoders"].items()}
    return {**document, "encoders": kept}


def test_what_was_seen_is_said(hit):
    _, result = recovered(hit(shift_bias))

    assert result.document["data"] == {
        "stage": 1, "available_examples": 800, "examples": 800, "units": 6573, "held_out_examples": 160,
        "held_out_units": result.document["data"]["held_out_units"],
    }  # fmt: skip
    bias = result.document["encoders"]["second"]["refits"]["bias"]
    assert bias["setting"] == "penalty" and bias["converged"]
    assert len(bias["offsets"]) == 9


def test_the_same_request_is_not_computed_again(hit, monkeypatch):
    folder = hit(shift_bias)
    _, first = recovered(folder)
    monkeypatch.setattr(jobs, "carry_out", lambda *_: pytest.fail("computed again"))

    _, again = recovered(folder)

    assert again.document == first.document
    assert len(store.list_jobs(folder)) == 1


def test_another_network_than_the_stored_answers_is_noticed(hit):
    folder = hit(shift_bias)
    tensors = checkpoint.load(folder / "checkpoints" / "2.safetensors")
    randomise_head(tensors)
    checkpoint.save(folder / "checkpoints" / "2.safetensors", tensors)

    with pytest.raises(UserError, match="answers to mini-ner at snapshot 2 come out as run .* stored them"):
        recovered(folder)


def test_other_data_than_the_runs_are_refused(hit):
    folder = hit(shift_bias)
    with contextlib.closing(sqlite3.connect(folder / "run.db")) as db, db:
        db.execute("UPDATE tasks SET train_fingerprint = '0123456789abcdef' WHERE name = 'mini-ner'")

    with pytest.raises(UserError, match="mini-ner: the train data here .* are not those of run"):
        recovered(folder)


@pytest.mark.parametrize(("task", "second", "said"), [("mini-cola", "1", "was not trained yet at snapshot 1")])
def test_what_cannot_be_refitted_is_refused(trained, task, second, said):
    with pytest.raises(UserError, match=said):
        recovery.request(store.open_run(trained), task, "0", second)
