"""Where the dashboard looks: the folders of runs and data, what may be done there, and links from page to page."""

import os
from pathlib import Path
from urllib.parse import urlencode

from engine import store, tasks
from engine.errors import UserError


def runs_folder() -> Path:
    """`LETHE_RUNS`, or `runs/`. It need not exist yet."""
    return Path(os.environ.get("LETHE_RUNS") or "runs")


def data_folder() -> Path | None:
    """`LETHE_DATA`, or `data/` if there is one."""
    return tasks.data_folder(None)


def read_only() -> bool:
    """True if this dashboard may look, but neither launch, cancel nor delete (`LETHE_READ_ONLY=1`)."""
    return os.environ.get("LETHE_READ_ONLY", "") not in ("", "0")


def refuse_if_read_only() -> None:
    """Guards every act; hiding its button is not enough. Raises UserError."""
    if read_only():
        raise UserError(
            "This dashboard is read-only (LETHE_READ_ONLY=1): it cannot launch, cancel, resume, change or delete runs."
        )


def folder_of(run_id: str) -> Path:
    """The folder of a run id from the URL. Raises UserError for an unknown id, and for one that contains a path."""
    return store.find(runs_folder(), run_id)


def link(page: str, **query: str | None) -> str:
    """The address of a view inside the dashboard: `link("matrix", run=id)`. Empty values are left out."""
    kept = {key: value for key, value in query.items() if value not in (None, "")}
    return ("/" if page == "runs" else f"/{page}") + (f"?{urlencode(kept)}" if kept else "")
