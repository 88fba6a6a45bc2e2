"""A run is a folder: making, finding and listing run folders. What is inside is the other files' matter."""

import difflib
import errno
import getpass
import os
import re
import secrets
import shutil
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from engine.errors import UserError
from engine.store import database, document
from engine.store.progress import Progress, now_id, read_progress, write_progress

PLAN = "plan.json"
ABOUT = "run.json"  # name, group and sweep: not in plan.json, so that this stays a plan one can start again
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,199}")  # no separator, no leading dot: an id never is a path


def new_run(runs: Path, document_: Mapping[str, Any], *, name: str, hash8: str, group: str, sweep: str | None = None,
            control: Mapping[str, str] | None = None, state: str = "queued",
            fill: Callable[[Path], None] | None = None) -> Path:  # fmt: skip
    """A new run folder with plan.json and progress.json. It appears whole: made under a hidden name, then renamed.

    `fill` puts more into the folder before it appears (imports). The id is `<UTC yyyymmdd-hhmmss>-<slug>-<hash8>`,
    with `-2` and so on where two runs of the same plan begin in the same second.
    """
    try:
        runs.mkdir(parents=True, exist_ok=True)
        hidden = runs / f".new-{secrets.token_hex(8)}"
        hidden.mkdir()
    except OSError as error:
        raise UserError(f"cannot make a run in {runs}: {error.strerror}") from error
    try:
        now = time.time()
        about = {"name": name, "group": group, "sweep": sweep} | ({"control": dict(control)} if control else {})
        document.write(hidden / ABOUT, about)
        finished = now if state == "done" else None
        write_progress(hidden, Progress(state, created=now, finished=finished, owner=owner()))
        if fill:
            fill(hidden)
        document.write(hidden / PLAN, document_)
        return _publish(hidden, runs, f"{now_id()}-{_slug(name)}-{hash8}")
    except BaseException:
        shutil.rmtree(hidden, ignore_errors=True)
        raise


def is_id(text: str) -> bool:
    """True for what can be a run's id: such a text never is a path."""
    return isinstance(text, str) and _ID.fullmatch(text) is not None


def is_run(folder: Path) -> bool:
    """True for a folder that holds a run."""
    return folder.is_dir() and ((folder / PLAN).is_file() or (folder / database.FILE).is_file())


def find(runs: Path, run_id: str) -> Path:
    """The folder of a run by its id. UserError for what is no id, and for unknown ones with the nearest that exists."""
    if not is_id(run_id):
        raise UserError(
            f"{run_id!r} is no run id: it has letters, digits, dots, hyphens and underscores, and is no path"
        )
    folder = runs / run_id
    # A link could lead anywhere on the machine, and a run that came in a ZIP may hold one.
    if is_run(folder) and not folder.is_symlink():
        return folder
    ids = [f.name for f in list_runs(runs)]
    near = difflib.get_close_matches(run_id, ids, n=1, cutoff=0.5)
    hint = f"did you mean {near[0]!r}?" if near else f"there are {len(ids)} runs" if ids else "there is no run yet"
    raise UserError(f"no run {run_id!r} in {runs}: {hint}")


def locate(runs: Path, run_or_path: str) -> Path:
    """For the command line alone: a run by its id, or by the path of its folder."""
    if is_id(run_or_path) and is_run(runs / run_or_path):
        return find(runs, run_or_path)
    path = Path(run_or_path)
    if is_run(path):
        return path.resolve()  # so that `runs/x/.` has a name
    if path.exists() or os.sep in run_or_path:
        raise UserError(f"{run_or_path} is no run folder: a run folder holds a {PLAN}")
    return find(runs, run_or_path)


def list_runs(runs: Path) -> list[Path]:
    """All run folders, newest first. Anything else in `runs` is passed over, links too."""
    if not runs.is_dir():
        return []
    found = [f for f in runs.iterdir() if is_id(f.name) and not f.is_symlink() and is_run(f)]
    return sorted(found, key=lambda f: (read_progress(f).created, f.name), reverse=True)


def read_plan(folder: Path) -> dict[str, Any]:
    """plan.json as it was asked. UserError where it is missing or torn."""
    plan = document.read(folder / PLAN)
    if plan is None:
        what = "is not readable JSON" if (folder / PLAN).exists() else "is missing"
        raise UserError(f"run {folder.name}: its {PLAN} {what}, so what was asked is not known")
    return plan


def write_plan(folder: Path, plan: Mapping[str, Any]) -> None:
    """Replace plan.json: a run that is resumed may go on with more accumulation, or on another device."""
    document.write(folder / PLAN, plan)


def read_about(folder: Path) -> dict[str, Any]:
    """`{"name", "group", "sweep"}`, and "control" in a control run; empty where the file is missing."""
    return document.read(folder / ABOUT) or {}


def _publish(hidden: Path, runs: Path, run_id: str) -> Path:
    for number in range(1, 10_000):
        folder = runs / (run_id if number == 1 else f"{run_id}-{number}")
        if not os.path.lexists(folder):
            try:
                hidden.rename(folder)
                return folder
            except OSError as error:  # another process took the name in between: its folder is not empty
                if error.errno not in (errno.EEXIST, errno.ENOTEMPTY):
                    raise
    raise UserError(f"cannot name a run {run_id!r} in {runs}: there are 9,999 of that name")


def _slug(name: str) -> str:
    """`CoLA, then MRPC` -> `cola-then-mrpc`, at most 40 characters."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:40].strip("-") or "run"


def owner() -> str:
    """Who makes a run or a job; "" where the user has no name."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container's user may have no name
        return ""
