"""Jobs in the background, with the real worker and a tiny encoder: once, followed, killed, cancelled, refused."""

import contextlib
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from pathlib import Path

import psutil
import pytest

from engine import job_control, launch, queue, removal, store
from engine.analysis import recovery
from engine.devices import Device
from engine.errors import UserError
from engine.plan import Plan
from engine.requests.refit import Refit

ROOT = Path(__file__).parents[2]
CPU = [Device("cpu", "cpu", "CPU")]


@pytest.fixture(scope="module")
def finished(tiny_folder, tmp_path_factory) -> Path:
    """A run of two short stages, carried out by the real worker."""
    stage = {"batch_size": 8, "max_steps": 4, "train_limit": 64, "learning_rate": 1e-3}
    stages = [{"tasks": ["mini-cola"], **stage}, {"tasks": ["mini-ner"], **stage}]
    plan = Plan.from_json({"encoder": str(tiny_folder), "stages": stages, "device": "cpu"})
    folder = launch.create(tmp_path_factory.mktemp("runs"), plan)
    subprocess.run([sys.executable, "-m", "engine.worker", str(folder)], cwd=ROOT, check=True, capture_output=True)
    return folder


@pytest.fixture
def run(finished, tmp_path, monkeypatch):
    """The run in a place of its own; what is left of its jobs is killed at the end."""
    monkeypatch.setenv("LETHE_LOCKS", str(tmp_path / "locks"))
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    folder = tmp_path / finished.name
    shutil.copytree(finished, folder)
    yield folder
    for job in store.list_jobs(folder):
        progress = store.read_progress(job)
        if progress.state in launch.ACTIVE and progress.pid and launch.is_alive(progress):
            os.kill(progress.pid, signal.SIGKILL)


def request(run: Path, **settings) -> Refit:
    return recovery.request(store.open_run(run), "mini-cola", **settings)


def until(folder: Path, *states: str) -> store.Progress:
    for _attempt in range(4000):
        progress = launch.status(folder)
        if progress.state in states:
            return progress
        time.sleep(0.05)
    pytest.fail(f"wanted {states}, but it is {progress}; the log: {(folder / 'log.txt').read_text()}")


def test_a_job_is_carried_out_once_and_its_result_stays(run):
    asked = request(run)
    assert job_control.find(run, asked) is None
    assert job_control.result(run, asked) is None

    folder = job_control.start(run, asked, None)
    done = until(folder, "done", "failed")

    assert (done.state, done.reason) == ("done", "")
    found = job_control.result(run, asked)
    assert found.document["request"] == asked.to_json()
    assert set(found.arrays) == {"second/bias", "second/head", "second/threshold", "first/head", "before/head"}
    stamp = (folder / "result.json").stat().st_mtime_ns
    assert job_control.start(run, asked, None) == folder  # a second start finds it
    assert launch.status(folder) == done
    assert (folder / "result.json").stat().st_mtime_ns == stamp
    assert launch.status(run).state == "done"  # the run itself is as it was


