"""The queue, with real processes: order, one at a time per device, and nothing left behind by a killed one."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from engine import queue
from engine.devices import Device
from engine.errors import UserError

ROOT = Path(__file__).parents[2]
PROGRAM = """
import sys, time
from pathlib import Path
from engine import queue
from engine.devices import Device

queue.POLL = 0.05
name, log, seconds, *devices = sys.argv[1:]

def write(text):
    with open(log, "a") as file:
        file.write(f"{name} {text}\\n")

with queue.turn([Device(d, d, d) for d in devices], lambda position: write(f"waits {position}")) as device:
    write(f"has {device.name}")
    if seconds == "until told":
        while not Path(log).with_name(f"end {name}").exists():
            time.sleep(0.02)
    else:
        time.sleep(600 if seconds == "forever" else float(seconds))
    write("ends")
"""


@pytest.fixture
def start(tmp_path, monkeypatch):
    """Start a process that takes its turn and logs what happens; all are killed at the end."""
    monkeypatch.setenv("LETHE_LOCKS", str(tmp_path / "locks"))
    monkeypatch.setattr(queue, "POLL", 0.05)
    started = []

    def start(name: str, *devices: str, seconds: str = "forever") -> subprocess.Popen:
        command = [sys.executable, "-c", PROGRAM, name, str(tmp_path / "log"), seconds, *devices]
        started.append(subprocess.Popen(command, cwd=ROOT))
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.wait()


def log(tmp_path: Path) -> list[str]:
    path = tmp_path / "log"
    return path.read_text().splitlines() if path.exists() else []


def until(tmp_path: Path, line: str) -> list[str]:
    """The log as soon as it holds `line`."""
    for _attempt in range(4000):
        if line in log(tmp_path):
            return log(tmp_path)
        time.sleep(0.05)
    pytest.fail(f"{line!r} did not come; the log: {log(tmp_path)}")


def test_first_come_first_served_and_one_at_a_time(start, tmp_path):
    start("a", "cpu", seconds="until told")
    until(tmp_path, "a has cpu")
    start("b", "cpu", seconds="until told")
    until(tmp_path, "b waits 1")
    start("c", "cpu", seconds="0")
    until(tmp_path, "c waits 2")

    (tmp_path / "end a").touch()
    until(tmp_path, "c waits 1")
    (tmp_path / "end b").touch()
    lines = until(tmp_path, "c ends")

    turns = [line for line in lines if "waits" not in line]
    assert turns == ["a has cpu", "a ends", "b has cpu", "b ends", "c has cpu", "c ends"]
    assert lines.index("c waits 1") > lines.index("a ends")  # c moved up when b's turn came


def test_a_killed_holder_frees_its_device(start, tmp_path):
    holder = start("a", "cpu")
    until(tmp_path, "a has cpu")
    start("b", "cpu", seconds="0")
    until(tmp_path, "b waits 1")

    holder.send_signal(signal.SIGKILL)

    until(tmp_path, "b has cpu")


def test_a_killed_waiter_blocks_nobody(start, tmp_path):
    holder = start("a", "cpu")
    until(tmp_path, "a has cpu")
    waiter = start("b", "cpu")
    until(tmp_path, "b waits 1")
    start("c", "cpu", seconds="0")
    until(tmp_path, "c waits 2")

    waiter.send_signal(signal.SIGKILL)
    until(tmp_path, "c waits 1")
    holder.send_signal(signal.SIGKILL)

    until(tmp_path, "c ends")
    time.sleep(0.3)
    assert list((tmp_path / "locks").glob("*.ticket")) == []


def test_who_accepts_any_gpu_takes_the_first_free_one(start, tmp_path):
    start("a", "gpu0")
    until(tmp_path, "a has gpu0")
    start("b", "gpu0", "gpu1")
    until(tmp_path, "b has gpu1")
    start("c", "gpu0", "gpu1")
    until(tmp_path, "c waits 1")
    start("d", "cpu", seconds="0")  # another device: no waiting

    lines = until(tmp_path, "d ends")

    assert "d waits 1" not in lines


def test_nobody_overtakes_an_older_one_that_waits_for_the_same_device(start, tmp_path):
    holder = start("a", "gpu0")
    until(tmp_path, "a has gpu0")
    start("b", "gpu0", seconds="0.5")
    until(tmp_path, "b waits 1")
    start("c", "gpu0", "gpu1", seconds="0")  # gpu1 is free and nobody older wants it

    until(tmp_path, "c has gpu1")
    holder.kill()

    until(tmp_path, "b ends")


def test_an_interrupted_waiter_leaves_nothing(start, tmp_path):
    start("a", "cpu")
    until(tmp_path, "a has cpu")
    waiter = start("b", "cpu")
    until(tmp_path, "b waits 1")

    waiter.send_signal(signal.SIGINT)
    waiter.wait(10)

    assert list((tmp_path / "locks").glob("*.ticket")) == []


def test_many_at_once_never_share_a_device(start, tmp_path):
    for number in range(8):
        start(f"p{number}", "cpu", seconds="0.05")
    for number in range(8):
        until(tmp_path, f"p{number} ends")

    turns = [line.split()[0] for line in log(tmp_path) if "waits" not in line]
    assert turns[0::2] == turns[1::2]  # has, ends, has, ends, ...


def test_every_user_may_lock_and_tidy_up(start, tmp_path):
    with queue.turn([Device("cpu", "cpu", "CPU")]):
        modes = {path.name: oct(path.stat().st_mode)[-4:] for path in (tmp_path / "locks").iterdir()}

    assert oct((tmp_path / "locks").stat().st_mode)[-4:] == "0777"  # no sticky bit
    assert modes == {"door.lock": "0666", "cpu.lock": "0666"}


def test_a_folder_that_cannot_be_used_is_an_error_with_a_way_out(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("LETHE_LOCKS", str(tmp_path / "file"))

    with pytest.raises(UserError, match="set LETHE_LOCKS"):
        queue.folder()


@pytest.mark.skipif(os.name != "posix", reason="a rule for POSIX")
def test_all_users_meet_in_one_folder_whatever_their_tmpdir(monkeypatch, tmp_path):
    monkeypatch.delenv("LETHE_LOCKS", raising=False)
    monkeypatch.setenv("TMPDIR", str(tmp_path))

    assert queue.folder() == Path("/tmp/lethe-queue")
