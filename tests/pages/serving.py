"""The dashboard as a process of its own, over a folder of runs."""

import contextlib
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from engine import launch, store

ROOT = Path(__file__).parents[2]


@contextlib.contextmanager
def served(runs: Path, **environment: str) -> Iterator[str]:
    """Its address. In the end the runs that it launched are cancelled: they outlive it, and would outlive the tests."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", str(ROOT / "app.py"), f"--server.port={port}"]
    given = {**os.environ, "LETHE_RUNS": str(runs), **environment}
    server = subprocess.Popen(command, cwd=ROOT, env=given, stdout=subprocess.DEVNULL)
    try:
        yield _wait(f"http://127.0.0.1:{port}")
    finally:
        for folder in store.list_runs(runs):
            if launch.status(folder).state in launch.ACTIVE:
                launch.cancel(folder)
        server.terminate()
        server.wait(30)


def _wait(address: str) -> str:
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        try:
            urllib.request.urlopen(f"{address}/_stcore/health", timeout=5)
            return address
        except OSError:
            time.sleep(0.2)
    raise TimeoutError("the dashboard does not answer")
