"""RunWriter: the one process that writes a run's database."""

import json
import time
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import repeat
from pathlib import Path, PurePosixPath
from types import TracebackType
from typing import Any

import numpy as np
from sqlite_utils import Database

from engine.answers import Answers, Snapshot
from engine.errors import UserError
from engine.store import database, document, stored_task
from engine.store.stored_task import StoredTask

_FLUSH_AFTER = 10.0  # seconds that logged values may wait; a commit costs a disk flush


class RunWriter:
    """Opens run.db of a run's folder, making it where it is missing. Use as a context manager, in one thread.

    Every method that writes is one transaction. Raises UserError where the file cannot be used, ValueError for
    answers that do not fit the tasks (our own mistake).
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._db = database.writing(folder)
        self._units = stored_task.unit_ranges(self._db)
        self._waiting: list[tuple[str, int, int, float]] = []
        self._flushed = time.monotonic()

    def begin(self, tasks: Sequence[StoredTask], environment: Mapping[str, Any]) -> None:
        """Store tasks and environment. On a resume the tasks must be as they were; the environment becomes one more
        attempt. Raises UserError where the data changed in between, since old and new answers would not compare.
        """
        with self._db.atomic():
            stored = stored_task.read_records(self._db)
            if stored:
                self._check_unchanged(stored, tasks)
            else:
                for task in tasks:
                    _check_units(task)
                stored_task.write(self._db, tasks)
            attempt = self._db.execute("SELECT coalesce(max(attempt), 0) + 1 FROM environment").fetchone()[0]
            rows = [(attempt, k, json.dumps(document.portable(v), ensure_ascii=False)) for k, v in environment.items()]
            self._db.conn.executemany("INSERT INTO environment VALUES (?, ?, ?)", rows)
        self._units = stored_task.unit_ranges(self._db)

    def add_snapshot(self, snapshot: Snapshot, answers: Mapping[str, Answers], trained: Collection[str],
                     checkpoint: str | None = None, seconds: float = 0.0) -> None:  # fmt: skip
        """Store a snapshot with the answers to all tasks: all of it or none.

        `trained` are the tasks whose head has been trained by now; `checkpoint` is a path inside the run's folder that
        exists already; `seconds` is how long the evaluation took. A snapshot that is stored already is
        accepted if its answers are the same to the bit (a resume may do one again), else ValueError.
        """
        self._check(snapshot, answers, trained, checkpoint)
        if snapshot in self.snapshots():
            if not self._is_same(snapshot, answers):
                raise ValueError(f"snapshot {snapshot.name} is stored already, with other answers")
            return
        row = {"name": snapshot.name, "stage": snapshot.stage, "step": snapshot.step, "stage_name": snapshot.stage_name}
        row |= {
            "checkpoint": checkpoint,
            "seconds": seconds,
            "written": time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime()),
        }
        with self._db.atomic():
            number = self._db["snapshots"].insert(row).last_pk
            heads = "INSERT INTO heads SELECT ?, id FROM tasks WHERE name = ?"
            self._db.conn.executemany(heads, [(number, task) for task in trained])
            for task, units in self._units.items():
                rows = zip(
                    repeat(number), units, *(column.tolist() for column in _columns(answers[task])), strict=False
                )
                self._db.conn.executemany("INSERT INTO answers VALUES (?, ?, ?, ?, ?)", rows)
            self._write_waiting()

    def snapshots(self) -> tuple[Snapshot, ...]:
        """What is stored so far, in time order."""
        return tuple(read_snapshots(self._db))

    def set_checkpoint(self, snapshot: str, checkpoint: str | None) -> None:
        """Say where a snapshot's weights are now, or that they are not kept any longer (None)."""
        _check_inside(checkpoint)
        self._db.execute("UPDATE snapshots SET checkpoint = ? WHERE name = ?", (checkpoint, snapshot))

    def log_series(self, name: str, stage: int, step: int, value: float) -> None:
        """Log one number at a step. It reaches the disk within some seconds; a step logged again is replaced."""
        self._waiting.append((name, stage, step, value))
        if time.monotonic() - self._flushed > _FLUSH_AFTER:
            self.flush()

    def log_losses(self, stage: int, losses: Iterable[tuple[int, float]]) -> None:
        """Log (step, training loss) pairs of a stage, at once."""
        self._waiting += [("loss", stage, step, loss) for step, loss in losses]
        self.flush()

    def flush(self) -> None:
        """Write what was logged."""
        with self._db.atomic():
            self._write_waiting()

    def close(self) -> None:
        """Write what was logged and close the file."""
        try:
            if self._waiting:
                self.flush()
        finally:
            self._db.close()

    def __enter__(self) -> "RunWriter":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _write_waiting(self) -> None:
        self._db.conn.executemany("INSERT OR REPLACE INTO series VALUES (?, ?, ?, ?)", self._waiting)
        self._waiting = []
        self._flushed = time.monotonic()

    def _check_unchanged(self, stored: Mapping, tasks: Sequence[StoredTask]) -> None:
        found = stored_task.differences(stored, tasks)
        if not found:
            for task in tasks:
                units = stored_task.read_units(self._db, self._units[task.record.name], task.record.kind)
                if any(not np.array_equal(getattr(units, f), getattr(task.units, f)) for f in vars(units)):
                    found.append(f"{task.record.name}: other words are evaluated, or their gold labels changed")
        if found:
            raise UserError(
                f"run {self.folder.name} cannot go on: {'; '.join(found)}. Resume it with the data and settings it "
                "began with, or start a new run"
            )

    def _check(
        self, snapshot: Snapshot, answers: Mapping[str, Answers], trained: Collection[str], checkpoint: str | None
    ) -> None:
        if not self._units:
            raise ValueError("add_snapshot before begin: there are no tasks yet")
        if set(answers) != set(self._units):
            raise ValueError(f"answers to {sorted(answers)}; the run's tasks are {sorted(self._units)}")
        for task, units in self._units.items():
            lengths = {len(column) for column in _columns(answers[task])}
            if lengths != {len(units)}:
                raise ValueError(f"{task} has {len(units)} units; got answers of length {sorted(lengths)}")
        if unknown := set(trained) - set(self._units):
            raise ValueError(f"trained heads of unknown tasks: {sorted(unknown)}")
        _check_inside(checkpoint)
        last = self.snapshots()[-1:]
        if last and snapshot not in self.snapshots() and _time(snapshot) <= _time(last[0]):
            raise ValueError(f"snapshot {snapshot.name} comes after {last[0].name}, but is not later")

    def _is_same(self, snapshot: Snapshot, answers: Mapping[str, Answers]) -> bool:
        number = self._db.execute("SELECT id FROM snapshots WHERE name = ?", (snapshot.name,)).fetchone()[0]
        for task, units in self._units.items():
            stored = read_answer_rows(self._db, number, units)
            given = np.array([np.asarray(c, np.float64) for c in _columns(answers[task])]).T
            if not np.array_equal(stored, given, equal_nan=True):
                return False
        return True


