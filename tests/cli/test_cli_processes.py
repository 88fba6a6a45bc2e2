"""The command line as processes: Ctrl-C, the queue, the background, the dashboard's server."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import psutil
import pytest

from engine import launch, queue, store
from engine.devices import Device

ROOT = Path(__file__).parents[2]


@pytest.fixture
def engine(tmp_path, monkeypatch):
    """Starts `python -m engine ...` with a queue and a folder of runs of its own; kills what is left over."""
    monkeypatch.setenv("LETHE_LOCKS", str(tmp_path / "locks"))
    monkeypatch.setenv("LETHE_RUNS", str(tmp_path / "runs"))
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    started = []

    def engine(*words: object) -> subprocess.Popen:
        command = [sys.executable, "-m", "engine", *map(str, words)]
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
        started.append(subprocess.Popen(command, cwd=ROOT, start_new_session=True, **pipes))
        return started[-1]

    yield engine
    for process in started:
        process.kill()
        process.communicate()
    for folder in store.list_runs(tmp_path / "runs"):
        if launch.status(folder).state in launch.ACTIVE:
            launch.cancel(folder)


@pytest.fixture
def plan(tmp_path, tiny_folder) -> Path:
    """A plan that takes some seconds."""
    stage = {"tasks": ["mini-cola"], "max_steps": 150, "batch_size": 4}
    document = {"name": "Some steps", "encoder": str(tiny_folder), "device": "cpu", "stages": [stage]}
    document["task_settings"] = {"mini-cola": {"max_length": 16}}
    (tmp_path / "plan.json").write_text(json.dumps(document))
    return tmp_path / "plan.json"


def until(tmp_path: Path, wanted) -> Path:
    """The folder of the one run, as soon as `wanted` holds for its status."""
    for _attempt in range(4000):
        folders = store.list_runs(tmp_path / "runs")
        if folders and wanted(launch.status(folders[0])):
            return folders[0]
        time.sleep(0.05)
    pytest.fail(f"it is {[launch.status(f) for f in store.list_runs(tmp_path / 'runs')]}")


def test_ctrl_c_cancels_and_resume_goes_on_in_the_foreground(engine, plan, tmp_path):
    process = engine("run", plan)
    folder = until(tmp_path, lambda p: p.state == "running" and p.step >= 2)

    os.killpg(process.pid, signal.SIGINT)

    _, error = process.communicate(timeout=200)
    assert process.returncode == 130
    assert error.splitlines()[-1] == f"lethe: cancelled. To go on: python -m engine resume {folder.name}"
    assert "Traceback" not in error
    assert launch.status(folder).state == "cancelled"
    resumed = engine("resume", folder.name, "--foreground", "--set", "accumulation=2")
    out, error = resumed.communicate(timeout=400)
    assert resumed.returncode == 0, error
    assert out.splitlines()[-1] == folder.name
    assert launch.status(folder).state == "done"
    assert store.read_plan(folder)["stages"][0]["accumulation"] == 2


@pytest.mark.skipif(sys.platform != "linux", reason="memory maps tell what is loaded on Linux")
def test_run_waits_its_turn_without_torch_and_ctrl_c_leaves_the_queue(engine, plan, tmp_path):
    with queue.turn([Device("cpu", "cpu", "CPU")]):
        process = engine("run", plan)
        assert "queued, 1 before it\n" in iter(process.stderr.readline, "")
        folder = until(tmp_path, lambda p: p.queue_position == 1)
        loaded = [m.path for m in psutil.Process(process.pid).memory_maps()]
        os.killpg(process.pid, signal.SIGINT)
        process.communicate(timeout=200)

    assert [path for path in loaded if "torch" in path] == []
    assert process.returncode == 130
    assert launch.status(folder).state == "cancelled"


def test_launch_prints_ids_and_seeds_make_a_sweep(engine, plan, tmp_path):
    with queue.turn([Device("cpu", "cpu", "CPU")]):
        out, error = engine("launch", plan, "--seeds", "1,2", "--json").communicate(timeout=200)
        found = json.loads(out)["runs"]
        places = [launch.status(tmp_path / "runs" / run["run"]).state for run in found]
        runs = [store.open_run(Path(run["folder"])) for run in found]
        out, _ = engine("cancel", found[0]["run"]).communicate(timeout=200)
        out_json, _ = engine("cancel", found[1]["run"], "--json").communicate(timeout=200)

    assert places == ["queued", "queued"]
    assert [run.seed for run in runs] == [1, 2]
    assert {run.sweep for run in runs} == {"Some steps, seeds 1, 2"}
    assert runs[0].group == runs[1].group
    assert out == f"{found[0]['run']} cancelled\n"
    assert json.loads(out_json)["state"] == "cancelled"


def test_a_failure_that_is_not_the_users_is_one_line_and_exit_code_1(engine, plan, tmp_path, monkeypatch):
    (tmp_path / "broken" / "torch").mkdir(parents=True)
    (tmp_path / "broken" / "torch" / "__init__.py").write_text("raise RuntimeError('out of luck')")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "broken"))

    process = engine("run", plan)

    out, error = process.communicate(timeout=200)
    folder = until(tmp_path, lambda p: p.state == "failed")
    assert (process.returncode, out) == (1, "")
    assert error.splitlines()[-1] == (
        f"lethe: {folder.name} failed: RuntimeError: out of luck. See {folder / 'log.txt'}"
    )
    assert "Traceback" not in error and "Traceback" in (folder / "log.txt").read_text()


def test_app_takes_the_next_free_port_and_opens_the_newest_finished_run(engine, tmp_path):
    store.new_run(tmp_path / "runs", {}, name="old", hash8="00000000", group="g", state="done")
    time.sleep(1.1)  # ids tell the second
    newest = store.new_run(tmp_path / "runs", {}, name="new", hash8="00000000", group="g", state="done")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        process = engine("app", "--open-latest", "--port", port)
        assert process.stdout.readline().startswith(f"port {port} is taken, so it is ")
        line = process.stdout.readline()
        address = re.match(r"Lethe is at (http://127\.0\.0\.1:(\d+)/matrix\?run=(\S+)) ", line)
        assert address is not None, line
        assert int(address[2]) > port and address[3] == newest.name
        with urllib.request.urlopen(f"http://127.0.0.1:{address[2]}/_stcore/health", timeout=30) as answer:
            assert answer.read() == b"ok"
        servers = psutil.Process(process.pid).children(recursive=True)

    process.send_signal(signal.SIGTERM)

    process.wait(timeout=100)
    assert servers and psutil.wait_procs(servers, timeout=100)[1] == []  # the server did not stay behind
