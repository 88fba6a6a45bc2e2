"""Is a run.db from somebody's ZIP a run's database, to the letter of its schema and the type of every value?

SQLite files can be made to do harm: a view or trigger that runs when somebody reads, a schema that lies about the
pages, values of types that no reader expects (sqlite.org/security.html). Nothing of the file is believed before its
schema is exactly ours; nothing in it is run.
"""

import json
import sqlite3
from collections.abc import Collection
from contextlib import closing
from pathlib import Path

from sqlite_utils import Database

from engine import metrics
from engine.errors import UserError
from engine.store import schema

_LONGEST = 32 * 10**6  # bytes of one value
_STEPS, _PATIENCE = 1_000_000, 50_000  # of SQLite's virtual machine between two looks; looks, before it is given up
_TYPES = {"TEXT": "'text'", "INTEGER": "'integer'", "REAL": "'real', 'integer'", "NUMERIC": "'integer', 'real'"}
_IS_LABEL = "t.kind <> 'regression' AND (typeof({0}) <> 'integer' OR {0} < 0 OR {0} >= (SELECT count(*) FROM labels l \
WHERE l.task = t.id))"
_INFINITE = "abs({0}) > 1e300"

# What must not be found in any row, and what it would mean. `stages`: how many the plan has.
_RULES = (
    ("tasks WHERE name = '' OR length(name) > 200 OR kind NOT IN ('sequence', 'pair', 'token', 'regression')",
     "a task has no name, or is of no kind"),
    ("tasks WHERE own_stage NOT BETWEEN 1 AND :stages", "a task's own stage is none of the plan's"),
    ("tasks WHERE units < 1 OR first_unit < 1 OR not_evaluated < 0 OR truncated < 0 OR NOT tolerance BETWEEN 0 AND 1e9 "
     "OR official NOT IN (0, 1)", "a task's numbers are impossible"),
    ("tasks t JOIN tasks o ON o.id > t.id WHERE o.first_unit < t.first_unit + t.units", "tasks share units"),
    ("labels l WHERE id NOT BETWEEN 0 AND (SELECT count(*) FROM labels o WHERE o.task = l.task) - 1 OR label = ''",
     "labels are not numbered from 0"),
    ("examples WHERE example < 0", "an example has no number"),
    ("units u JOIN tasks t ON t.id = u.task WHERE u.id < t.first_unit OR u.id >= t.first_unit + t.units "
     "OR u.position < 0", "a unit is not where its task's units are"),
    (f"units u JOIN tasks t ON t.id = u.task WHERE {_IS_LABEL.format('u.gold')} OR {_INFINITE.format('u.gold')}",
     "a gold answer is no label"),
    ("tasks t WHERE (SELECT count(*) FROM units u WHERE u.task = t.id) <> t.units", "units are missing"),
    ("snapshots WHERE stage NOT BETWEEN 0 AND :stages OR step < 1 OR NOT seconds BETWEEN 0 AND 1e12 OR "
     "name <> stage || CASE WHEN step IS NULL THEN '' ELSE '@' || step END", "a snapshot is none of the plan's stages"),
    ("snapshots s JOIN snapshots o ON o.id > s.id WHERE (o.stage, ifnull(o.step, 1e18)) <= (s.stage, ifnull(s.step, "
     "1e18))", "snapshots are not in time order"),
    ("snapshots WHERE checkpoint IS NOT NULL AND checkpoint NOT IN (SELECT value FROM json_each(:checkpoints))",
     "weights are not in the ZIP"),
    (f"answers a JOIN units u ON u.id = a.unit JOIN tasks t ON t.id = u.task WHERE {_IS_LABEL.format('a.predicted')} "
     f"OR {_INFINITE.format('a.predicted')}", "an answer is no label"),
    ("answers WHERE NOT p_predicted BETWEEN 0 AND 1.000001 OR NOT p_gold BETWEEN 0 AND 1.000001",
     "a probability is not from 0 to 1"),
    ("snapshots s WHERE (SELECT count(*) FROM answers a WHERE a.snapshot = s.id) <> (SELECT count(*) FROM units)",
     "answers are missing"),
    (f"series WHERE stage < 0 OR step < 0 OR {_INFINITE.format('value')}", "a logged number is impossible"),
)  # fmt: skip