def read_snapshots(db: Database) -> list[Snapshot]:
    """All snapshots, in time order."""
    rows = db.execute("SELECT stage, step, stage_name FROM snapshots ORDER BY id")
    return [Snapshot(stage, step, name) for stage, step, name in rows]


def read_answer_rows(db: Database, snapshot: int, units: range) -> np.ndarray:
    """(units, 3) float64: predicted, p_predicted, p_gold of one task at one snapshot; NaN where unknown."""
    sql = """SELECT predicted, ifnull(p_predicted, -1), ifnull(p_gold, -1) FROM answers
             WHERE snapshot = ? AND unit >= ? AND unit < ? ORDER BY unit"""
    rows = db.execute(sql, (snapshot, units.start, units.stop)).fetchall()
    table = np.array(rows, np.float64).reshape(-1, 3)
    probabilities = table[:, 1:]
    probabilities[probabilities < 0] = np.nan
    return table


def _columns(answers: Answers) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    return answers.predicted, answers.p_predicted, answers.p_gold


def _time(snapshot: Snapshot) -> tuple[int, float]:
    return snapshot.stage, float("inf") if snapshot.step is None else snapshot.step


def _check_inside(checkpoint: str | None) -> None:
    if checkpoint is not None and (PurePosixPath(checkpoint).is_absolute() or ".." in PurePosixPath(checkpoint).parts):
        raise ValueError(f"a checkpoint is a path inside the run's folder, got {checkpoint!r}")


def _check_units(task: StoredTask) -> None:
    units, name = task.units, task.record.name
    if not len(units.example) == len(units.position) == len(units.gold):
        raise ValueError(f"{name}: units of different lengths")
    if not len(units.gold):
        raise UserError(f"{name}: there is nothing to evaluate: its evaluation split has no examples")
    if task.record.kind != "regression" and not (units.gold.min() >= 0 and units.gold.max() < len(task.record.labels)):
        raise ValueError(f"{name}: gold labels outside its {len(task.record.labels)} labels")
