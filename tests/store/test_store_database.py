"""run.db as a file: half-written commits, broken and foreign files, newer versions, and what it says about itself."""

import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

import numpy as np
import pytest

from engine import store
from engine.answers import Answers, ExampleRecord, Snapshot, TaskRecord, Units
from engine.errors import UserError
from engine.store import document, schema

N = 3_000
ROOT = Path(__file__).parents[2]


def task(name="cola", n=N, **record):
    values = {"evaluation_fingerprint": "e" * 16, "train_fingerprint": "t" * 16} | record
    units = Units(np.arange(n), np.zeros(n, np.int64), np.arange(n) % 2)
    examples = [ExampleRecord(i, (f"text {i}",), (), f"{i:016x}") for i in range(n)]
    return store.StoredTask(TaskRecord(name, name, "sequence", ("0", "1"), ("mcc",), **values), 1, units, examples)


def answers(n=N):
    return {"cola": Answers(np.arange(n) % 2, np.full(n, 0.5, np.float32), np.full(n, np.nan, np.float32))}


@pytest.fixture
def folder(tmp_path):
    folder = store.new_run(tmp_path / "runs", {"format": 1}, name="x", hash8="0" * 8, group="")
    with store.RunWriter(folder) as writer:
        writer.begin([task()], {"python": "/opt/me/bin/python3", "threads": 2})
        writer.add_snapshot(Snapshot(1, None, "cola"), answers(), ["cola"], "checkpoints/1", 1.0)
    return folder


def killed_in_commit(folder: Path, into: Path) -> Path:
    """A copy of a run as a kill leaves it: half of a commit in the file, what it replaced in the journal."""
    shutil.copytree(folder, into)
    connection = sqlite3.connect(into / "run.db", isolation_level=None)
    connection.execute("PRAGMA cache_size = 5")  # pages are written to the file before the commit
    connection.execute("BEGIN")
    connection.execute("UPDATE answers SET predicted = 7")
    connection.execute("INSERT INTO snapshots SELECT 2, '2', 2, NULL, 'half', NULL, 0, '' FROM tasks")
    for name in ("run.db", "run.db-journal"):
        shutil.copy(into / name, into / f"{name}.copy")
    connection.execute("ROLLBACK")
    connection.close()
    for name in ("run.db", "run.db-journal"):
        (into / f"{name}.copy").rename(into / name)
    with pytest.raises(sqlite3.OperationalError, match="readonly"):  # a plain read-only connection cannot read this
        sqlite3.connect(f"file:{into / 'run.db'}?mode=ro", uri=True).execute("SELECT * FROM tasks")
    return into


def test_half_a_commit_is_undone_by_whoever_reads_first(folder, tmp_path):
    killed = killed_in_commit(folder, tmp_path / "killed")

    run = store.open_run(killed)

    assert [s.stage_name for s in run.snapshots] == ["cola"]
    assert store.read_answers(run, "cola").predicted.tolist() == [(np.arange(N) % 2).tolist()]
    assert not (killed / "run.db-journal").exists()


@pytest.mark.skipif(os.name != "posix", reason="needs POSIX permissions")
def test_half_a_commit_can_be_read_without_write_permission(folder):
    code = """
import os, sys
from pathlib import Path
from engine import store
if os.getuid() == 0:
    os.setuid(65534)
run = store.open_run(Path(sys.argv[1]))
print([s.stage_name for s in run.snapshots], store.read_answers(run, "cola").predicted.max())
"""
    with tempfile.TemporaryDirectory() as open_to_all:  # pytest's own folders are for the owner alone
        Path(open_to_all).chmod(0o755)
        killed = killed_in_commit(folder, Path(open_to_all) / "killed")
        killed.chmod(0o555)
        for file in killed.iterdir():
            file.chmod(0o444)
        try:
            environment = os.environ | {"PYTHONPATH": str(ROOT)}
            command = [sys.executable, "-c", code, str(killed)]
            done = subprocess.run(command, capture_output=True, text=True, env=environment)
        finally:
            killed.chmod(0o755)
        assert done.stdout == "['cola'] 1\n", done.stderr
        assert (killed / "run.db-journal").exists()


