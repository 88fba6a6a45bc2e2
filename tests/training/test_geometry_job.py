"""The geometry of a run, from its stored checkpoints: a real tiny encoder, every space worked out once."""

import copy as copying
import io
import shutil
from pathlib import Path

import numpy as np
import pytest
from test_resume import new_run

from engine import jobs, run, store, tasks
from engine.analysis.geometry import asking
from engine.errors import UserError
from engine.geometry.probe import MLP
from engine.job_control import check, prepare
from engine.jobs import source
from engine.learner.reader import Reader
from engine.plan import Plan
from engine.requests.geometry import Geometry
from engine.store import Result
from engine.store.cache import FOLDER


@pytest.fixture(scope="module")
def trained(tiny_encoder, tmp_path_factory) -> Path:
    stage = {"batch_size": 16, "learning_rate": 3e-3, "max_steps": 60, "epochs": 9, "train_limit": 400}
    stages = [{"tasks": ["mini-ner"], **stage}, {"tasks": ["mini-cola"], **stage}]
    folder = new_run(tmp_path_factory.mktemp("runs"), Plan.from_json({"encoder": str(tiny_encoder), "stages": stages}))
    run.carry_out(folder, None, "cpu")
    return folder


@pytest.fixture
def copy(trained, tmp_path) -> Path:
    shutil.copytree(trained, tmp_path / trained.name)
    return tmp_path / trained.name


def asked(folder: Path, task: str = "mini-ner", **settings) -> Geometry:
    small = {"units": 120, "repeats": 2, "control": False}
    return asking.request(store.open_run(folder), task, **small | settings)


def done(folder: Path, request: Geometry, data: Path | None = None, on_progress=None) -> Result:
    job, is_mine = prepare(folder, request)
    if is_mine:
        jobs.carry_out(job, data, on_progress=on_progress)
    return store.read_result(job)


@pytest.fixture(scope="module")
def result(trained) -> Result:
    return done(trained, asked(trained, control=True))


def test_it_looks_at_every_stage_end_and_every_layer(result, trained):
    said = result.document
    assert (said["snapshots"], said["layers"]) == (["0", "1", "2"], [0, 1, 2])
    assert said["labels"] == sorted(store.open_run(trained).tasks["mini-ner"].labels)
    for split in ("train", "evaluation"):
        about = said["samples"][split]
        assert sum(about["frequency"]) == about["units"] == len(result.arrays[f"{split}/gold"]) <= 120
        for snapshot in said["snapshots"]:
            assert [said["spaces"][split][snapshot][str(n)]["answer"] for n in said["layers"]] == ["exact"] * 3
    assert set(said["probes"]["linear"]) == {"0", "1", "2"}
    assert all(len(p["scores"]) == 2 for p in said["probes"]["linear"]["1"].values())
    assert result.arrays["moved/2/displacement"].shape == (3, 3, said["samples"]["evaluation"]["units"])
    assert {c["labels"] for c in said["controls"]["evaluation"].values()} == {9}


def misplaced(folder: Path, request: Geometry, found: Result) -> str:
    return request.wrong_result(found.document, found.arrays, store.open_run(folder).tasks)


@pytest.mark.parametrize(
    ("change", "where"),
    [
        (lambda said, arrays: None, ""),
        (lambda said, arrays: said.pop("spaces"), "it.spaces"),
        (lambda said, arrays: said["labels"].append(3), "it.labels.9"),
        (lambda said, arrays: said.update(labels=["PER"] * 9), "it.labels"),
        (lambda said, arrays: said.update(layers=[0, 2, 1]), "it.layers"),
        (lambda said, arrays: said.update(snapshots=["0", "1", "3"]), "it.snapshots"),
        (lambda said, arrays: said["request"].update(version=7), "it.request"),
        (lambda said, arrays: said["samples"]["train"].update(units=True), "it.samples.train.units"),
        (lambda said, arrays: said["samples"]["train"]["frequency"].append(0), "it.samples"),
        (lambda said, arrays: said["spaces"]["train"]["1"]["2"].pop("answer"), "it.spaces.train.1.2"),
        (lambda said, arrays: said["probes"]["linear"]["1"].update({"2": {"scores": ["a"]}}), "it.probes.linear.1.2"),
        (lambda said, arrays: said["probes"].update(x={}), "it.probes"),
        (lambda said, arrays: said.update(probes=3), "it.probes"),
        (lambda said, arrays: said.update(metric="os"), "it.metric"),
        (lambda said, arrays: said.pop("own_head"), "it.own_head"),
        (lambda said, arrays: arrays.pop("moved/1/cka"), "the array moved/1/cka"),
        (lambda said, arrays: arrays.update({"moved/1/nearest": np.zeros(3)}), "the array moved/1/nearest"),
        (lambda said, arrays: arrays.update({"train/gold": arrays["train/gold"] + 9}), "the array train/gold"),
        (lambda said, arrays: arrays.update({"evaluation/unit": arrays["evaluation/unit"] - 10**9}),
         "the array evaluation/unit"),
    ],
)  # fmt: skip
def test_a_result_from_elsewhere_is_as_the_job_writes_it(result, trained, change, where):
    said, arrays = copying.deepcopy(dict(result.document)), dict(result.arrays)
    change(said, arrays)
    assert misplaced(trained, asked(trained, control=True), Result(said, arrays)) == where


