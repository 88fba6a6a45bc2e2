"""A task as it goes into a run's database and comes out again: record, labels, examples and units."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from sqlite_utils import Database

from engine.answers import ExampleRecord, TaskRecord, Units

_COLUMNS = (
    "name, title, kind, metrics, own_stage, evaluation_name, source, official, split_note, train_rows, "
    "evaluation_rows, train_fingerprint, evaluation_fingerprint, units, not_evaluated, truncated, tolerance"
)


@dataclass(frozen=True)
class StoredTask:
    """All that a run keeps about a task before the first snapshot."""

    record: TaskRecord  # its number of units is taken from `units`
    own_stage: int | None  # first stage, from 1, that trains it with its labels
    units: Units
    examples: Sequence[ExampleRecord]  # at least those that have units


def write(db: Database, tasks: Sequence[StoredTask]) -> None:
    """Insert tasks, in plan order, into an empty database; inside the caller's transaction."""
    first_unit = 1
    for number, task in enumerate(tasks, 1):
        record, units = task.record, task.units
        row = vars(record) | {
            "id": number,
            "own_stage": task.own_stage,
            "first_unit": first_unit,
            "units": len(units.gold),
        }
        row |= {"metrics": json.dumps(record.metrics)}
        db["tasks"].insert({k: v for k, v in row.items() if k != "labels"})
        many = db.conn.executemany
        many("INSERT INTO labels VALUES (?, ?, ?)", [(number, n, label) for n, label in enumerate(record.labels)])
        many("INSERT INTO examples VALUES (?, ?, ?, ?, ?, ?, ?)", (_example_row(number, e) for e in task.examples))
        ids = range(first_unit, first_unit + len(units.gold))
        columns = (units.example.tolist(), units.position.tolist(), units.gold.tolist())
        rows = ((i, number, e, p, g) for i, e, p, g in zip(ids, *columns, strict=True))
        many("INSERT INTO units VALUES (?, ?, ?, ?, ?)", rows)
        first_unit = ids.stop


def _example_row(task: int, example: ExampleRecord) -> tuple:
    text = " ".join(example.words) if example.words else "\n".join(example.texts)
    lists = (json.dumps(v, ensure_ascii=False) for v in (example.texts, example.words))
    tags = json.dumps(dict(example.tags), ensure_ascii=False)
    return (task, example.example, text, *lists, example.content_hash, tags)


def read_records(db: Database) -> dict[str, tuple[TaskRecord, int | None]]:
    """Every task by name, in plan order, with its own stage."""
    labels: dict[int, list[str]] = {}
    for task, label in db.execute("SELECT task, label FROM labels ORDER BY task, id"):
        labels.setdefault(task, []).append(label)
    found = {}
    names = [c.strip() for c in _COLUMNS.split(",")]
    for number, *values in db.execute(f"SELECT id, {_COLUMNS} FROM tasks ORDER BY id"):
        row = dict(zip(names, values, strict=True))
        own_stage = row.pop("own_stage")
        row["official"] = None if row["official"] is None else bool(row["official"])
        row["metrics"] = tuple(json.loads(row["metrics"]))
        found[row["name"]] = (TaskRecord(labels=tuple(labels.get(number, ())), **row), own_stage)
    return found


def unit_ranges(db: Database) -> dict[str, range]:
    """The numbers of every task's units."""
    rows = db.execute("SELECT name, first_unit, units FROM tasks ORDER BY id")
    return {name: range(first, first + count) for name, first, count in rows}


def read_units(db: Database, numbers: range, kind: str) -> Units:
    """The units of one task, in the order of its answers."""
    sql = "SELECT example, position, gold FROM units WHERE id >= ? AND id < ? ORDER BY id"
    rows = db.execute(sql, (numbers.start, numbers.stop)).fetchall()
    example, position, gold = zip(*rows, strict=True) if rows else ((), (), ())
    gold_type = np.float64 if kind == "regression" else np.int64
    return Units(np.array(example, np.int64), np.array(position, np.int64), np.array(gold, gold_type))


def differences(stored: Mapping[str, tuple[TaskRecord, int | None]], tasks: Sequence[StoredTask]) -> list[str]:
    """What makes answers to `tasks` incomparable with those of the stored tasks, in words; empty if nothing does."""
    if list(stored) != [t.record.name for t in tasks]:
        return [f"its tasks were {', '.join(stored)}; now they are {', '.join(t.record.name for t in tasks)}"]
    found = []
    for task in tasks:
        before, own_stage = stored[task.record.name]
        now = replace(task.record, units=len(task.units.gold))
        for name, what in _GUARDED.items():
            old, new = getattr(before, name), getattr(now, name)
            if old != new:
                found.append(f"{now.name}: {what} changed from {old!r} to {new!r}")
        if own_stage != task.own_stage:
            found.append(f"{now.name}: its own stage changed from {own_stage} to {task.own_stage}")
    return found


_GUARDED = {
    "kind": "the kind",
    "labels": "the label list",
    "train_fingerprint": "the fingerprint of the training data",
    "evaluation_fingerprint": "the fingerprint of the evaluation data",
    "units": "the number of evaluated units",
    "not_evaluated": "the number of words beyond the maximum length",
    "tolerance": "the tolerance",
}