@pytest.mark.parametrize("damage", ["text", "cut", "scrambled", "foreign", "tables gone", "answers gone", "text torn"])
def test_a_broken_database_is_named(folder, damage):
    path = folder / "run.db"
    content = bytearray(path.read_bytes())
    if damage == "text":
        path.write_text("this is no database " * 100)
    elif damage == "cut":
        path.write_bytes(content[: len(content) // 3])
    elif damage == "scrambled":
        path.write_bytes(content[:100] + bytes(reversed(content[100:])))
    elif damage in ("answers gone", "text torn"):
        with sqlite3.connect(path) as db:
            db.execute(
                "DELETE FROM answers WHERE unit = 7" if damage == "answers gone" else "UPDATE tasks SET metrics = '['"
            )
    else:
        path.unlink()
        with sqlite3.connect(path) as other:
            other.execute("CREATE TABLE cats (name)")
            other.execute(f"PRAGMA user_version = {schema.VERSION if damage == 'tables gone' else 0}")
    with pytest.raises(UserError, match=re.escape(f"run {folder.name}: its run.db is ")) as error:
        store.read_answers(store.open_run(folder), "cola")
    assert "\n" not in str(error.value)


def test_links_out_of_the_run_are_not_followed(folder, tmp_path):
    secret = tmp_path / "secret.json"
    secret.write_text('{"name": "secret"}')
    (folder / "run.db").rename(tmp_path / "other.db")
    (folder / "run.db").symlink_to(tmp_path / "other.db")
    for use in (store.open_run, store.RunWriter):
        with pytest.raises(UserError, match="its run.db is a link, which is not followed"):
            use(folder)
    (folder / "run.db").unlink()
    (folder / "run.json").unlink()
    (folder / "plan.json").unlink()
    (folder / "plan.json").symlink_to(secret)
    assert store.open_run(folder).plan == {}


def test_an_empty_file_is_a_run_before_its_first_transaction(folder):
    (folder / "run.db").write_bytes(b"")
    assert store.open_run(folder).tasks == {}
    assert store.version(folder) == (0, "queued")


def test_a_newer_schema_is_refused(folder):
    with sqlite3.connect(folder / "run.db") as db:
        db.execute("PRAGMA user_version = 99")
    for use in (store.open_run, store.RunWriter, store.version):
        with pytest.raises(UserError, match=r"schema version 99, this Lethe reads up to 1: update Lethe"):
            use(folder)


def test_the_journal_is_a_rollback_journal_and_foreign_keys_hold(folder):
    with sqlite3.connect(folder / "run.db") as db:
        assert db.execute("PRAGMA journal_mode").fetchone() == ("delete",)
        assert db.execute("PRAGMA user_version").fetchone() == (1,)
        assert db.execute("PRAGMA foreign_key_check").fetchall() == []
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    writer = store.RunWriter(folder)
    with pytest.raises(sqlite3.IntegrityError):
        writer._db.execute("INSERT INTO answers VALUES (1, 999999, 0, NULL, NULL)")
    writer.close()
    assert sorted(f.name for f in folder.iterdir()) == ["plan.json", "progress.json", "run.db", "run.json"]


def test_every_table_is_described_and_every_column_commented(folder):
    with sqlite3.connect(folder / "run.db") as db:
        made = dict(db.execute("SELECT name, sql FROM sqlite_master WHERE type IN ('table', 'view')"))
        described = dict(db.execute("SELECT name, meaning FROM description"))
    assert set(made) == set(described) == set(schema.DESCRIPTIONS)
    lines = [line.strip() for sql in made.values() for line in sql.splitlines()]
    columns = [line for line in lines if re.match(r"[a-z_]+ (TEXT|INTEGER|REAL|NUMERIC)", line)]
    assert len(columns) > 50
    assert [c for c in columns if "--" not in c] == []


def test_the_view_has_words_in_place_of_numbers(folder):
    with sqlite3.connect(folder / "run.db") as db:
        rows = db.execute("SELECT * FROM readable_answers LIMIT 2").fetchall()
    assert rows[1] == ("1", "cola", "cola", 1, 0, "text 1", "1", "1", 1, 0.5, None)


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        ("no file /srv/data/cola/dev.tsv: line 3", "no file …/cola/dev.tsv: line 3"), ("in /data.", "in …/data."),
        (f"{Path.home()}/x/y/z", "~/x/y/z"), ("https://a.b/c/d", "https://a.b/c/d"), ("train/dev 1/2", "train/dev 1/2"),
        ("runs/a/b ../x/y ./z", "runs/a/b ../x/y ./z"), ("5 / 6 examples", "5 / 6 examples"),
    ],
)  # fmt: skip
def test_paths_are_shortened_in_texts(text, stored):
    assert document.portable({"a": [text, 1, None]}) == {"a": [stored, 1, None]}


