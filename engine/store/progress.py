"""progress.json: how far a run is. Replaced atomically and often, so that any browser can attach to any run."""

import contextlib
import dataclasses
import math
import re
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from engine.store import document

FILE = "progress.json"
STATES = ("queued", "running", "done", "failed", "cancelled", "lost")


@dataclass(frozen=True)
class Progress:
    """How far a run is, as its process last wrote it. Times are seconds since 1970, UTC."""

    state: str  # one of STATES
    reason: str = ""  # in words: why it failed, was cancelled or is lost
    phase: str = ""  # what it is doing: training, evaluating, ...
    stage: int = 0  # from 1; 0 before training
    stages: int = 0
    step: int = 0  # optimizer steps done in this stage
    steps: int = 0  # optimizer steps of this stage
    loss: float | None = None
    examples_per_s: float | None = None
    eta_s: float | None = None  # seconds to the end of the run
    created: float = 0.0
    started: float | None = None
    finished: float | None = None
    heartbeat: float | None = None
    pid: int | None = None
    pid_started: float | None = None  # when that process began: a process id is used again
    host: str = ""
    device: str = ""
    owner: str = ""
    queue_position: int | None = None  # runs before it on its device


_FIELDS = {f.name: f for f in dataclasses.fields(Progress)}


def read_progress(folder: Path) -> Progress:
    """As written. A missing or torn file reads as state `lost` with a reason; odd values read as absent."""
    found = document.read(folder / FILE)
    created = created_of(folder)
    if found is None or found.get("state") not in STATES:
        what = "missing" if not (folder / FILE).exists() else "unreadable"
        return Progress(
            "lost", f"{FILE} is {what}: how far the run got is only known from its snapshots", created=created
        )
    values = {name: value for name, value in found.items() if name in _FIELDS and _fits(value, str(_FIELDS[name].type))}
    return Progress(**{"created": created, **values})


def write_progress(folder: Path, progress: Progress) -> None:
    """Replace the file. Absolute paths in the reason are shortened: a run may be shared."""
    values = {k: None if isinstance(v, float) and not math.isfinite(v) else v for k, v in vars(progress).items()}
    document.write(folder / FILE, {**values, "reason": document.portable(progress.reason)})


def update_progress(folder: Path, **changes: Any) -> Progress:
    """Change some fields and leave the others, also when a heartbeat and a cancellation come at the same moment."""
    with document.locked(folder / FILE):
        progress = dataclasses.replace(read_progress(folder), **changes)
        write_progress(folder, progress)
    return progress


def created_of(folder: Path) -> float:
    """When a run was created, from its id; else from its folder's time, 0 if there is none."""
    if stamp := re.match(r"\d{8}-\d{6}(?!\d)", folder.name):
        with contextlib.suppress(ValueError):
            return datetime.strptime(stamp.group(), "%Y%m%d-%H%M%S").replace(tzinfo=UTC).timestamp()
    return folder.stat().st_mtime if folder.exists() else 0.0


def now_id() -> str:
    """The first part of a run's id: UTC date and time."""
    return time.strftime("%Y%m%d-%H%M%S", time.gmtime())


def _fits(value: Any, kind: str) -> bool:
    if value is None:
        return "None" in kind
    if "str" in kind:
        return isinstance(value, str)
    whole = isinstance(value, int) and not isinstance(value, bool)
    return whole or ("float" in kind and isinstance(value, float) and math.isfinite(value))