def test_two_who_start_the_same_job_have_one(run):
    asked, found = request(run), []
    with queue.turn(CPU):
        threads = [threading.Thread(target=lambda: found.append(job_control.start(run, asked, None))) for _ in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        workers = [p for p in psutil.process_iter(["cmdline"]) if str(found[0]) in (p.info["cmdline"] or [])]

        assert len(set(found)) == 1 == len(workers)
        launch.cancel(found[0])


@pytest.mark.skipif(sys.platform != "linux", reason="memory maps tell what is loaded on Linux")
def test_a_job_waits_in_the_queue_without_torch_and_can_be_cancelled_and_started_again(run):
    asked = request(run)
    with queue.turn(CPU):
        folder = job_control.start(run, asked, None)
        while launch.status(folder).queue_position != 1:
            time.sleep(0.05)
        loaded = [m.path for m in psutil.Process(launch.status(folder).pid).memory_maps()]
        assert not [path for path in loaded if "torch" in path]

        cancelled = launch.cancel(folder)

        assert cancelled.state == "cancelled"
        assert job_control.result(run, asked) is None
        with pytest.raises(UserError, match=f"job {folder.name} of {run.name} is cancelled: only a job that is queued"):
            launch.cancel(folder)
    assert job_control.start(run, asked, None) == folder
    assert until(folder, "done", "failed").state == "done"


def test_a_killed_job_is_lost_and_is_started_again(run):
    asked = request(run)
    with queue.turn(CPU):
        folder = job_control.start(run, asked, None)
        while launch.status(folder).queue_position != 1:
            time.sleep(0.05)
    pid = until(folder, "running").pid
    os.kill(pid, signal.SIGKILL)

    lost = until(folder, "lost", "done")

    assert (lost.state, lost.reason[:40]) == ("lost", f"its process {pid} is gone, without a word: "[:40])
    assert job_control.result(run, asked) is None
    assert job_control.start(run, asked, None) == folder
    assert until(folder, "done", "failed").state == "done"
    assert job_control.result(run, asked) is not None


def test_a_damaged_result_is_made_again(run):
    asked = request(run)
    folder = job_control.start(run, asked, None)
    until(folder, "done")
    (folder / "arrays.safetensors").write_bytes(b"torn")

    assert job_control.result(run, asked) is None
    _, is_mine = job_control.prepare(run, asked)

    assert is_mine
    store.update_progress(folder, state="cancelled")


def test_without_weights_a_job_is_refused_in_a_sentence(run):
    asked = request(run)
    (run / "checkpoints" / "2.safetensors").unlink()

    with pytest.raises(UserError, match="has no weights of snapshot 2: it kept those of 0, 1"):
        job_control.start(run, asked, None)
    with contextlib.closing(sqlite3.connect(run / "run.db")) as db, db:
        db.execute("UPDATE snapshots SET checkpoint = NULL")
    with pytest.raises(UserError, match="it kept none"):
        job_control.start(run, asked, None)
    assert store.list_jobs(run) == []


def test_a_run_with_a_job_under_way_is_not_deleted(run):
    with queue.turn(CPU):
        folder = job_control.start(run, request(run), None)

        with pytest.raises(UserError, match=f"job {folder.name} of {run.name} is queued: cancel it before you delete"):
            removal.discard(run)
        launch.cancel(folder)
    trashed = removal.discard(run)
    assert not run.exists()
    assert store.restore(trashed) == run


def test_a_job_on_a_run_under_way_reads_what_is_committed(run):
    asked = request(run)
    store.update_progress(run, state="running", heartbeat=time.time(), **launch.identity())

    folder = job_control.start(run, asked, None)

    assert until(folder, "done", "failed").state == "done"


def test_the_command_line_does_it_and_finds_it(run, tmp_path):
    def engine(*arguments: str) -> subprocess.CompletedProcess:
        command = [sys.executable, "-m", "engine", *arguments]
        return subprocess.run(command, cwd=ROOT, capture_output=True, text=True)

    shown = engine("refit", str(run), "--task", "mini-cola", "--train-units", "40")
    again = engine("refit", str(run), "--task", "mini-cola", "--train-units", "40", "--json")
    listed = engine("jobs", str(run))
    wrong = engine("refit", str(run), "--task", "mini-cola", "--held-out", "0.9")
    last = engine("refit", str(run), "--task", "mini-ner")

    assert shown.returncode == 0, shown.stderr
    assert "recovered by bias" in shown.stdout and "The refits saw 40 of the 64 training examples" in shown.stdout
    assert again.returncode == 0 and '"recovered_by_bias": [' in again.stdout and again.stderr == ""
    assert listed.stdout.count("refit") == 1 and "train_units 40" in listed.stdout
    assert (wrong.returncode, wrong.stderr) == (2, "lethe: held_out: must be at most 0.5, got 0.9\n")
    assert last.returncode == 2 and "mini-ner was trained in the last stage" in last.stderr
