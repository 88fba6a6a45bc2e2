"""ZIPs of a run, whole or altered, and what must hold when one is refused."""

import io
import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path

import pytest

from engine import store
from engine.errors import UserError

ID = "20261125-100000-toy-00c0ffee"


def zipped(files: dict[str, bytes], *more: tuple[zipfile.ZipInfo | str, bytes], how=zipfile.ZIP_DEFLATED) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", how) as archive:
        for name, content in files.items():
            archive.writestr(f"{ID}/{name}", content)
        for info, content in more:
            archive.writestr(info, content)
    return target.getvalue()


def refused(archive: bytes, runs: Path, **more) -> str:
    """Why; nothing may be left behind, hidden or not."""
    before = sorted(runs.rglob("*"))
    with pytest.raises(UserError) as error:
        store.unpack(io.BytesIO(archive), "evil.zip", runs, **more)
    assert sorted(runs.rglob("*")) == before
    assert "\n" not in str(error.value)
    return str(error.value)


def database(good: dict[str, bytes], place: Path, *statements: str) -> bytes:
    """The run's database after somebody worked on it."""
    path = place / "altered.db"
    path.write_bytes(good["run.db"])
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("PRAGMA ignore_check_constraints = ON")
        for statement in statements:
            db.execute(statement)
    return path.read_bytes()
