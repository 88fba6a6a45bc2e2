"""A run in the queue, with the real worker: it costs little, can be cancelled and resumed, and is seen to be lost."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import psutil
import pytest

from engine import launch, queue, store
from engine.devices import Device
from engine.errors import UserError
from engine.plan import Plan

PLAN = Plan.from_json({"device": "cpu", "stages": [{"tasks": ["mini-cola"], "max_steps": 2}]})
CPU = [Device("cpu", "cpu", "CPU")]


@pytest.fixture
def busy(tmp_path, monkeypatch):
    """The CPU is taken by this test, so that every run waits; runs that are left over are killed."""
    monkeypatch.setenv("LETHE_LOCKS", str(tmp_path / "locks"))
    with queue.turn(CPU):
        yield tmp_path / "runs"
    for folder in store.list_runs(tmp_path / "runs"):
        progress = store.read_progress(folder)
        if progress.host == socket.gethostname() and launch.is_alive(progress) and progress.pid != os.getpid():
            os.kill(progress.pid, signal.SIGKILL)


def until(folder: Path, **wanted) -> store.Progress:
    """The run's status as soon as it is as wanted."""
    for _attempt in range(4000):
        progress = launch.status(folder)
        if all(getattr(progress, name) == value for name, value in wanted.items()):
            return progress
        time.sleep(0.05)
    pytest.fail(f"wanted {wanted}, but it is {progress}; the log: {(folder / 'log.txt').read_text()}")


def test_a_new_run_is_queued_at_once_and_knows_its_process(busy):
    folder = launch.start(busy, PLAN, None)

    progress = launch.status(folder)

    assert (progress.state, progress.host) == ("queued", socket.gethostname())
    assert psutil.Process(progress.pid).cmdline()[1:4] == ["-m", "engine.worker", str(folder)]
    assert store.read_plan(folder) == PLAN.to_json()


def test_places_in_the_queue_are_shown(busy):
    first = launch.start(busy, PLAN, None)
    until(first, queue_position=1)
    second = launch.start(busy, PLAN, None)
    until(second, queue_position=2)

    launch.cancel(first)

    until(second, queue_position=1)
    assert first != second


@pytest.mark.skipif(sys.platform != "linux", reason="memory maps tell what is loaded on Linux")
def test_a_waiting_process_has_not_loaded_torch(busy):
    folder = launch.start(busy, PLAN, None)
    pid = until(folder, queue_position=1).pid

    loaded = [m.path for m in psutil.Process(pid).memory_maps()]

    assert any("numpy" in path for path in loaded)  # so this is where libraries would be seen
    assert not [path for path in loaded if "torch" in path]
    own = psutil.Process(pid).memory_full_info().uss  # without the pages of libraries that all processes share
    assert own < 200e6


def test_its_process_has_a_session_of_its_own_and_no_terminal(busy, tmp_path):
    folder = launch.start(busy, PLAN, tmp_path)
    pid = until(folder, queue_position=1).pid

    assert os.getsid(pid) == pid != os.getsid(0)
    assert os.readlink(f"/proc/{pid}/fd/0") == "/dev/null"
    assert os.readlink(f"/proc/{pid}/fd/1") == os.readlink(f"/proc/{pid}/fd/2") == str(folder / "log.txt")
    assert psutil.Process(pid).environ()["LETHE_DATA"] == str(tmp_path)


def test_it_outlives_the_process_that_launched_it_and_that_ones_ctrl_c(busy):
    code = f"""
import os, signal, time
from pathlib import Path
from engine import launch
from engine.plan import Plan
print(launch.start(Path({str(busy)!r}), Plan.from_json({PLAN.to_json()!r}), None), flush=True)
os.killpg(os.getpgid(0), signal.SIGINT)
time.sleep(60)
"""
    starter = subprocess.run(
        [sys.executable, "-c", code],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    )

    folder = Path(starter.stdout.strip())

    assert starter.returncode == -signal.SIGINT
    heartbeat = until(folder, queue_position=1).heartbeat
    deadline = time.monotonic() + 30
    while launch.status(folder).heartbeat == heartbeat and time.monotonic() < deadline:
        time.sleep(0.1)
    assert launch.status(folder).heartbeat > heartbeat
    assert launch.status(folder).state == "queued"