def test_it_travels_without_texts_and_weights(result, trained, tmp_path):
    target = io.BytesIO()
    store.pack(trained, target, texts=False, checkpoints=False)
    there = store.unpack(target, "run.zip", tmp_path)
    job = store.find_job(there, asked(trained, control=True).hash16())
    assert store.read_result(job).document == result.document


def test_the_vectors_are_the_encoders_and_stay_with_the_run(result, trained, tiny_encoder):
    opened, data = store.open_run(trained), tasks.load("mini-ner", None)
    reader = Reader(str(tiny_encoder), data, Plan.from_json(opened.plan).settings_of("mini-ner"), "cpu")
    source.go_to(reader, opened, "1")
    rows = np.unique(result.arrays["evaluation/example"])
    split = reader.encode(data.evaluation, owners=True).subset(rows.tolist())
    wanted = reader.hidden(split, [2], vector="mean")[2]

    kept = [store.read_result(f) for f in (trained / FOLDER).iterdir()]
    key = {"what": "embeddings", "snapshot": "1", "split": "evaluation", "vector": "mean"}
    found = next(k for k in kept if key.items() <= k.document["key"].items())
    assert np.array_equal(found.arrays["layer/2"], wanted)
    assert {k.document["key"]["version"] for k in kept} == {Geometry.version}


def test_the_tasks_own_head_is_scored_on_the_very_units(result, trained):
    answers = store.read_answers(store.open_run(trained), "mini-ner")
    at = result.arrays["evaluation/unit"]
    assert np.array_equal(answers.units.example[at], result.arrays["evaluation/example"])
    assert np.array_equal(answers.units.position[at], result.arrays["evaluation/position"])
    assert result.document["metric"] == "token_accuracy"
    assert result.document["own_head"]["2"] == pytest.approx(answers.right()[2][at].mean())


def test_displacement_and_nearest_centroids_by_hand(result, trained):
    kept = [store.read_result(f) for f in (trained / FOLDER).iterdir()]
    vectors = {
        k.document["key"]["snapshot"]: k.arrays["layer/1"].astype(float)
        for k in kept
        if k.document["key"]["what"] == "embeddings" and k.document["key"]["split"] == "evaluation"
    }
    moved = np.linalg.norm(vectors["2"] - vectors["0"], axis=1)
    assert np.allclose(result.arrays["moved/1/displacement"][0, 2], moved, rtol=1e-5)
    gold = result.arrays["evaluation/gold"]
    for unit in (0, 17, 50):
        without = np.arange(len(gold)) != unit
        to = [
            np.linalg.norm(vectors["2"][unit] - vectors["2"][without & (gold == label)].mean(0))
            if (without & (gold == label)).any()
            else np.inf
            for label in range(9)
        ]
        assert result.arrays["moved/1/nearest"][2, unit] == int(np.argmin(to))
        assert result.arrays["moved/1/own"][2, unit] == pytest.approx(to[gold[unit]], rel=1e-5)


def test_another_request_takes_over_what_it_shares(copy, result, monkeypatch):
    monkeypatch.setattr(Reader, "hidden", None)  # nothing is read again
    shared = done(copy, asked(copy, at="1,2", follow="1", layers="2"))
    for name in ("evaluation/2/2/vector", "train/1/2/cluster"):
        assert np.array_equal(shared.arrays[name], result.arrays[name])
    wanted = result.document["probes"]["linear"]["2"]["2"]
    assert shared.document["probes"]["linear"] == {
        "1": {"2": result.document["probes"]["linear"]["1"]["2"]},
        "2": {"2": wanted},
    }


