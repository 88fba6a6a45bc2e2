"""Small adaptation runs with known scores, written through the store: Judge (8 sentences) is adapted to, Rate (4) was
learned before.

A run answers the first `right` of a task's sentences rightly, at snapshot 0 and after its stage.
"""

from pathlib import Path

import numpy as np

from engine import store
from engine.answers import Answers, ExampleRecord, Snapshot, TaskRecord, Units
from engine.store import RunWriter, StoredTask

SIZES = {"judge": 8, "rate": 4}


def make(
    runs: Path, start: str | None, examples: int | None, seed: int,
    judge: tuple[int, int], rate: tuple[int, int] = (4, 4), **stage,
) -> str:  # fmt: skip
    """Its id. `start`: the run it began from, at snapshot 1; examples: None for all of 100; judge, rate: how many are
    right at snapshot 0 and after."""
    document = {
        "format": 1, "name": f"judge {examples}", "seed": seed, "evaluate": ["rate"],
        "stages": [{"tasks": ["judge"], "train_limit": examples, "train_sample": "stratified", **stage}],
        "start": {"run": start, "snapshot": "1"} if start else None,
    }  # fmt: skip
    folder = store.new_run(runs, document, name=document["name"], hash8=f"{seed:08x}", group="-", sweep="adaptation")
    with RunWriter(folder) as writer:
        writer.begin([_task("judge", 1), _task("rate", None)], {"tokenizer": "t1"})
        for at, snapshot in enumerate((Snapshot(0, None, "before training"), Snapshot(1, None, "judge"))):
            answers = {"judge": _answers("judge", judge[at]), "rate": _answers("rate", rate[at])}
            writer.add_snapshot(snapshot, answers, (["judge"] if at or start else []) + ["rate"] * bool(start))
    store.update_progress(folder, state="done")
    return folder.name


def _task(name: str, own: int | None) -> StoredTask:
    n = SIZES[name]
    record = TaskRecord(name, name.title(), "sequence", ("bad", "good"), ("accuracy",), train_rows=100,
                        evaluation_rows=n, train_fingerprint="train", evaluation_fingerprint="aaaa")  # fmt: skip
    examples = [ExampleRecord(i, (f"sentence {i}",), (), f"{i:016x}") for i in range(n)]
    return StoredTask(record, own, Units(np.arange(n), np.zeros(n, np.int64), np.ones(n, np.int64)), examples)


def _answers(name: str, right: int) -> Answers:
    predicted = (np.arange(SIZES[name]) < right).astype(np.int64)
    p = np.full(SIZES[name], 0.8, np.float32)
    return Answers(predicted, p, np.where(predicted == 1, p, 1 - p).astype(np.float32))
