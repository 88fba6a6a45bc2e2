"""Reading a run: while it runs, after it was killed, and when only its plan exists."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from sqlite_utils import Database

from engine.answers import ExampleRecord, Hashes, Snapshot, TaskAnswers, TaskRecord
from engine.errors import UserError
from engine.plan import Plan
from engine.settings import unknown
from engine.store import database, document, stored_task
from engine.store.folder import PLAN, is_run, read_about
from engine.store.progress import read_progress
from engine.store.writer import read_answer_rows, read_snapshots


@dataclass(frozen=True)
class Run:
    """What is known of a run at the moment it is opened. Answers are read separately."""

    id: str
    folder: Path
    plan: Mapping[str, Any]  # plan.json as it was asked; {} where it is missing or torn
    kind: str  # "plan", or "import": predictions made elsewhere
    name: str
    group: str  # 8 hex digits: the same plan but for seed and name, on the same data
    sweep: str | None
    tasks: Mapping[str, TaskRecord]  # in plan order
    own: Mapping[str, int | None]  # task -> its own stage, from 1
    snapshots: tuple[Snapshot, ...]  # in time order
    trained: frozenset[tuple[str, str]]  # (snapshot name, task) whose head had been trained by then
    environment: Mapping[str, Any]  # of the first attempt; those of its resumes are in the list "resumed"
    seed: int | None
    checkpoints: Mapping[str, str] = field(default_factory=dict)  # snapshot name -> path inside the folder
    seconds: Mapping[str, float] = field(default_factory=dict)  # snapshot name -> wall time since the one before
    has_texts: bool = True  # False: an import without them, or a copy from which they were left out
    control: Mapping[str, str] | None = None  # {"kind", "of", "task"}: a control run of another run


def open_run(folder: Path) -> Run:
    """A run's plan, tasks and snapshots. UserError where there is no run, or its database is broken or too new."""
    if not is_run(folder):
        raise UserError(f"there is no run {folder.name} (any longer)")
    plan = document.read(folder / PLAN) or {}
    about = read_about(folder)
    seed = plan.get("seed")
    with database.reading(folder) as db:
        found = (
            _contents(db)
            if db
            else {"tasks": {}, "own": {}, "snapshots": (), "trained": frozenset(), "environment": {}}
        )
    return Run(
        id=folder.name,
        folder=folder,
        plan=plan,
        kind="import" if plan.get("kind") == "import" else "plan",
        name=str(about.get("name") or plan.get("name") or folder.name),
        group=_group(_plan_group(plan) or str(about.get("group") or ""), found["tasks"]),
        sweep=about.get("sweep"),
        control=about.get("control") if isinstance(about.get("control"), dict) else None,
        seed=seed if isinstance(seed, int) else None,
        **found,
    )


def _plan_group(document: Mapping[str, Any]) -> str:
    """Reckoned anew, not as it was written down: what belongs together must not depend on a Lethe's version."""
    try:
        return Plan.from_json(document).group()
    except UserError:
        return ""


def _group(plan_group: str, tasks: Mapping[str, TaskRecord]) -> str:
    """The plan's group and the data's fingerprints in one: the same plan on other data is no seed twin."""
    data = [[t.name, t.train_fingerprint, t.evaluation_fingerprint] for t in tasks.values()]
    return (
        hashlib.sha256(json.dumps([plan_group, data]).encode()).hexdigest()[:8] if plan_group and data else plan_group
    )


def _contents(db: Database) -> dict[str, Any]:
    records = stored_task.read_records(db)
    heads = db.execute(
        "SELECT s.name, t.name FROM heads h JOIN snapshots s ON s.id = h.snapshot JOIN tasks t ON t.id = h.task"
    )
    made = db.execute("SELECT name, checkpoint, seconds FROM snapshots ORDER BY id").fetchall()
    return {
        "tasks": {name: record for name, (record, _) in records.items()},
        "own": {name: own for name, (_, own) in records.items()},
        "snapshots": tuple(read_snapshots(db)),
        "trained": frozenset(heads.fetchall()),
        "environment": _environment(db),
        "checkpoints": {name: checkpoint for name, checkpoint, _ in made if checkpoint},
        "seconds": {name: seconds for name, _, seconds in made},
        "has_texts": not records
        or bool(db.execute("SELECT EXISTS (SELECT 1 FROM examples WHERE text <> '')").fetchone()[0]),
    }


def _environment(db: Database) -> dict[str, Any]:
    attempts: dict[int, dict[str, Any]] = {}
    for attempt, key, value in db.execute("SELECT attempt, key, value FROM environment ORDER BY attempt, rowid"):
        attempts.setdefault(attempt, {})[key] = json.loads(value)
    first, *resumed = attempts.values() or [{}]
    return {**first, "resumed": resumed} if resumed else first


