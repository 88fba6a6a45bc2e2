"""A run's folder and database: the only package that knows tables, columns and file names, and that imports sqlite."""

from engine.store.bookmarks import Bookmark, add_bookmark, read_bookmarks, remove_bookmark
from engine.store.cache import read_arrays, read_cached, write_cached
from engine.store.checkpoint_file import checkpoint_file, keeps_any, kept_snapshots
from engine.store.columns import read_columns, write_column
from engine.store.disk import DiskUse, disk_use, drop_checkpoints
from engine.store.folder import find, is_id, is_run, list_runs, locate, new_run, read_about, read_plan, write_plan
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
from engine.store.log import read_log
from engine.store.notes import Notes, Remark, annotate, change_notes, read_notes
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
from engine.store.trash import delete, discard, empty_trash, list_trash, remove, restore
from engine.store.writer import RunWriter
from engine.store.zipped import IdTaken, pack, unpack

__all__ = [
    "STATES",
    "Bookmark",
    "DiskUse",
    "IdTaken",
    "Notes",
    "Progress",
    "Remark",
    "Result",
    "Run",
    "RunWriter",
    "StoredTask",
    "add_bookmark",
    "annotate",
    "called",
    "change_notes",
    "checkpoint_file",
    "delete",
    "device_of",
    "discard",
    "disk_use",
    "drop_checkpoints",
    "empty_trash",
    "find",
    "find_job",
    "is_id",
    "is_job",
    "is_run",
    "keeps_any",
    "kept_snapshots",
    "list_jobs",
    "list_runs",
    "list_trash",
    "locate",
    "new_job",
    "new_run",
    "open_run",
    "pack",
    "read_about",
    "read_answers",
    "read_arrays",
    "read_cached",
    "read_bookmarks",
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
    "remove",
    "remove_bookmark",
    "restore",
    "run_of",
    "search_examples",
    "unpack",
    "update_progress",
    "version",
    "write_cached",
    "write_column",
    "write_plan",
    "write_progress",
    "write_result",
]
