"""Runs and answers made of small literal arrays."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from engine.answers import Snapshot, TaskAnswers, TaskRecord, Units
from engine.store import Run


@pytest.fixture
def answers_to() -> Callable[..., TaskAnswers]:
    """answers_to(gold, *predicted by snapshot): one sentence each, or words of `example`s."""

    def make(gold, *predicted, labels=("0", "1"), kind="sequence", name="cola", snapshots=None, example=None,
             p_predicted=None, p_gold=None, metrics=("mcc", "accuracy"), not_evaluated=0):  # fmt: skip
        number = float if kind == "regression" else np.int64
        predicted = np.array(predicted, dtype=number).reshape(len(predicted), len(gold))
        if example is None:
            example, position = np.arange(len(gold)), np.zeros(len(gold), dtype=int)
        else:
            example = np.array(example)
            position = np.array([i - np.flatnonzero(example == e)[0] for i, e in enumerate(example)], dtype=int)
        unknown = np.full(predicted.shape, np.nan, dtype=np.float32)
        return TaskAnswers(
            TaskRecord(name, name, kind, labels, metrics, units=len(gold), not_evaluated=not_evaluated),
            snapshots or tuple(Snapshot(i, stage_name=f"s{i}") for i in range(1, len(predicted) + 1)),
            Units(example, position, np.array(gold, dtype=number)),
            predicted,
            unknown if p_predicted is None else np.array(p_predicted, dtype=np.float32),
            unknown if p_gold is None else np.array(p_gold, dtype=np.float32),
        )

    return make


@pytest.fixture
def run_of() -> Callable[..., Run]:
    """run_of(answers, own, trained): a finished run of these tasks, unless it is said to have more stages."""

    def make(*answers, own=None, trained=None, stages=None, kind="plan", snapshots=None):
        snapshots = answers[0].snapshots if snapshots is None else snapshots
        names = [a.task.name for a in answers]
        own = own or {name: i for i, name in enumerate(names, 1)}
        if trained is None:
            trained = {(s.name, n) for s in snapshots for n in names if own[n] is not None and s.stage >= own[n]}
        ends = sum(s.ends_stage for s in snapshots)
        return Run(
            id="20261122-173000-toy-deadbeef",
            folder=Path("toy"),
            plan={"stages": [{}] * (ends if stages is None else stages)},
            kind=kind,
            name="toy",
            group="",
            sweep=None,
            tasks={a.task.name: a.task for a in answers},
            own=own,
            snapshots=snapshots,
            trained=frozenset(trained),
            environment={},
            seed=42,
        )

    return make
