"""A copy of run.db to give away: whole, or without the examples' words, of which then nothing is left in the file."""

import json
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

from engine.errors import UserError
from engine.store import database
from engine.store.zipped.discreet import discreet


def copy_database(run: Path, target: Path, texts: bool, checkpoints: Iterable[str]) -> None:
    """Write the run's database as it is now to `target`.

    texts: False leaves out what the examples say; their ids, labels, tags and content hashes stay. checkpoints: the
    files that travel along; no others are named. Raises UserError where the run has no database that can be read.
    """
    with closing(sqlite3.connect(target, isolation_level=None)) as copy:
        with database.reading(run) as db:
            if db is None:
                raise UserError(f"run {run.name} has no answers yet, so there is nothing to export")
            db.conn.backup(copy)
        copy.execute("PRAGMA journal_mode = MEMORY")  # what is left out must not be left beside the file, either
        copy.execute("PRAGMA secure_delete = ON")
        copy.execute("BEGIN")
        if not texts:
            copy.execute("UPDATE examples SET text = '', texts = '[]', words = '[]'")
        files = json.dumps(list(checkpoints))
        copy.execute("UPDATE snapshots SET checkpoint = NULL WHERE checkpoint NOT IN (SELECT value FROM json_each(?))",
                     (files,))  # fmt: skip
        for row, value in copy.execute("SELECT rowid, value FROM environment").fetchall():
            clean = json.dumps(discreet(json.loads(value)), ensure_ascii=False)
            copy.execute("UPDATE environment SET value = ? WHERE rowid = ?", (clean, row))
        for row, *said in copy.execute("SELECT id, source, split_note FROM tasks").fetchall():
            copy.execute("UPDATE tasks SET source = ?, split_note = ? WHERE id = ?", (*map(discreet, said), row))
        copy.execute("COMMIT")
        copy.execute("VACUUM")  # the pages that held the words are not even free ones: they are gone
        copy.execute("PRAGMA journal_mode = DELETE")