def test_what_was_stopped_goes_on_and_ends_the_same(copy, result):
    shutil.rmtree(copy / FOLDER)
    shutil.rmtree(copy / "jobs")
    seen = []

    def stop(progress):
        seen.append(progress.phase)
        if progress.phase == "probe at 1" and progress.step == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        done(copy, asked(copy, control=True), on_progress=stop)
    assert seen[0] == "read the encoder of 0"
    job, is_mine = store.list_jobs(copy)[0], True
    assert is_mine and store.read_result(job) is None
    jobs.carry_out(job, None)
    again = store.read_result(job)
    assert again.arrays.keys() == result.arrays.keys()
    for name, array in again.arrays.items():
        np.testing.assert_array_equal(array, result.arrays[name], err_msg=name)
    assert again.document["probes"] == result.document["probes"]


def test_two_layers_are_searched_once_a_fit_at_a_time(copy, result, monkeypatch):
    monkeypatch.setattr("engine.geometry.probe.ITERATIONS", 20)
    monkeypatch.setattr("engine.jobs.geometry.MLP_GRID", (MLP((8, 8), 1e-4), MLP((8, 4), 1.0)))
    request, steps = asked(copy, probe="mlp", at="2,1", follow="1", layers="2"), []

    def note(progress):
        if progress.phase == "search the two-layer probe":
            steps.append((progress.step, progress.steps))

    def stop(progress):
        note(progress)
        if steps[-1:] == [(1, 4)]:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        done(copy, request, on_progress=stop)
    steps.clear()
    job = store.find_job(copy, request.hash16())
    jobs.carry_out(job, None, on_progress=note)
    assert steps == [(0, 4), (2, 4), (3, 4), (4, 4)]  # the first fit is not made again

    said = store.read_result(job).document
    assert (said["snapshots"], store.read_progress(job).stages) == (["1", "2"], 8)
    tried = said["mlp_search"]["tried"]
    assert [(t["hidden"], t["penalty"]) for t in tried] == [([8, 8], 1e-4), ([8, 4], 1.0)]
    won = max(tried, key=lambda t: t["held_out_score"])
    everywhere = [p for layers in said["probes"]["mlp"].values() for p in layers.values()]
    assert [len(p["scores"]) for p in everywhere] == [2, 2]
    assert all(p["setting"] == {"hidden": won["hidden"], "penalty": won["penalty"]} for p in everywhere)
    assert all(p["tried"] == [] for p in everywhere)


def test_with_its_cache_deleted_a_run_answers_the_same(copy, result):
    shutil.rmtree(copy / FOLDER)
    found = done(copy, asked(copy, at="2", follow="2", layers="1,2", probe="none"))
    for name in ("evaluation/2/1/vector", "train/2/2/cluster"):
        assert np.array_equal(found.arrays[name], result.arrays[name])


def test_cls_of_every_sentence_is_the_same_before_the_first_layer(copy):
    """The embeddings of [CLS] know nothing of the sentence: all units lie at one place."""
    found = done(copy, asked(copy, "mini-cola", layers="0,1", probe="none"))
    refused = found.document["spaces"]["evaluation"]["2"]["0"]["refused"]
    assert refused.startswith("120 of 120 points are at the same place as one with another label")
    assert found.document["spaces"]["evaluation"]["2"]["1"]["clusters"] >= 2
    assert "evaluation/2/0/vector" not in found.arrays


@pytest.mark.parametrize(
    ("settings", "why"),
    [
        ({"layers": "0,3"}, "numbers from 0 (the embeddings) to 2 with commas between them, got '0,3'"),
        ({"layers": "last"}, "layers takes all, or numbers"),
        ({"follow": "2", "at": "0,1"}, "follow: is '2', which is none of the snapshots in at: 0,1"),
        ({"at": ","}, "at: names no snapshot: name at least one"),
        ({"split": "train", "probe": "linear"}, "it needs split both, or probe none; split is train"),
    ],
)
def test_what_cannot_be_looked_at_is_said(copy, settings, why):
    with pytest.raises(UserError) as error:
        done(copy, asked(copy, **settings))
    assert why in str(error.value)


def test_a_snapshot_without_weights_is_refused_before_anything_begins(copy):
    (copy / "checkpoints" / "1.safetensors").unlink()
    with pytest.raises(UserError, match="has no weights of snapshot 1: it kept those of 0, 2"):
        check(copy, asked(copy))
