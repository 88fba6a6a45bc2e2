"""Jobs: work on a run that needs its model. One file each, discovered by name; engine/requests says what is asked.

A job reads committed snapshots only, and writes nothing but its own folder in the run.
"""

import contextlib
import logging
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path

from engine import requests, store
from engine.catalogue import discover
from engine.jobs.report import Report
from engine.requests import Request
from engine.store import Progress, Result, Run

WRITE_EVERY_S = 0.5  # between two writes of progress.json

log = logging.getLogger(__name__)


class Job:
    """Carries out one kind of request."""

    def carry_out(self, run: Run, request: Request, data: Path | None, device: str, report: Report) -> Result:
        """Do it all, and say through `report` how far it is. Raises UserError for what a user can put right."""
        raise NotImplementedError


@cache
def catalogue() -> dict[str, type[Job]]:
    """Every job by name."""
    return discover(__name__, __path__, Job)


def carry_out(
    folder: Path, data: Path | None, device: str = "cpu", on_progress: Callable[[Progress], None] | None = None
) -> None:
    """Does the job in `folder` and leaves it `done`, its result stored. Whatever stops it is raised."""
    started = time.time()
    request = requests.from_json(store.read_request(folder))
    phases = request.phases()
    first = {"state": "running", "reason": "", "started": started, "finished": None, "device": device}
    store.update_progress(folder, **first, phase="reading data", stages=len(phases))
    written = (0.0, 0)  # when, and which phase

    def tell(stage: int, step: int, steps: int) -> None:
        nonlocal written
        changes = {"stage": stage, "phase": phases[stage - 1], "step": step, "steps": steps}
        if on_progress:
            on_progress(Progress(state="running", stages=len(phases), **changes))
        if stage != written[1] or time.monotonic() - written[0] > WRITE_EVERY_S:
            written = (time.monotonic(), stage)
            with contextlib.suppress(OSError):  # a full disk must not end the work over a progress bar
                store.update_progress(folder, **changes)

    result = catalogue()[request.job]().carry_out(
        store.open_run(store.run_of(folder)), request, data, device, Report(tell)
    )
    took = time.time() - started
    store.write_result(
        folder, Result({**result.document, "request": request.to_json(), "seconds": took}, result.arrays)
    )
    store.update_progress(folder, state="done", phase="", finished=time.time(), eta_s=None)
    log.info("%s: %.1f s", request.job, took)
