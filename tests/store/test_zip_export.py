"""A run as a ZIP, and back: everything that is a run's, nothing of the machine's, and no words where none may go."""

import dataclasses
import io
import json
import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
import toy_run

from engine import sharing, store
from engine.errors import UserError
from engine.requests.geometry import Geometry
from engine.requests.refit import Refit
from engine.store import Remark, Result, RunWriter

REQUEST = Refit(task="judge", first="1", second="3")
FIT = {"setting": "C", "chosen": 0.1, "converged": True, "iterations": 9, "at_weakest": False, "train_score": 0.75}
REFITTED = {
    "task": "judge",
    "data": {"available_examples": 40, "examples": 20, "units": 20, "held_out_examples": 4, "held_out_units": 4},
    "agreement": {"units": 8, "same": 8},
    "encoders": {
        "second": {"snapshot": "3", "read_s": 4.0, "fit_s": 1.0,
                   "refits": {"bias": {**FIT, "setting": "penalty", "offsets": [1.0, -1.0]}, "head": FIT}},
        "first": {"snapshot": "1", "read_s": 4.0, "fit_s": 1.0, "refits": {"head": FIT}},
    },
    "seconds": 1.0,
}  # fmt: skip
ANSWERED = {name: np.array([1, 0, 0, 1, 1, 1, 0, 1], np.int32) for name in ("second/bias", "second/head", "first/head")}
SECRET, TOKEN = "planted-value-4711", "hf_abcdefghijklmnopqrstuvwx"


@pytest.fixture
def run(tmp_path) -> Path:
    """A finished run with all that one may have: weights, log, notes, a column, a job."""
    folder = tmp_path / "runs" / toy_run.make_run(tmp_path / "runs", name="Toy")
    weights(folder / "checkpoints" / "0.safetensors")
    weights(folder / "checkpoints" / "3.safetensors")
    with RunWriter(folder) as writer:
        for name in "03":
            writer.set_checkpoint(name, f"checkpoints/{name}.safetensors")
        writer.log_losses(1, [(1, 0.75), (2, float("nan"))])
    store.write_column(folder, "judge", "source", {0: "a", 1: "b"})
    (folder / "log.txt").write_text(f'begins\nFile "{Path.home()}/secret place/x.py", line 3: {SECRET} {TOKEN}\n')
    store.annotate(folder, "compare with seed 3", ["paper"])
    store.annotate(folder, "odd: Dog the barks.", ["hard"], task="judge", example=2)
    job, _ = store.new_job(folder, REQUEST.hash16(), {**REQUEST.to_json(), "device": "cpu"})
    store.write_result(job, Result(REFITTED, ANSWERED))
    store.update_progress(job, state="done", pid=4, host="gpu-box")
    unfinished, _ = store.new_job(folder, "0" * 16, {"job": "refit"})
    (folder / ".worker.lock").touch()
    (folder / "resume").mkdir()
    (folder / "resume" / "state.json").write_text("{}")
    return folder


def weights(path: Path) -> None:
    path.parent.mkdir(exist_ok=True)
    header = json.dumps({"x": {"dtype": "F32", "shape": [2], "data_offsets": [0, 8]}}).encode()
    path.write_bytes(len(header).to_bytes(8, "little") + header + b"\0" * 8)


def packed(run: Path, **choice: bool) -> bytes:
    target = io.BytesIO()
    sharing.export(run, target, **choice)
    return target.getvalue()


def contents(archive: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(archive)) as file:
        return {name.partition("/")[2]: file.read(name) for name in file.namelist()}


def unpacked(archive: bytes, runs: Path, run_id: str | None = None) -> Path:
    return store.unpack(io.BytesIO(archive), "run.zip", runs, run_id)


def test_a_run_comes_out_of_its_zip_as_it_went_in(run, tmp_path):
    back = unpacked(packed(run), tmp_path / "elsewhere")

    assert back.name == run.name
    before, after = store.open_run(run), store.open_run(back)
    assert dataclasses.replace(after, folder=run) == before
    for task in before.tasks:
        old, new = store.read_answers(before, task), store.read_answers(after, task)
        for part in ("predicted", "p_predicted", "p_gold"):
            np.testing.assert_array_equal(getattr(old, part), getattr(new, part))
        assert store.read_examples(before, task) == store.read_examples(after, task)
    assert store.read_notes(back) == store.read_notes(run)
    assert store.read_columns(back, "judge") == {"source": {0: "a", 1: "b"}}
    assert [job.name for job in store.list_jobs(back)] == [REQUEST.hash16()]
    assert store.read_result(store.list_jobs(back)[0]).arrays["second/head"].tolist() == [1, 0, 0, 1, 1, 1, 0, 1]
    assert (back / "checkpoints" / "3.safetensors").read_bytes() == (run / "checkpoints" / "3.safetensors").read_bytes()


