"""A run's jobs: `jobs/<hash>/` in its folder, with request, progress, log and result. Deleted with the run."""

import os
import re
import secrets
import shutil
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from safetensors import SafetensorError
from safetensors.numpy import load_file, save_file

from engine.errors import UserError
from engine.store import document
from engine.store.folder import is_run, owner, read_plan
from engine.store.progress import Progress, read_progress, write_progress

FOLDER = "jobs"
REQUEST, RESULT, ARRAYS = "request.json", "result.json", "arrays.safetensors"
_ID = re.compile(r"[0-9a-f]{16}")


@dataclass(frozen=True)
class Result:
    """What a job found: a JSON document, and arrays by name."""

    document: Mapping[str, Any]
    arrays: Mapping[str, np.ndarray] = field(default_factory=dict)


def new_job(run: Path, job: str, request: Mapping[str, Any]) -> tuple[Path, bool]:
    """The folder of the job with this id (16 hex digits over its request), and whether it was made just now.

    It appears whole, with request.json and progress.json. Raises UserError if the run's folder cannot be written to.
    """
    folder = run / FOLDER / _checked(job)
    if is_job(folder):
        return folder, False
    if not is_run(run):  # a deleted run stays deleted
        raise UserError(f"there is no run {run.name} (any longer)")
    hidden = run / FOLDER / f".new-{secrets.token_hex(8)}"
    try:
        (run / FOLDER).mkdir(exist_ok=True)
        hidden.mkdir()
        document.write(hidden / REQUEST, request)
        write_progress(hidden, Progress("queued", created=time.time(), owner=owner()))
        hidden.rename(folder)
        return folder, True
    except OSError as error:
        shutil.rmtree(hidden, ignore_errors=True)
        if is_job(folder):  # another process was quicker
            return folder, False
        raise UserError(f"cannot make a job in run {run.name}: {error.strerror}") from error


def is_job(folder: Path) -> bool:
    """True for a job's folder. Links are none: in a run that came from elsewhere they may lead anywhere."""
    inside = folder.parent.name == FOLDER and bool(_ID.fullmatch(folder.name))
    return inside and not folder.is_symlink() and not folder.parent.is_symlink() and (folder / REQUEST).is_file()


def find_job(run: Path, job: str) -> Path:
    """The folder of a job by its id. Raises UserError for what is no id, and for an unknown one."""
    folder = run / FOLDER / _checked(job)
    if not is_job(folder):
        ids = ", ".join(f.name for f in list_jobs(run)) or "none"
        raise UserError(f"run {run.name} has no job {job!r}. It has: {ids}")
    return folder


def list_jobs(run: Path) -> list[Path]:
    """All job folders of a run, newest first."""
    if not (run / FOLDER).is_dir():
        return []
    found = [f for f in (run / FOLDER).iterdir() if is_job(f)]
    return sorted(found, key=lambda f: (read_progress(f).created, f.name), reverse=True)


def run_of(job: Path) -> Path:
    """The folder of the run that a job belongs to."""
    return job.parent.parent


def read_request(folder: Path) -> dict[str, Any]:
    """request.json. UserError where it is torn."""
    found = document.read(folder / REQUEST)
    if found is None:
        raise UserError(f"{called(folder)}: its {REQUEST} is not readable JSON, so what was asked is not known")
    return found


def device_of(folder: Path) -> str:
    """The device that a run or a job asks for."""
    return str((read_request(folder) if is_job(folder) else read_plan(folder)).get("device", "auto"))


def called(folder: Path) -> str:
    """A run or a job as sentences call it."""
    return f"job {folder.name} of {run_of(folder).name}" if is_job(folder) else folder.name


def write_result(folder: Path, result: Result) -> None:
    """Write arrays, then the document: where there is a document, there is all of the result."""
    partial = folder / f".{ARRAYS}.{os.getpid()}.tmp"
    save_file({name: np.ascontiguousarray(array) for name, array in result.arrays.items()}, partial)
    os.replace(partial, folder / ARRAYS)
    document.write(folder / RESULT, result.document)


def read_result(folder: Path) -> Result | None:
    """What a job found; None as long as it is not done, or where its files are damaged."""
    found = document.read(folder / RESULT)
    if found is None or (folder / ARRAYS).is_symlink():
        return None
    try:
        return Result(found, load_file(folder / ARRAYS))
    except (OSError, SafetensorError):
        return None


def _checked(job: str) -> str:
    if not isinstance(job, str) or not _ID.fullmatch(job):
        raise UserError(f"{job!r} is no job id: it has 16 hex digits, and is no path")
    return job
