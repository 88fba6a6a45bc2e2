"""Run folders: names, finding, listing, deleting; and the small documents in them."""

import json
import re
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from engine import store
from engine.errors import UserError
from engine.store import Progress


def make(runs, name="CoLA, then MRPC!", **more):
    return store.new_run(runs, {"format": 1, "name": name}, name=name, hash8="0123abcd", group="feedbeef", **more)


def test_an_id_has_date_slug_and_hash(tmp_path):
    folder = make(tmp_path / "new" / "runs")

    assert re.fullmatch(r"\d{8}-\d{6}-cola-then-mrpc-0123abcd", folder.name)
    assert store.read_plan(folder) == {"format": 1, "name": "CoLA, then MRPC!"}
    progress = store.read_progress(folder)
    assert (progress.state, progress.pid, progress.reason) == ("queued", None, "")
    assert abs(progress.created - time.time()) < 5
    assert make(tmp_path, name="../../É — ¡").name.endswith("-run-0123abcd")


def test_many_runs_at_once_get_ids_of_their_own(tmp_path):
    with ThreadPoolExecutor(16) as pool:
        folders = list(pool.map(lambda _: make(tmp_path), range(64)))

    assert len(set(folders)) == 64
    assert sorted(store.list_runs(tmp_path)) == sorted(folders)
    assert all(store.read_plan(f) and store.read_progress(f).state == "queued" for f in folders)
    assert [f.name for f in tmp_path.iterdir() if f.name.startswith(".")] == []


def test_a_run_that_cannot_be_filled_leaves_nothing(tmp_path):
    def fill(folder):
        (folder / "half").write_text("x")
        raise UserError("no")

    with pytest.raises(UserError, match="^no$"):
        make(tmp_path, fill=fill)
    assert list(tmp_path.iterdir()) == []


def test_runs_in_a_place_that_is_a_file_are_refused(tmp_path):
    (tmp_path / "runs").write_text("")
    with pytest.raises(UserError, match="cannot make a run in"):
        make(tmp_path / "runs")


def test_list_is_newest_first_and_passes_over_what_is_no_run(tmp_path):
    old, new = make(tmp_path, "old"), make(tmp_path, "new")
    renamed = new.rename(tmp_path / "my-best.run_1")
    for name in ("README.md", "empty", ".new-123", "20260101-000000-x-0"):
        (tmp_path / name).mkdir()
    (tmp_path / ".new-123" / "plan.json").write_text("{}")
    (tmp_path / "link").symlink_to(old)

    assert store.list_runs(tmp_path) == [renamed, old]
    assert store.list_runs(tmp_path / "absent") == []


@pytest.mark.parametrize(
    "run_id", ["../x", "..", ".", "", "a/b", "a\\b", "/etc", ".hidden", "x\0", "x\n", "é", "a" * 300, "~"]
)
def test_an_id_is_never_a_path(tmp_path, run_id):
    make(tmp_path)
    with pytest.raises(UserError, match="is no run id") as error:
        store.find(tmp_path, run_id)
    assert "\n" not in str(error.value)


def test_find_knows_ids_alone_and_names_the_nearest(tmp_path):
    with pytest.raises(UserError, match="there is no run yet"):
        store.find(tmp_path, "x")
    folder = make(tmp_path)
    elsewhere = make(tmp_path / "elsewhere")
    (tmp_path / "link").symlink_to(elsewhere)

    assert store.find(tmp_path, folder.name) == folder
    with pytest.raises(UserError, match=f"did you mean '{folder.name}'"):
        store.find(tmp_path, folder.name[:-1] + "e")
    with pytest.raises(UserError, match="no run 'link'"):
        store.find(tmp_path, "link")