def test_the_zip_holds_the_files_of_a_run_and_no_others(run):
    job = f"jobs/{REQUEST.hash16()}"
    assert sorted(contents(packed(run))) == sorted(
        ["plan.json", "run.json", "run.db", "progress.json", "notes.json", "log.txt", "columns/judge--source.json",
         "checkpoints/0.safetensors", "checkpoints/3.safetensors", f"{job}/request.json", f"{job}/progress.json",
         f"{job}/result.json", f"{job}/arrays.safetensors"]
    )  # fmt: skip


def test_without_checkpoints_none_is_named(run, tmp_path):
    archive = packed(run, checkpoints=False)
    assert not any("safetensors" in name and name.startswith("checkpoints") for name in contents(archive))
    assert store.open_run(unpacked(archive, tmp_path / "elsewhere")).checkpoints == {}
    assert store.open_run(run).checkpoints == {"0": "checkpoints/0.safetensors", "3": "checkpoints/3.safetensors"}


def test_without_texts_no_word_is_left_in_the_bytes_and_every_answer_is_there(run, tmp_path):
    with_words = contents(packed(run))
    archive = packed(run, texts=False)
    words = [b"sleeps", b"barks", b"sang", b"alert(1)", b"Byron", b"Nobody", b"stayed", b"B & A"]
    assert all(any(word in content for content in with_words.values()) for word in words)
    for name, content in contents(archive).items():
        assert not any(word in content or word.decode().encode("utf-16-le") in content for word in words), name

    back = unpacked(archive, tmp_path / "elsewhere")
    opened = store.open_run(back)
    assert not opened.has_texts and store.open_run(run).has_texts
    for task in opened.tasks:
        new, old = store.read_answers(opened, task), store.read_answers(store.open_run(run), task)
        np.testing.assert_array_equal(new.predicted, old.predicted)
        assert {(e.texts, e.words) for e in store.read_examples(opened, task)} == {((), ())}
        assert [e.content_hash for e in store.read_examples(opened, task)] == [
            e.content_hash for e in store.read_examples(store.open_run(run), task)
        ]
    assert store.read_notes(back) == dataclasses.replace(store.read_notes(run), examples={})
    assert store.read_notes(run).of("judge") == {2: Remark("odd: Dog the barks.", ("hard",))}
    assert [job.name for job in store.list_jobs(back)] == [REQUEST.hash16()]  # a refit's result quotes nobody


def test_a_geometry_goes_along_without_texts(run):
    """It holds numbers and labels."""
    asked = Geometry(task="judge", at="0,3")
    job, _ = store.new_job(run, asked.hash16(), asked.to_json())
    store.write_result(job, Result({"labels": ["/person/artist", "O"]}, {"evaluation/gold": np.zeros(8)}))
    store.update_progress(job, state="done")
    here = f"jobs/{asked.hash16()}"
    found = contents(packed(run, texts=False))
    assert f"{here}/arrays.safetensors" in found
    assert json.loads(found[f"{here}/result.json"]) == {"labels": ["/person/artist", "O"]}


def test_neither_secrets_nor_places_nor_processes_of_the_machine_travel(run, tmp_path, monkeypatch):
    monkeypatch.setenv("MY_API_KEY", SECRET)
    places = ("/srv/private/alice/models/tiny", "C:\\Users\\alice\\tiny", "file:///srv/private/alice/x",
              "data:/srv/private/alice/in/x", "bob@gpu-box-7:/srv/private/alice/in/x", "</srv/private/alice/in/x>",
              "file:/srv/private/alice/in/x", "/srv/private/My Project/in/x")  # fmt: skip
    plan = store.read_plan(run)
    store.write_plan(run, {**plan, "encoder": places[0]})
    store.annotate(run, f"weights in {places[0]}, {TOKEN}", task="judge", example=2)
    store.write_column(run, "judge", "from", {0: f"{places[0]}/x", 1: "b"})
    store.update_progress(
        run, pid=4711, host="gpu-box-7", owner="alice", heartbeat=5.0, reason=f"https://bob:{SECRET}@hub/{TOKEN}"
    )
    (run / "log.txt").write_text("\n".join([*places, f"token={TOKEN}", f"x {SECRET} y", f"Bearer {'a' * 30}"]))
    with closing(sqlite3.connect(run / "run.db")) as db, db:
        db.execute("INSERT INTO environment VALUES (1, 'command', ?)", (json.dumps(f"{places[0]} {TOKEN}"),))
        db.execute("UPDATE tasks SET source = ?", (f"local: {places[0]}/dev.tsv",))
    job = store.find_job(run, REQUEST.hash16())
    (job / "log.txt").write_text(f"{places[0]} {SECRET}\n")

    found = contents(packed(run))
    everything = b"\n".join(found.values()).decode("utf-8", errors="replace")
    for secret in (SECRET, TOKEN, "a" * 30, "/srv/private", "C:\\Users", "gpu-box", "4711", str(Path.home()) + "/"):
        assert secret not in everything, secret
    assert found["log.txt"].decode().splitlines()[-3:] == ["token=***", "x *** y", "Bearer ***"]
    assert json.loads(found["plan.json"])["encoder"] == "…/models/tiny"
    assert json.loads(found["progress.json"])["owner"] == ""
    assert json.loads(found["columns/judge--from.json"])["values"] == {"0": "…/tiny/x", "1": "b"}
    assert unpacked(packed(run), tmp_path / "elsewhere").name == run.name


