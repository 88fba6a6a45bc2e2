"""app: serve the dashboard on this machine."""

import os
import signal
import socket
import subprocess
import sys
import time
import webbrowser
from argparse import ArgumentParser, Namespace
from pathlib import Path
from urllib.parse import urlencode

from engine import store, tasks
from engine.commands import Verb, options
from engine.errors import UserError

ROOT = Path(__file__).resolve().parents[2]
HOST = "127.0.0.1"
TRIES = 50  # ports that are tried, from the one asked for
PATIENCE = 60.0  # seconds that the server has to answer in
UNDO = 7 * 24 * 3600.0  # seconds: what was deleted longer ago is removed, should nobody have decided about it


def add(parser: ArgumentParser) -> None:
    options.add_runs(parser)
    options.add_data(parser)
    parser.add_argument("--port", type=int, default=8501, help="default 8501; the next free one if it is taken")
    parser.add_argument("--open-latest", action="store_true", help="open with the newest finished run")
    parser.add_argument("--read-only", action="store_true", help="look, but launch, cancel and delete nothing")
    parser.add_argument("--no-browser", action="store_true", help="print the address, and open no browser")


def act(chosen: Namespace) -> int:
    runs = options.runs_folder(chosen).resolve()
    if not chosen.read_only:
        store.empty_trash(runs, older_than=UNDO)
    path = _latest(runs) if chosen.open_latest else "/"
    port = free_port(chosen.port)
    if port != chosen.port:
        print(f"port {chosen.port} is taken, so it is {port}")
    environment = {**os.environ, "LETHE_RUNS": str(runs)}
    if (data := tasks.data_folder(chosen.data)) is not None:
        environment["LETHE_DATA"] = str(data.resolve())
    if chosen.read_only:
        environment["LETHE_READ_ONLY"] = "1"
    command = [sys.executable, "-m", "streamlit", "run", str(ROOT / "app.py"), f"--server.port={port}"]
    command += [f"--server.address={HOST}", "--server.headless=true"]
    # From the root: Streamlit reads .streamlit/config.toml and finds `engine` there.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the server does not stay behind
    server = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
    try:
        address = f"http://{HOST}:{port}{path}"
        _wait_until_it_answers(server, port)
        print(f"Lethe is at {address}   (Ctrl-C stops it; runs go on)", flush=True)
        if not chosen.no_browser and sys.stdout.isatty() and _has_screen():
            webbrowser.open(address)
        return server.wait()
    finally:
        server.terminate()
        server.wait()


def free_port(wanted: int) -> int:
    """`wanted`, or the next port that nobody listens on. Raises UserError if there is none near."""
    if not 1 <= wanted <= 65535:
        raise UserError(f"--port takes a number from 1 to 65535, got {wanted}")
    for port in range(wanted, min(wanted + TRIES, 65536)):
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as the server will: one just left is free
            try:
                probe.bind((HOST, port))
            except PermissionError:
                raise UserError(f"port {port} may not be used: take one above 1023") from None
            except OSError:
                continue
            return port
    raise UserError(f"the ports {wanted} to {port} are all taken: choose another with --port")


def _latest(runs: Path) -> str:
    """The address of the newest finished run; the list of runs if there is none."""
    done = (run for run in store.list_runs(runs) if store.read_progress(run).state == "done")
    newest = next(done, None)
    return "/" if newest is None else f"/matrix?{urlencode({'run': newest.name})}"


def _wait_until_it_answers(server: subprocess.Popen, port: int) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if server.poll() is not None:
            raise UserError(f"the dashboard's server ended with code {server.returncode}; its message is above")
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
            probe.settimeout(1.0)
            if probe.connect_ex((HOST, port)) == 0:
                return
        time.sleep(0.1)
    raise UserError(f"the dashboard's server did not answer on port {port} within {PATIENCE:g} seconds")


def _has_screen() -> bool:
    return sys.platform in ("darwin", "win32") or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


VERBS = {"app": Verb(add, act)}