def test_the_command_line_takes_a_path_too(tmp_path, monkeypatch):
    folder = make(tmp_path / "runs")
    elsewhere = make(tmp_path / "elsewhere")
    monkeypatch.chdir(elsewhere)

    assert store.locate(tmp_path / "runs", folder.name) == folder
    assert store.locate(tmp_path / "runs", str(elsewhere)) == elsewhere
    assert store.locate(tmp_path / "runs", ".").name == elsewhere.name
    with pytest.raises(UserError, match="is no run folder"):
        store.locate(tmp_path / "runs", str(tmp_path))
    with pytest.raises(UserError, match="no run 'cola'"):
        store.locate(tmp_path / "runs", "cola")


def test_a_deleted_run_stays_deleted(tmp_path):
    folder = make(tmp_path)
    store.delete(folder)

    assert not folder.exists() and store.list_trash(tmp_path) == []
    with pytest.raises(FileNotFoundError):
        store.update_progress(folder, state="running")
    assert not folder.exists()
    with pytest.raises(UserError, match="no run"):
        store.open_run(folder)


@pytest.mark.parametrize("content", [None, "", "{", "[]", '{"state": "flying"}', '{"step": 1}', b"\xff\xfe"])
def test_a_torn_progress_is_a_state(tmp_path, content):
    folder = make(tmp_path)
    path = folder / "progress.json"
    path.unlink()
    if content is not None:
        path.write_bytes(content if isinstance(content, bytes) else content.encode())

    progress = store.read_progress(folder)

    assert progress.state == "lost"
    assert ("missing" if content is None else "unreadable") in progress.reason
    assert abs(progress.created - time.time()) < 5
    assert store.open_run(folder).id == folder.name


def test_odd_values_in_progress_read_as_absent(tmp_path):
    folder = make(tmp_path)
    odd = {
        "state": "running",
        "step": "7",
        "loss": "x",
        "pid": True,
        "eta_s": 3,
        "later": 1,
        "reason": None,
        "stage": 2,
    }
    (folder / "progress.json").write_text(json.dumps(odd))

    progress = store.read_progress(folder)

    assert (progress.step, progress.loss, progress.pid, progress.eta_s, progress.reason, progress.stage) == (
        0,
        None,
        None,
        3,
        "",
        2,
    )


def test_progress_comes_back_as_written(tmp_path):
    folder = make(tmp_path)
    progress = Progress(
        "running", "why", "training", 1, 2, 3, 4, 0.5, 6.5, 7.5, 8.0, 9.0, None, 11.0, 12, 13.0, "h", "cpu", "me", 0
    )
    store.write_progress(folder, progress)

    assert store.read_progress(folder) == progress
    store.update_progress(folder, loss=float("nan"), reason="see /home/me/data/cola/dev.tsv, line 3")
    assert store.read_progress(folder).loss is None
    assert store.read_progress(folder).reason == "see …/cola/dev.tsv, line 3"
    assert [f.name for f in folder.iterdir() if f.suffix == ".tmp"] == []


def test_no_update_of_progress_is_lost_and_no_reader_sees_half(tmp_path):
    folder = make(tmp_path)
    stop = threading.Event()
    seen = set()

    def watch():
        while not stop.is_set():
            seen.add(store.read_progress(folder).state)

    watcher = threading.Thread(target=watch)
    watcher.start()
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: store.update_progress(folder, **{("step", "stage", "steps")[n % 3]: n}), range(60)))
        pool.submit(store.update_progress, folder, state="done").result()
    stop.set()
    watcher.join()

    assert seen <= {"queued", "done"}
    assert (
        min(store.read_progress(folder).step, store.read_progress(folder).stage, store.read_progress(folder).steps) > 0
    )


@pytest.mark.parametrize("content", [None, "{", "[1]"])
def test_a_torn_plan_leaves_a_run_that_opens(tmp_path, content):
    folder = make(tmp_path)
    store.RunWriter(folder).close()
    (folder / "plan.json").unlink()
    if content:
        (folder / "plan.json").write_text(content)

    assert store.list_runs(tmp_path) == [folder]
    assert (store.open_run(folder).plan, store.open_run(folder).name) == ({}, "CoLA, then MRPC!")
    with pytest.raises(UserError, match=f"run {folder.name}: its plan.json is"):
        store.read_plan(folder)