def read_answers(run: Run, task: str) -> TaskAnswers:
    """All answers to one task at the snapshots that `run` knows of. Label ids are int64, regression values float64."""
    record = _task(run, task)
    with database.reading(run.folder) as db:
        numbers = _connected(run, db).execute("SELECT name, id FROM snapshots")
        snapshots = dict(numbers.fetchall())
        units = stored_task.unit_ranges(db)[task]
        rows = [read_answer_rows(db, snapshots[s.name], units) for s in run.snapshots]
        found = stored_task.read_units(db, units, record.kind)
    if any(len(part) != len(units) for part in (found.gold, *rows)):
        raise database.broken(run.folder, f"units or answers of {task} are missing")
    table = np.stack(rows) if rows else np.empty((0, len(units), 3))  # (snapshots, units, 3)
    predicted = table[:, :, 0] if record.kind == "regression" else table[:, :, 0].astype(np.int64)
    p_predicted, p_gold = table[:, :, 1].astype(np.float32), table[:, :, 2].astype(np.float32)
    return TaskAnswers(record, run.snapshots, found, predicted, p_predicted, p_gold)


def read_examples(run: Run, task: str, ids: Sequence[int] | None = None) -> list[ExampleRecord]:
    """Examples of a task: all, or those with the given ids in the order asked. UserError for unknown ids."""
    _task(run, task)
    sql = """SELECT example, texts, words, content_hash, tags FROM examples
             WHERE task = (SELECT id FROM tasks WHERE name = ?)"""
    with database.reading(run.folder) as db:
        if ids is None:
            rows = _connected(run, db).execute(sql + " ORDER BY example", (task,)).fetchall()
        else:
            wanted = json.dumps([int(i) for i in ids])
            only = sql + " AND example IN (SELECT value FROM json_each(?))"
            rows = _connected(run, db).execute(only, (task, wanted)).fetchall()
        found = {row[0]: _example(row) for row in rows}
    if ids is None:
        return list(found.values())
    for i in ids:
        if i not in found:
            raise UserError(f"run {run.id} has no example {i} of {task}")
    return [found[int(i)] for i in ids]


def read_hashes(run: Run, task: str) -> Hashes:
    """What guards comparisons: the examples' ids and content hashes, and digests of the evaluated units."""
    record = _task(run, task)
    sql = (
        "SELECT example, content_hash FROM examples WHERE task = (SELECT id FROM tasks WHERE name = ?) ORDER BY example"
    )
    with database.reading(run.folder) as db:
        rows = _connected(run, db).execute(sql, (task,)).fetchall()
        units = stored_task.read_units(db, stored_task.unit_ranges(db)[task], record.kind)
    ids, hashes = zip(*rows, strict=True) if rows else ((), ())
    return Hashes(np.array(ids, np.int64), np.array(hashes, np.str_), *units.digests())


def _example(row: tuple) -> ExampleRecord:
    example, texts, words, content_hash, tags = row
    return ExampleRecord(example, tuple(json.loads(texts)), tuple(json.loads(words)), content_hash, json.loads(tags))


def search_examples(run: Run, task: str, text: str) -> set[int]:
    """Ids of the examples that contain `text`, in any case and script. Words are joined by spaces."""
    _task(run, task)
    escaped = text.casefold().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    sql = """SELECT example FROM examples WHERE task = (SELECT id FROM tasks WHERE name = ?)
             AND casefold(text) LIKE ? ESCAPE '\\'"""
    with database.reading(run.folder) as db:
        # LIKE alone knows upper and lower case in ASCII only.
        _connected(run, db).register_function(str.casefold, name="casefold", deterministic=True)
        return {row[0] for row in db.execute(sql, (task, f"%{escaped}%"))}


def read_series(run: Run, name: str) -> pd.DataFrame:
    """One logged series: columns stage (from 1), step (in the stage), value. Empty if there is none of that name."""
    sql = "SELECT stage, step, value FROM series WHERE name = ? ORDER BY stage, step"
    with database.reading(run.folder) as db:
        rows = db.execute(sql, (name,)).fetchall() if db else []
    return pd.DataFrame(rows, columns=["stage", "step", "value"]).astype({"stage": int, "step": int, "value": float})


def read_losses(run: Run) -> pd.DataFrame:
    """The training loss: columns stage (from 1), step (optimizer step in the stage, from 1), loss."""
    with database.reading(run.folder) as db:
        rows = db.execute("SELECT stage, step, loss FROM losses ORDER BY stage, step").fetchall() if db else []
    return pd.DataFrame(rows, columns=["stage", "step", "loss"]).astype({"stage": int, "step": int, "loss": float})


def version(folder: Path) -> tuple[int, str]:
    """A cheap key for caches: (number of snapshots, state). Not the file's time, which may stand still."""
    with database.reading(folder) as db:
        count = db.execute("SELECT count(*) FROM snapshots").fetchone()[0] if db else 0
    return count, read_progress(folder).state


def _task(run: Run, task: str) -> TaskRecord:
    if task not in run.tasks:
        raise UserError(f"run {run.id}: {unknown('task', task, list(run.tasks))}")
    return run.tasks[task]


def _connected(run: Run, db: Database | None) -> Database:
    if db is None:
        raise UserError(f"there is no run {run.id} any longer")
    return db
