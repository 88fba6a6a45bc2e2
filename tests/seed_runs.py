"""Small finished runs of two orders and several seeds, written through the store.

Judge (8 sentences, all good) and Rate (4). In the order judge, rate: right after judge's own stage all are right; after
the last stage seed s forgets sentence 0 and sentence s % 8. In the order rate, judge nothing can be forgotten of judge.
"""

from pathlib import Path

import numpy as np

from engine import store
from engine.answers import Answers, ExampleRecord, Snapshot, TaskRecord, Units
from engine.store import RunWriter, StoredTask

EVIL = "<b>sentence</b>"
SIZES = {"judge": 8, "rate": 4}


def make(runs: Path, seed: int = 1, order: tuple[str, ...] = ("judge", "rate"), *, state: str = "done",
         fingerprint: str = "aaaa", labels: tuple[str, str] = ("bad", "good"), tokenizer: str = "t1",
         sweep: str | None = None, lost: tuple[int, ...] | None = None, shifted: bool = False,
         rows: slice = slice(None), **plan) -> str:  # fmt: skip
    """Its id. `lost`: judge's sentences forgotten after the last stage; `shifted`: other texts by the same numbers;
    `rows`: those of judge's sentences that were evaluated."""
    document = {"format": 1, "name": " → ".join(order), "seed": seed, "stages": [{"tasks": [t]} for t in order], **plan}
    folder = store.new_run(runs, document, name=document["name"], hash8=f"{seed:08x}", group="-", sweep=sweep)
    lost = (0, seed % 8) if lost is None else lost
    with RunWriter(folder) as writer:
        tasks = [_task(name, order.index(name) + 1, fingerprint, labels, shifted, rows) for name in order]
        writer.begin(tasks, {"tokenizer": tokenizer})
        for stage in range(1, len(order) + 1):
            late = stage == len(order) and order[-1] != "judge"
            answers = {name: _answers(name, lost if name == "judge" and late else (), rows) for name in order}
            writer.add_snapshot(Snapshot(stage, None, order[stage - 1]), answers, order[:stage])
    store.update_progress(folder, state=state)
    return folder.name


def _task(name: str, own: int, fingerprint: str, labels: tuple[str, str], shifted: bool, rows: slice) -> StoredTask:
    n = SIZES[name]
    record = TaskRecord(name, name.title(), "sequence", labels, ("accuracy", "mcc"), evaluation_rows=n,
                        train_fingerprint="train", evaluation_fingerprint=fingerprint)  # fmt: skip
    examples = [ExampleRecord(i, (f"{EVIL} {i}",), (), f"{i + shifted:016x}") for i in range(n)]
    units = np.arange(n)[rows if name == "judge" else slice(None)]
    return StoredTask(record, own, Units(units, np.zeros_like(units), np.ones_like(units)), examples)


def _answers(name: str, lost: tuple[int, ...], rows: slice) -> Answers:
    predicted = np.ones(SIZES[name], np.int64)
    predicted[list(lost)] = 0
    predicted = predicted[rows if name == "judge" else slice(None)]
    p = np.full(len(predicted), 0.8, np.float32)
    return Answers(predicted, p, np.where(predicted == 1, p, 1 - p).astype(np.float32))
