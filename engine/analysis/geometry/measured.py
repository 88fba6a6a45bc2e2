"""Which geometries of a run's task are stored."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from engine import requests, store
from engine.analysis.geometry.shape import Shape, shape
from engine.errors import UserError
from engine.requests.geometry import Geometry

if TYPE_CHECKING:
    from engine.store import Run


def request_of(job: Path) -> Geometry | None:
    """What a job was asked for; None if that is no geometry, is torn, or of another version."""
    try:
        request = requests.from_json(store.read_request(job))
    except UserError:
        return None
    return request if isinstance(request, Geometry) else None


def measured(run: Run, task: str) -> dict[str, Geometry]:
    """Job -> what was asked, of those that are done; the newest first."""
    found = {}
    for folder in store.list_jobs(run.folder):
        request = request_of(folder)
        if request is not None and request.task == task and store.read_progress(folder).state == "done":
            found[folder.name] = request
    return found


def read(run: Run, job: str) -> Shape:
    """Raises UserError where the result is damaged."""
    result = store.read_result(store.find_job(run.folder, job))
    if result is None:
        raise UserError(f"the result of job {job} is damaged: measure again")
    return shape(run, result)