def test_no_absolute_path_is_stored(folder):
    assert store.open_run(folder).environment["python"] == "…/bin/python3"
    assert b"/opt/me" not in (folder / "run.db").read_bytes()
    with store.RunWriter(folder) as writer, pytest.raises(ValueError, match="inside the run's folder"):
        writer.set_checkpoint("1", "/tmp/weights")


def test_the_data_must_not_change_between_attempts(folder):
    with store.RunWriter(folder) as writer:
        writer.begin([task()], {"threads": 4})
        assert store.open_run(folder).environment["resumed"] == [{"threads": 4}]
        with pytest.raises(UserError, match="fingerprint of the evaluation data changed from 'eeee.*' to 'ffff"):
            writer.begin([task(evaluation_fingerprint="f" * 16)], {})
        with pytest.raises(UserError, match="its tasks were cola; now they are mrpc"):
            writer.begin([task("mrpc")], {})
        other = task()
        other.units.gold[0] = 1
        with pytest.raises(UserError, match="gold labels changed"):
            writer.begin([other], {})
    assert len(store.open_run(folder).environment["resumed"]) == 1


def test_a_snapshot_is_all_or_nothing_and_comes_in_time(folder):
    other = {"cola": Answers(1 - np.arange(N) % 2, answers()["cola"].p_predicted, answers()["cola"].p_gold)}
    wrong = {"cola": Answers(answers()["cola"].predicted[:-1], *(np.zeros(N - 1, np.float32),) * 2)}
    broken = {"cola": Answers(np.full(N, np.nan), *(np.zeros(N, np.float32),) * 2)}
    with store.RunWriter(folder) as writer:
        writer.add_snapshot(Snapshot(1, None, "cola"), answers(), ["cola"])  # once more: the same, so nothing happens
        with pytest.raises(ValueError, match="stored already, with other answers"):
            writer.add_snapshot(Snapshot(1, None, "cola"), other, [])
        with pytest.raises(ValueError, match="is not later"):
            writer.add_snapshot(Snapshot(1, 5, "cola"), answers(), [])
        with pytest.raises(ValueError, match="cola has 3000 units"):
            writer.add_snapshot(Snapshot(2, None, "cola#2"), wrong, [])
        with pytest.raises(ValueError, match="the run's tasks are"):
            writer.add_snapshot(Snapshot(2, None, "cola#2"), {}, [])
        with pytest.raises(sqlite3.IntegrityError):
            writer.add_snapshot(Snapshot(2, None, "cola#2"), broken, ["cola"])
        assert [s.name for s in writer.snapshots()] == ["1"]
    assert store.version(folder) == (1, "queued")


def test_reading_waits_for_a_commit(folder):
    blocker = sqlite3.connect(folder / "run.db", isolation_level=None, check_same_thread=False)
    blocker.execute("BEGIN EXCLUSIVE")
    try:
        threading.Timer(0.3, lambda: blocker.execute("COMMIT")).start()
        assert len(store.open_run(folder).snapshots) == 1
    finally:
        blocker.close()
