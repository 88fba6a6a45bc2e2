"""Opening run.db: one process writes it, anyone reads it at any moment, also right after the writer was killed."""

import contextlib
import json
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from pathlib import Path

from sqlite_utils import Database

from engine.errors import UserError
from engine.store import schema

FILE = "run.db"
READ_TIMEOUT = 15.0  # seconds to wait for a commit of the writer
_DAMAGE = ("no such ", "Could not decode", "user-defined function", "unsupported file format")  # SQLite's words for it
WRITE_TIMEOUT = 120.0  # seconds to wait for readers


@contextlib.contextmanager
def reading(folder: Path) -> Iterator[Database | None]:
    """A read-only connection for the block, one consistent state of the database; None while there are no tables.

    Raises UserError where the file is no run database, broken, or made by a newer Lethe.
    """
    path = _own_file(folder)
    if not path.is_file():
        yield None
        return
    with _complaining(folder), contextlib.ExitStack() as stack:
        db = _connect(path, "ro", READ_TIMEOUT)
        stack.callback(db.close)
        try:
            version = _begin(db)
        except sqlite3.OperationalError as error:
            if error.sqlite_errorname != "SQLITE_READONLY_ROLLBACK":
                raise
            # The writer was killed in the middle of a commit. Somebody with write access must undo the half.
            db = _connect(_roll_back(path, stack), "ro", READ_TIMEOUT)
            stack.callback(db.close)
            version = _begin(db)
        _check(version, db, folder)
        yield db if version else None


def writing(folder: Path) -> Database:
    """A connection to write with; makes the file and its tables where they are missing."""
    with _complaining(folder):
        db = _connect(_own_file(folder), "rwc", WRITE_TIMEOUT)
        try:
            db.execute("PRAGMA journal_mode = DELETE")  # not WAL: a run may lie on a network file system, and be zipped
            db.execute("PRAGMA foreign_keys = ON")
            # A transaction larger than the cache would lock readers out long before its commit.
            db.execute("PRAGMA cache_spill = OFF")
            version = _version(db)
            _check(version, db, folder)
            if not version:
                schema.create(db)
        except BaseException:
            db.close()
            raise
        return db


def _own_file(folder: Path) -> Path:
    path = folder / FILE
    if path.is_symlink():  # in a run that came from elsewhere it could lead anywhere
        raise UserError(f"run {folder.name}: its {FILE} is a link, which is not followed")
    return path


def _connect(path: Path, mode: str, timeout: float) -> Database:
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode={mode}", uri=True, timeout=timeout)
    connection.isolation_level = None  # transactions begin and end where this package says so
    return Database(connection, recursive_triggers=False, execute_plugins=False)


def _begin(db: Database) -> int:
    """Begin the transaction that makes all reads of a connection see one state; its schema version."""
    db.execute("BEGIN")
    return _version(db)


def _version(db: Database) -> int:
    return db.execute("PRAGMA user_version").fetchone()[0]


def _check(version: int, db: Database, folder: Path) -> None:
    if version > schema.VERSION:
        raise UserError(
            f"run {folder.name}: its run.db has schema version {version}, this Lethe reads up to {schema.VERSION}: "
            "update Lethe"
        )
    if version == 0 and db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
        raise UserError(f"run {folder.name}: its run.db is a database of something else")


def _roll_back(path: Path, stack: contextlib.ExitStack) -> Path:
    """The database with the half-written commit undone: in place, or a copy where the folder cannot be written."""
    if not os.access(path, os.W_OK) or not os.access(path.parent, os.W_OK):
        copy = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="lethe-"))) / FILE
        for suffix in ("-journal", ""):
            shutil.copyfile(f"{path}{suffix}", f"{copy}{suffix}")
        path = copy
    with contextlib.closing(_connect(path, "rw", READ_TIMEOUT)) as db:
        db.execute("SELECT count(*) FROM sqlite_master")  # any read takes the journal back first
    return path


@contextlib.contextmanager
def _complaining(folder: Path) -> Iterator[None]:
    """Turn SQLite's errors about the file into one line that names the run."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        kind = getattr(error, "sqlite_errorname", "")  # absent where Python's module itself complains
        if kind.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
            raise UserError(f"run {folder.name}: its run.db is being written; try again in a moment") from error
        if kind.startswith(("SQLITE_CANTOPEN", "SQLITE_READONLY", "SQLITE_IOERR", "SQLITE_FULL", "SQLITE_PERM")):
            raise UserError(f"run {folder.name}: its run.db cannot be used: {error}") from error
        if kind.startswith(("SQLITE_NOTADB", "SQLITE_CORRUPT")) or str(error).startswith(_DAMAGE):
            raise broken(folder, error) from error
        raise
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise broken(folder, error) from error


def broken(folder: Path, why: object) -> UserError:
    """The error for a database with damage in it."""
    return UserError(f"run {folder.name}: its {FILE} is broken ({why}): restore it from a copy, or delete the run")
