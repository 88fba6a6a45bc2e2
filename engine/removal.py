"""Runs go into the trash, and weights go for good: never under a process that is at work on them, or needs them."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

from engine import launch, store
from engine.errors import UserError


def discard(folder: Path) -> Path:
    """Move a run into the trash: its folder there. Raises UserError if it is needed, as `check` says."""
    with _unneeded(folder, "delete it"):
        trashed = store.discard(folder)
    try:
        _refuse_active(trashed, "delete it")
    except UserError:  # a job began just before it went
        store.restore(trashed)
        raise
    return trashed


def drop_checkpoints(folder: Path) -> int:
    """Remove a run's weights and keep its answers: the bytes that were freed. Raises UserError as `discard` does."""
    with _unneeded(folder, "drop its checkpoints"):
        return store.drop_checkpoints(folder)


def check(folder: Path, what: str) -> None:
    """Raise UserError, with `what` was to be done, if the run or a job of it is queued or running, or a run that is
    queued or running starts from its weights."""
    _refuse_active(folder, what)
    for other in store.list_runs(folder.parent):
        if launch.status(other).state in launch.ACTIVE and _start_of(other) == folder.name:
            raise UserError(f"{other.name} starts from the weights of {folder.name}: {what} when that has ended")


@contextlib.contextmanager
def _unneeded(folder: Path, what: str) -> Iterator[None]:
    """Hold a run that nobody needs, so that nobody resumes it meanwhile."""
    check(folder, what)  # in better words than those of the lock, which a run that is carried out holds
    with launch.alone(folder):
        check(folder, what)
        yield


def _refuse_active(folder: Path, what: str) -> None:
    for each in (folder, *store.list_jobs(folder)):
        if (state := launch.status(each).state) in launch.ACTIVE:
            raise UserError(f"{store.called(each)} is {state}: cancel it before you {what}")


def _start_of(folder: Path) -> str | None:
    try:
        start = store.read_plan(folder).get("start")
    except UserError:
        return None
    return start.get("run") if isinstance(start, dict) else None
