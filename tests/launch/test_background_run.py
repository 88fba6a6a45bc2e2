"""Runs in the background, from the first second to the last, with the real worker and a tiny encoder."""

import os
import signal
import sqlite3
import sys
import time
from pathlib import Path

import numpy as np
import psutil
import pytest

from engine import launch, store
from engine.plan import Plan


@pytest.fixture(scope="module", autouse=True)
def one_thread():
    """The last bit of a sum depends on the number of threads."""
    patch = pytest.MonkeyPatch()
    patch.setenv("OMP_NUM_THREADS", "1")
    yield
    patch.undo()


@pytest.fixture
def runs(tmp_path):
    """A folder of runs; what still runs at the end is killed."""
    yield tmp_path / "runs"
    for folder in store.list_runs(tmp_path / "runs"):
        progress = launch.status(folder)
        if progress.state in launch.ACTIVE and progress.pid:
            os.kill(progress.pid, signal.SIGKILL)


def plan(encoder: Path, steps: int = 3, **changes) -> Plan:
    stage = {"epochs": 100, "max_steps": steps, "batch_size": 4, "learning_rate": 0.001}
    document = {
        "encoder": str(encoder),
        "device": "cpu",
        "stages": [{"tasks": ["mini-cola"], **stage}, {"tasks": ["mini-ner"], **stage}],
        "task_settings": {"mini-cola": {"max_length": 16}, "mini-ner": {"max_length": 16}},
    }
    return Plan.from_json({**document, **changes})


def until(folder: Path, wanted, seconds: float = 400) -> store.Progress:
    """The run's status as soon as `wanted` holds."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        progress = launch.status(folder)
        if wanted(progress):
            return progress
        assert progress.state not in ("failed", "lost") or wanted(progress), f"{progress}\n{log(folder)}"
        time.sleep(0.05)
    pytest.fail(f"it is {launch.status(folder)}; the log: {log(folder)}")


def log(folder: Path) -> str:
    return (folder / "log.txt").read_text()


def is_done(progress: store.Progress) -> bool:
    return progress.state == "done"


def is_training(progress: store.Progress) -> bool:
    return progress.state == "running" and progress.stage == 1 and progress.step >= 2


@pytest.fixture(scope="module")
def two_runs(tmp_path_factory, tiny_folder):
    """Two runs launched at the same moment, done."""
    folders = [launch.start(tmp_path_factory.mktemp("two"), plan(tiny_folder, seed=seed), None) for seed in (1, 2)]
    for folder in folders:
        until(folder, is_done)
    return folders


def test_from_queued_to_done(two_runs):
    progress = launch.status(two_runs[0])

    assert (progress.stage, progress.stages, progress.step, progress.steps) == (2, 2, 3, 3)
    assert (progress.device, progress.queue_position, progress.reason) == ("cpu", None, "")
    assert progress.created <= progress.started <= progress.finished
    run = store.open_run(two_runs[0])
    assert [s.name for s in run.snapshots] == ["0", "1", "2"]
    assert store.read_answers(run, "mini-ner").predicted.shape[0] == 3
    assert "begins on cpu" in log(two_runs[0]) and "snapshot 2 (mini-ner)" in log(two_runs[0])
    assert not (two_runs[0] / "resume").exists()
    with sqlite3.connect(two_runs[0] / "run.db") as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert db.execute("PRAGMA foreign_key_check").fetchall() == []


def test_one_run_per_device_in_the_order_of_the_launches(two_runs):
    first, second = map(launch.status, two_runs)

    assert first.finished <= second.started


def test_a_killed_run_can_be_read_and_resumed_to_the_same_answers(runs, tiny_folder, two_runs):
    killed = launch.start(runs, plan(tiny_folder, seed=1), None)
    pid = until(killed, lambda p: p.state == "running" and p.stage == 1).pid

    os.kill(pid, signal.SIGKILL)

    until(killed, lambda p: p.state == "lost")
    store.open_run(killed)  # readable as it is
    launch.resume(killed, None)
    until(killed, is_done)
    for task in ("mini-cola", "mini-ner"):
        one, other = (store.read_answers(store.open_run(folder), task) for folder in (two_runs[0], killed))
        np.testing.assert_array_equal(one.predicted, other.predicted)
        np.testing.assert_array_equal(one.p_gold, other.p_gold)


def test_cancel_while_training_and_go_on(runs, tiny_folder):
    folder = launch.start(runs, plan(tiny_folder, steps=20_000), None)
    first = until(folder, is_training)
    second = until(folder, lambda p: p.heartbeat > first.heartbeat + 3)
    assert second.step > first.step  # of heartbeat and training, neither undoes what the other writes
    if sys.platform == "linux":
        assert any("torch" in m.path for m in psutil.Process(first.pid).memory_maps())  # it waits no longer

    began = time.monotonic()
    cancelled = launch.cancel(folder)

    assert cancelled.state == "cancelled"
    assert time.monotonic() - began < launch.PATIENCE  # it stopped by itself
    assert "cancelled" in log(folder) and "Traceback" not in log(folder)
    document = store.read_plan(folder)
    document["keep_checkpoints"] = "none"
    assert launch.resume(folder, None, document).state == "queued"
    until(folder, is_training)
    assert launch.cancel(folder).state == "cancelled"
    assert store.read_plan(folder)["keep_checkpoints"] == "none"


def test_a_users_mistake_found_late_is_a_reason_in_words(runs, tiny_folder, tmp_path):
    (tmp_path / "data" / "cola").mkdir(parents=True)
    (tmp_path / "data" / "cola" / "train.tsv").write_text("gj04\t1\t\tA sentence.\ngj04\tone\n")
    (tmp_path / "data" / "cola" / "dev.tsv").write_text("gj04\t1\t\tA sentence.\n")
    broken = Plan.from_json({"encoder": str(tiny_folder), "device": "cpu", "stages": [{"tasks": ["cola"]}]})

    folder = launch.start(runs, broken, tmp_path / "data")

    failed = until(folder, lambda p: p.state == "failed")
    assert "cola/train.tsv, line 2" in failed.reason
    assert failed.finished is not None


@pytest.mark.parametrize(
    ("breakage", "reason"),
    [
        (
            "raise ImportError('libcudart.so.12: cannot open')",
            "a package is missing or broken: libcudart.so.12: cannot",
        ),
        ("raise MemoryError", "out of memory: lower batch_size or max_length, or raise accumulation; then resume"),
        ("raise SystemExit('told to go')", "SystemExit: told to go"),
    ],
)
def test_a_crash_before_training_leaves_a_reason_and_a_traceback(
    runs, tiny_folder, tmp_path, monkeypatch, breakage, reason
):
    (tmp_path / "broken" / "torch").mkdir(parents=True)
    (tmp_path / "broken" / "torch" / "__init__.py").write_text(breakage)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "broken"))

    folder = launch.start(runs, plan(tiny_folder), None)

    failed = until(folder, lambda p: p.state == "failed")
    assert failed.reason.startswith(reason)
    assert "Traceback" in log(folder)
