"""Run by test_store_kill.py as a process of its own: writes snapshots until it is killed, going on where it was."""

import sys
from pathlib import Path

import numpy as np

from engine import store
from engine.answers import Answers, ExampleRecord, Snapshot, TaskRecord, Units

UNITS = {"a": 4_000, "b": 500}


def answers(snapshot: int, task: str) -> Answers:
    """What is written at a snapshot: all numbers follow from its number."""
    rng = np.random.default_rng([snapshot, UNITS[task]])
    n = UNITS[task]
    return Answers(rng.integers(0, 3, n), rng.random(n, dtype=np.float32), rng.random(n, dtype=np.float32))


def stored_task(name: str) -> store.StoredTask:
    n = UNITS[name]
    units = Units(np.arange(n), np.zeros(n, np.int64), np.arange(n) % 3)
    record = TaskRecord(name, name, "sequence", ("x", "y", "z"), ("accuracy",))
    return store.StoredTask(record, 1, units, [ExampleRecord(i, (f"text {i}",), (), f"{i:016x}") for i in range(n)])


def main(folder: Path) -> None:
    with store.RunWriter(folder) as writer:
        writer.begin([stored_task(name) for name in UNITS], {"attempt": 1})
        step = len(writer.snapshots())
        print("ready", flush=True)
        while True:
            step += 1
            writer.log_series("loss", 1, step, 1 / step)
            writer.add_snapshot(Snapshot(1, step, "a"), {name: answers(step, name) for name in UNITS}, ["a"], None, 0.1)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
