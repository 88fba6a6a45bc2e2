"""Start, watch, cancel and resume runs as processes of their own, which outlive the dashboard. Imports no training.

Watching and cancelling serve jobs, too, whose folders have the same progress: see engine/job_control.py.
"""

import contextlib
import dataclasses
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import psutil
from filelock import FileLock, Timeout

from engine import devices, queue, start_points, store
from engine.errors import UserError
from engine.plan import Plan
from engine.store import Progress

ROOT = Path(__file__).resolve().parents[1]  # `python -m engine.worker` is started here
ACTIVE = ("queued", "running")
RESUMABLE = ("failed", "cancelled", "lost")
STALE = 60.0  # seconds without a heartbeat after which a run on another machine counts as lost
STARTING = 30.0  # seconds in which a new process must have shown up
PATIENCE = 20.0  # seconds that a process has to stop in before it is killed


def start(
    runs: Path, plan: Plan, data: Path | None, sweep: str | None = None, control: Mapping[str, str] | None = None
) -> Path:
    """Make a new run and start its process in the background; its folder, at once.

    Raises UserError if this machine has not the plan's device.
    """
    folder = create(runs, plan, sweep, control)
    spawn(folder, data)
    return folder


def create(runs: Path, plan: Plan, sweep: str | None = None, control: Mapping[str, str] | None = None) -> Path:
    """Make a new run without starting it. Raises UserError if this machine has not the plan's device, or the plan
    starts from weights that are not there."""
    devices.accepted(plan.device)
    start_points.source(runs, plan)
    name = plan.name or ", ".join(plan.stage_names())
    about = {"name": name, "hash8": plan.hash8(), "group": plan.group(), "sweep": sweep, "control": control}
    return store.new_run(runs, plan.to_json(), **about)


def status(folder: Path) -> Progress:
    """How far a run, or a job, is; `lost` if it says queued or running, but its process is gone."""
    progress = store.read_progress(folder)
    if progress.state not in ACTIVE or is_alive(progress):
        return progress
    if progress.pid is None:
        reason = "its process never started"
    elif progress.host == socket.gethostname():
        reason = f"its process {progress.pid} is gone, without a word: killed, out of memory, or the machine restarted"
    else:
        reason = f"no sign of life from {progress.host or 'its machine'} for {STALE:g} seconds"
    return dataclasses.replace(progress, state="lost", reason=reason, eta_s=None, queue_position=None)


def resume(folder: Path, data: Path | None, plan: Mapping[str, Any] | None = None) -> Progress:
    """Go on with a run in the background, from its last saved state; with `plan` (JSON) in place of its own, if given.

    Raises UserError unless it is failed, cancelled or lost, and for a plan or device that is impossible.
    """
    prepare_resume(folder, plan)
    spawn(folder, data)
    return status(folder)


def prepare_resume(folder: Path, plan: Mapping[str, Any] | None = None) -> None:
    """Put a run back into the state `queued`, for one process to take on. Raises UserError as `resume` does."""
    document = store.read_plan(folder) if plan is None else plan
    if document.get("kind") == "import":
        raise UserError(f"{folder.name} is an import: there is nothing to train, so nothing to resume")
    devices.accepted(Plan.from_json(document).device)
    with alone(folder, timeout=10.0):  # a cancelled process may still be leaving; of two resuming, one sees `queued`
        state = status(folder).state
        if state not in RESUMABLE:
            raise UserError(f"{folder.name} is {state}: only a run that is {_either(RESUMABLE)} can be resumed")
        if plan is not None:
            store.write_plan(folder, plan)
        store.update_progress(
            folder, state="queued", reason="", heartbeat=time.time(), finished=None, pid=None, host=socket.gethostname()
        )


