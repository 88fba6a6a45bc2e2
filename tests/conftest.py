"""For all tests: queues of their own, a browser, and a tiny encoder that is made without importing torch here."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="session", autouse=True)
def own_locks(tmp_path_factory):
    """No test waits for a run of somebody who uses this machine, and none of them waits for a test."""
    patch = pytest.MonkeyPatch()
    patch.setenv("LETHE_LOCKS", str(tmp_path_factory.mktemp("locks")))
    yield
    patch.undo()


@pytest.fixture(scope="session")
def tiny_folder(tmp_path_factory) -> Path:
    """The folder of a 2-layer BERT: a run of it takes a second or two. Torch stays out of this process."""
    folder = tmp_path_factory.mktemp("encoder") / "tiny"
    code = (
        f"import pathlib as p; from tests.training.conftest import make_tiny_encoder as m; m(p.Path({str(folder)!r}))"
    )
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True)
    return folder


@pytest.fixture(scope="session")
def measured(tiny_folder, tmp_path_factory) -> Path:
    """The folder of a run, mini-ner and then mini-cola, whose geometry is measured. Leave it as it is."""
    folder = tmp_path_factory.mktemp("measured")
    stage = {"batch_size": 16, "learning_rate": 3e-3, "max_steps": 40, "train_limit": 300}
    stages = [{"tasks": ["mini-ner"], **stage}, {"tasks": ["mini-cola"], **stage}]
    plan = {"name": "Words, then sentences", "encoder": str(tiny_folder), "device": "cpu", "stages": stages}
    (folder / "plan.json").write_text(json.dumps(plan))
    environment = {**os.environ, "LETHE_RUNS": str(folder / "runs"), "OMP_NUM_THREADS": "1"}

    def lethe(*words: str) -> None:
        command = [sys.executable, "-m", "engine", *words]
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr

    lethe("run", str(folder / "plan.json"))
    run = next((folder / "runs").glob("2*"))
    for task, units in (("mini-cola", "60"), ("mini-ner", "150")):
        lethe("geometry", str(run), "--task", task, "--units", units, "--repeats", "2", "--first", "0", "--second", "2")
    return run


@pytest.fixture(scope="session")
def chromium() -> Iterator:
    """A headless browser; the test is skipped where the machine has none."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        pytest.skip("no chromium on this machine: apt-get install chromium")
    from playwright.sync_api import sync_playwright  # noqa: PLC0415  not needed where there is no browser

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()