def check_database(path: Path, tasks: Collection[str], stages: int, checkpoints: Collection[str]) -> None:
    """Refuse, with a UserError that says why, all but a sound database of a run of these tasks and so many stages.

    checkpoints: the files of weights, by their paths in the run's folder, that a snapshot may name.
    """
    with path.open("rb") as file:
        head = file.read(100)
    if head[:16] != b"SQLite format 3\0" or head[18:20] != b"\1\1":
        raise UserError("is no SQLite database in rollback-journal mode")
    try:
        with closing(_opened(path)) as db:
            _check_schema(db)
            _check_pages(db)
            _check_types(db)
            _check_documents(db)
            named = [name for (name,) in db.execute("SELECT name FROM tasks ORDER BY id")]
            if sorted(named) != sorted(tasks):
                raise UserError(f"answers {', '.join(named) or 'nothing'}; its plan has {', '.join(tasks)}")
            known = {"stages": stages, "checkpoints": json.dumps(list(checkpoints))}
            for rows, meaning in _RULES:
                if db.execute(f"SELECT EXISTS (SELECT 1 FROM {rows})", known).fetchone()[0]:
                    raise UserError(f"contradicts itself: {meaning}")
    except (sqlite3.Error, ValueError, RecursionError, MemoryError) as error:
        raise UserError(f"is broken: {error}") from error


def _opened(path: Path) -> sqlite3.Connection:
    db = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True, isolation_level=None)
    db.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LONGEST)
    looks = iter(range(_PATIENCE))
    db.set_progress_handler(lambda: next(looks, None) is None, _STEPS)
    for pragma in ("trusted_schema = OFF", "cell_size_check = ON", "query_only = ON", "mmap_size = 0"):
        db.execute(f"PRAGMA {pragma}")
    return db


def _check_schema(db: sqlite3.Connection) -> None:
    version = db.execute("PRAGMA user_version").fetchone()[0]
    if version != schema.VERSION:
        hint = "; update Lethe" if version > schema.VERSION else ""
        raise UserError(f"has schema version {version}, this Lethe reads {schema.VERSION}{hint}")
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as ours:
        schema.create(Database(ours))
        expected = set(ours.execute("SELECT type, name, tbl_name, sql FROM sqlite_master"))
    found = db.execute("SELECT type, name, tbl_name, sql FROM sqlite_master").fetchall()
    if odd := [row for row in found if row not in expected]:
        raise UserError(f"has a {odd[0][0]} {str(odd[0][1])[:60]!r} that is not a run's, or not as a run has it")
    if len(found) != len(expected):
        raise UserError("lacks tables of a run, or has one twice")


def _check_pages(db: sqlite3.Connection) -> None:
    said = db.execute("PRAGMA integrity_check(1)").fetchone()[0]
    if said != "ok":
        raise UserError(f"is damaged: {' '.join(said[:200].split())}")
    if row := db.execute("PRAGMA foreign_key_check").fetchone():
        raise UserError(f"is damaged: {row[0]} points to {row[2]} that are not there")


def _check_types(db: sqlite3.Connection) -> None:
    for (table,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
        for _, name, kind, needed, _, key in db.execute(f"SELECT * FROM pragma_table_info('{table}')").fetchall():
            allowed = _TYPES[kind] + ("" if needed or key else ", 'null'")
            wrong = f"SELECT typeof({name}) FROM {table} WHERE typeof({name}) NOT IN ({allowed}) LIMIT 1"
            if row := db.execute(wrong).fetchone():
                raise UserError(f"holds {row[0]} in {table}.{name}, which is {kind}")


def _check_documents(db: sqlite3.Connection) -> None:
    """The columns that hold JSON."""
    for name, text in db.execute("SELECT name, metrics FROM tasks"):
        found = json.loads(text)
        if not isinstance(found, list) or not found or not all(m in metrics.METRICS for m in found):
            raise UserError(f"names metrics of {name} that this Lethe has not: {text[:80]}")
    for text, *lists, tags in db.execute("SELECT text, texts, words, tags FROM examples"):
        texts, words = map(json.loads, lists)
        if any(not isinstance(x, list) or not all(isinstance(t, str) for t in x) for x in (texts, words)):
            raise UserError("holds an example that is no list of texts")
        if text != (" ".join(words) if words else "\n".join(texts)):
            raise UserError("holds an example that reads otherwise than it is searched")
        found = json.loads(tags)
        if not isinstance(found, dict) or not all(isinstance(v, str) for v in found.values()):
            raise UserError("holds an example whose tags are no words")
    for (value,) in db.execute("SELECT value FROM environment"):
        json.loads(value)