def test_a_run_under_way_is_not_exported(run):
    store.update_progress(run, state="queued", created=9e9, heartbeat=9e9, pid=None)
    with pytest.raises(UserError, match="is queued: export it when it has ended"):
        packed(run)


def test_a_run_without_answers_is_not_exported(tmp_path):
    run = tmp_path / toy_run.make_run(tmp_path, stages=-1)
    with pytest.raises(UserError, match="has no answers yet"):
        sharing.export_file(run, tmp_path / "x.zip")
    assert [f.name for f in tmp_path.iterdir()] == [run.name]


def test_a_file_that_is_there_is_not_written_over(run, tmp_path):
    (tmp_path / "x.zip").write_text("mine")
    with pytest.raises(UserError, match="is there already"):
        sharing.export_file(run, tmp_path / "x.zip")
    assert (tmp_path / "x.zip").read_text() == "mine"


def test_a_link_in_the_folder_is_not_followed(run):
    (run / "checkpoints" / "3.safetensors").unlink()
    (run / "checkpoints" / "3.safetensors").symlink_to("/etc/passwd")
    with pytest.raises(UserError, match="is no file that a run has"):
        packed(run)


def test_an_id_that_is_taken_is_said_and_another_offered(run, tmp_path):
    archive = packed(run, checkpoints=False)
    with pytest.raises(store.IdTaken, match="import it under another id, such as") as taken:
        unpacked(archive, run.parent)
    assert taken.value.other == f"{run.name}-2"
    assert unpacked(archive, run.parent, taken.value.other).name == f"{run.name}-2"
    for wrong in ("../x", "", "a b"):
        with pytest.raises(UserError, match="is no run id"):
            unpacked(archive, run.parent, wrong)


def test_an_imported_run_is_nobodys_process(run, tmp_path):
    archive = packed(run, checkpoints=False)
    back = unpacked(rewritten(archive, "progress.json", {"state": "running", "pid": 1, "pid_started": 1.0, "host": "x",
                                                         "heartbeat": 9e9}), tmp_path / "a")  # fmt: skip
    found = store.read_progress(back)
    assert (found.state, found.reason) == ("cancelled", "it was under way when its ZIP was made")
    assert (found.pid, found.pid_started, found.host, found.heartbeat) == (None, None, "", None)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"data": []}, "is not as refit writes it: 'it.data'"),
        ({"seconds": "long"}, "it.seconds"),
        ({"agreement": {"units": 8, "same": None}}, "it.agreement.same"),
        ({"encoders": {**REFITTED["encoders"], "first": {**REFITTED["encoders"]["first"], "snapshot": "2"}}},
         "it.encoders.first.snapshot"),
        ({"encoders": {**REFITTED["encoders"], "x": 3}}, "'it.encoders';"),
        ({"encoders": {**REFITTED["encoders"], "first": {**REFITTED["encoders"]["first"], "refits": {"head": 1}}}},
         "it.encoders.first.refits.head"),
    ],
)  # fmt: skip
def test_a_result_that_pages_could_not_read_is_refused(run, tmp_path, change, why):
    archive = rewritten(packed(run, checkpoints=False), "result.json", {**REFITTED, **change})
    with pytest.raises(UserError, match=why):
        unpacked(archive, tmp_path / "elsewhere")


@pytest.mark.parametrize("answers", [np.full(8, 2, np.int32), np.zeros(7, np.int32), np.zeros(8)])
def test_refitted_answers_are_answers_to_the_runs_units(run, tmp_path, answers):
    store.write_result(store.find_job(run, REQUEST.hash16()), Result(REFITTED, {**ANSWERED, "first/head": answers}))
    with pytest.raises(UserError, match="is not as refit writes it: 'the array first/head'; nothing was imported"):
        unpacked(packed(run, checkpoints=False), tmp_path / "elsewhere")


def test_a_job_of_what_the_run_has_not_is_refused(run, tmp_path):
    odd = Refit(task="judge", first="1", second="9")
    job, _ = store.new_job(run, odd.hash16(), odd.to_json())
    store.write_result(job, Result(REFITTED, ANSWERED))
    store.update_progress(job, state="done")
    with pytest.raises(UserError, match="is of a task or a snapshot that the run has not"):
        unpacked(packed(run, checkpoints=False), tmp_path / "elsewhere")


def rewritten(archive: bytes, path: str, document: dict) -> bytes:
    """The ZIP with one of its JSON files replaced."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            new.writestr(name, json.dumps(document) if name.endswith(f"/{path}") else old.read(name))
    return target.getvalue()
