"""Start jobs on a run, once for the same request, and find their results. Workers carry them out, as they do runs."""

import socket
import time
from pathlib import Path

from engine import devices, launch, store
from engine.errors import UserError
from engine.requests import Request


def start(run: Path, request: Request, data: Path | None) -> Path:
    """The job's folder, at once: done or under way already, or begun now in the background.

    Raises UserError as `prepare` does.
    """
    folder, is_mine = prepare(run, request)
    if is_mine:
        launch.spawn(folder, data)
    return folder


def prepare(run: Path, request: Request) -> tuple[Path, bool]:
    """The job's folder, and whether the caller is to carry it out now: not if it is done, queued or running.

    A job that failed, was cancelled or is lost is begun again from the start. Raises UserError where the run does not
    keep the weights that are needed: an import, say.
    """
    check(run, request)
    folder, is_new = store.new_job(run, request.hash16(), {**request.to_json(), "device": _device(run)})
    if is_new:
        return folder, True
    if _is_settled(folder):
        return folder, False
    with launch.alone(folder, timeout=10.0):  # a cancelled process may still be leaving; of two only one goes on
        if _is_settled(folder):
            return folder, False
        again = {"state": "queued", "reason": "", "phase": "", "stage": 0, "step": 0, "steps": 0, "started": None}
        here = {"created": time.time(), "heartbeat": time.time(), "pid": None, "host": socket.gethostname()}
        store.update_progress(folder, **again, **here, finished=None, eta_s=None)
    return folder, True


def check(run: Path, request: Request) -> None:
    """Raises UserError, in one sentence, if the job cannot be done: the run has not kept the weights it needs.

    A run that is under way has the weights of its committed snapshots, which never change.
    """
    opened = store.open_run(run)
    for snapshot in request.snapshots():
        store.checkpoint_file(opened, snapshot)


def find(run: Path, request: Request) -> Path | None:
    """The folder of the job with this request, in whatever state; None if nobody has asked for it yet."""
    try:
        return store.find_job(run, request.hash16())
    except UserError:
        return None


def result(run: Path, request: Request) -> store.Result | None:
    """What the job found, or None if it is not done."""
    folder = find(run, request)
    return store.read_result(folder) if folder and store.read_progress(folder).state == "done" else None


def _device(run: Path) -> str:
    """The run's own kind of device if this machine has it, else the best there is."""
    wanted = store.device_of(run)
    try:
        devices.accepted(wanted)
    except UserError:
        return "auto"
    return wanted


def _is_settled(folder: Path) -> bool:
    """Is it under way, or done with its result there?"""
    state = launch.status(folder).state
    return state in launch.ACTIVE or (state == "done" and store.read_result(folder) is not None)