def test_cancel_leaves_the_queue(busy, tmp_path):
    folder = launch.start(busy, PLAN, None)
    pid = until(folder, queue_position=1).pid

    progress = launch.cancel(folder)

    assert progress.state == "cancelled"
    assert progress.finished is not None
    assert "cancelled" in (folder / "log.txt").read_text()
    psutil.wait_procs([p for p in psutil.process_iter() if p.pid == pid], timeout=5)
    assert list((tmp_path / "locks").glob("*.ticket")) == []


def test_cancel_right_after_the_start(busy):
    folder = launch.start(busy, PLAN, None)

    assert launch.cancel(folder).state == "cancelled"


def test_cancel_kills_a_process_that_does_not_listen(busy, monkeypatch):
    monkeypatch.setattr(launch, "PATIENCE", 1.0)
    folder = launch.start(busy, PLAN, None)
    pid = until(folder, queue_position=1).pid
    os.kill(pid, signal.SIGSTOP)

    assert launch.cancel(folder).state == "cancelled"
    assert not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE


def test_a_killed_run_is_lost_and_can_be_resumed(busy):
    folder = launch.start(busy, PLAN, None)
    pid = until(folder, queue_position=1).pid

    os.kill(pid, signal.SIGKILL)

    lost = until(folder, state="lost")
    assert f"process {pid} is gone" in lost.reason
    launch.resume(folder, None)
    assert until(folder, queue_position=1, state="queued").pid != pid


def test_of_two_that_resume_at_once_one_is_refused(busy):
    folder = launch.start(busy, PLAN, None)
    until(folder, queue_position=1)
    launch.cancel(folder)
    refused = []

    def resume():
        try:
            launch.resume(folder, None)
        except UserError as error:
            refused.append(str(error))

    threads = [threading.Thread(target=resume) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert refused == [f"{folder.name} is queued: only a run that is failed, cancelled or lost can be resumed"]
    until(folder, queue_position=1)


def test_a_second_worker_on_a_folder_leaves_it_alone(busy):
    folder = launch.start(busy, PLAN, None)
    pid = until(folder, queue_position=1).pid

    second = subprocess.run([sys.executable, "-m", "engine.worker", str(folder)], capture_output=True, text=True)

    assert second.returncode == 1
    assert second.stdout == f"lethe: {folder.name} is being carried out by another process\n"
    assert (launch.status(folder).state, launch.status(folder).pid) == ("queued", pid)


def test_a_run_that_goes_on_is_neither_resumed_nor_one_that_ended_cancelled(busy):
    folder = launch.start(busy, PLAN, None)
    with pytest.raises(UserError, match="is queued: only a run that is failed, cancelled or lost can be resumed"):
        launch.resume(folder, None)
    launch.cancel(folder)
    with pytest.raises(UserError, match="is cancelled: only a run that is queued or running can be cancelled"):
        launch.cancel(folder)


def test_a_device_that_is_not_there_is_refused_before_a_run_is_made(busy):
    plan = Plan.from_json({"device": "cuda:77", "stages": [{"tasks": ["mini-cola"]}]})

    with pytest.raises(UserError, match="no device 'cuda:77'"):
        launch.start(busy, plan, None)

    assert store.list_runs(busy) == []


@pytest.mark.parametrize(
    ("age", "state"),
    [(5, "running"), (59, "running"), (61, "lost")],
)
def test_a_run_on_another_machine_is_judged_by_its_heartbeat(tmp_path, age, state):
    folder = store.new_run(tmp_path, PLAN.to_json(), name="x", hash8="00000000", group="g")
    now = time.time()
    store.update_progress(
        folder, state="running", host="elsewhere", pid=1, created=now - 900, pid_started=1.0, heartbeat=now - age
    )

    assert launch.status(folder).state == state
    if state == "running":
        with pytest.raises(UserError, match="runs on elsewhere: cancel it there"):
            launch.cancel(folder)


def test_a_process_that_never_showed_up_makes_a_run_lost(tmp_path):
    folder = store.new_run(tmp_path, PLAN.to_json(), name="x", hash8="00000000", group="g")
    assert launch.status(folder).state == "queued"

    store.update_progress(folder, created=time.time() - 31)

    assert (launch.status(folder).state, launch.status(folder).reason) == ("lost", "its process never started")


def test_another_process_with_the_same_id_is_not_the_run(tmp_path):
    folder = store.new_run(tmp_path, PLAN.to_json(), name="x", hash8="00000000", group="g")
    store.update_progress(
        folder,
        state="running",
        host=socket.gethostname(),
        pid=os.getpid(),
        pid_started=time.time() - 1e6,
        heartbeat=time.time() - 100,
    )

    assert launch.status(folder).state == "lost"
