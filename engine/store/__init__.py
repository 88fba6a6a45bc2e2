"""A run's folder and database: the only package that knows tables, columns and file names, and that imports sqlite."""

from engine.store.checkpoint_file import checkpoint_file, keeps_any, kept_snapshots
from engine.store.columns import read_columns, write_column
from engine.store.folder import delete, find, is_run, list_runs, locate, new_run, read_plan, write_plan
from engine.store.jobs import (
    Result,
    called,
    device_of,
    find_job,
    is_job,
    list_jobs,
    new_job,
    read_request,
    read_result,
    run_of,
    write_result,
)
from engine.store.log import disk_use, read_log
from engine.store.notes import read_notes, write_notes
from engine.store.progress import STATES, Progress, read_progress, update_progress, write_progress
from engine.store.reader import (
    Run,
    open_run,
    read_answers,
    read_examples,
    read_hashes,
    read_losses,
    read_series,
    search_examples,
    version,
)
from engine.store.stored_task import StoredTask
from engine.store.writer import RunWriter

__all__ = [
    "STATES",
    "Progress",
    "Result",
    "Run",
    "RunWriter",
    "StoredTask",
    "called",
    "checkpoint_file",
    "delete",
    "device_of",
    "disk_use",
    "find",
    "find_job",
    "is_job",
    "is_run",
    "keeps_any",
    "kept_snapshots",
    "list_jobs",
    "list_runs",
    "locate",
    "new_job",
    "new_run",
    "open_run",
    "read_answers",
    "read_columns",
    "read_examples",
    "read_hashes",
    "read_log",
    "read_losses",
    "read_notes",
    "read_plan",
    "read_progress",
    "read_request",
    "read_result",
    "read_series",
    "run_of",
    "search_examples",
    "update_progress",
    "version",
    "write_column",
    "write_notes",
    "write_plan",
    "write_progress",
    "write_result",
]