def cancel(folder: Path) -> Progress:
    """Stop a queued or running run, or job; it can be resumed. Returns when it has stopped, which takes seconds.

    Raises UserError if it is neither queued nor running, or runs on another machine or as another user.
    """
    progress = status(folder)
    if progress.state not in ACTIVE:
        kind = "a job" if store.is_job(folder) else "a run"
        named = f"{store.called(folder)} is {progress.state}"
        raise UserError(f"{named}: only {kind} that is {_either(ACTIVE)} can be cancelled")
    if progress.pid is not None and progress.host != socket.gethostname():
        raise UserError(f"{store.called(folder)} runs on {progress.host}: cancel it there")
    deadline = time.monotonic() + PATIENCE
    process, asked = None, False
    while time.monotonic() < deadline:
        progress = store.read_progress(folder)
        process = _process(progress)
        if progress.state not in ACTIVE or (process is None and (asked or progress.pid is not None)):
            break
        if process and not asked:
            with _as_owner(folder, progress):
                process.send_signal(signal.SIGTERM)
            asked = True
        time.sleep(0.1)
    if process and progress.state in ACTIVE:
        with _as_owner(folder, progress):
            for each in [*process.children(recursive=True), process]:
                each.kill()
        process.wait(PATIENCE)
    if store.read_progress(folder).state in ACTIVE:
        store.update_progress(folder, state="cancelled", reason="", finished=time.time(), queue_position=None)
    return store.read_progress(folder)


def is_alive(progress: Progress) -> bool:
    """Whether the process of a queued or running run still lives, as far as can be told from here."""
    now = time.time()
    seen = max(progress.heartbeat or 0.0, progress.created)
    if progress.pid is None:
        return now - seen < STARTING
    if progress.host != socket.gethostname():
        return now - seen < STALE
    return _process(progress) is not None


@contextlib.contextmanager
def alone(folder: Path, timeout: float = 0.0) -> Iterator[None]:
    """Hold a run's or job's folder against every other process that would carry it out. The lock goes with its holder.

    Raises UserError if another process still holds it after `timeout` seconds.
    """
    lock = FileLock(folder / ".worker.lock", thread_local=False)
    try:
        lock.acquire(timeout=timeout)
    except Timeout:
        raise UserError(f"{store.called(folder)} is being carried out by another process") from None
    except PermissionError:
        raise UserError(f"{store.called(folder)} belongs to another user, who alone can carry it out") from None
    try:
        yield
    finally:
        lock.release()


def identity() -> dict[str, object]:
    """What a process writes about itself into its run's progress, so that `status` can find it."""
    own = psutil.Process()
    return {"pid": own.pid, "pid_started": own.create_time(), "host": socket.gethostname()}


def spawn(folder: Path, data: Path | None) -> None:
    """Start `python -m engine.worker` on a queued run or job, in a session of its own: signals to the dashboard or a
    terminal miss it.

    Its place in the queue is taken here: the order is that of the launches, not of who is ready first.
    """
    ticket = queue.draw(devices.accepted(store.device_of(folder)))
    command = [sys.executable, "-m", "engine.worker", str(folder.resolve())]
    command += ["--ticket", ticket.name, str(ticket.descriptor)]
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    if data is not None:
        command += ["--data", str(data.resolve())]
        environment["LETHE_DATA"] = str(data.resolve())
    with open(folder / "log.txt", "ab") as log:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            pass_fds=[ticket.descriptor],
        )
    ticket.close()
    # A child that has ended stays in the process table until its parent asks for it.
    threading.Thread(target=process.wait, daemon=True, name=f"reaper of {folder.name}").start()
    with contextlib.suppress(psutil.NoSuchProcess):  # it ended already; its own words about that stand
        began = psutil.Process(process.pid).create_time()
        store.update_progress(folder, pid=process.pid, pid_started=began, host=socket.gethostname())


def _process(progress: Progress) -> psutil.Process | None:
    """The living process that wrote this progress on this machine."""
    if progress.pid is None:
        return None
    try:
        process = psutil.Process(progress.pid)
        if process.status() == psutil.STATUS_ZOMBIE:
            return None
        # Ids are used again, so the moment it began must fit, too; but a corrected clock moves that moment.
        same = abs(process.create_time() - (progress.pid_started or 0.0)) < 2.0
    except psutil.NoSuchProcess:
        return None
    return process if same or time.time() - (progress.heartbeat or 0.0) < STALE / 4 else None


@contextlib.contextmanager
def _as_owner(folder: Path, progress: Progress) -> Iterator[None]:
    try:
        yield
    except psutil.NoSuchProcess:
        pass
    except psutil.AccessDenied:
        owner = progress.owner or "another user"
        raise UserError(f"{store.called(folder)} belongs to {owner}, who can cancel it") from None


def _either(states: tuple[str, ...]) -> str:
    return f"{', '.join(states[:-1])} or {states[-1]}"
