"""Resumed equals uninterrupted, to the bit: a run is killed with SIGKILL at every step, and at random moments."""

import multiprocessing
import os
import random
import signal
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
import pytest
import torch

from engine import objectives, run, store
from engine.objectives.masked_lm import HEAD_SERIES, PAIR_ACCURACY_SERIES, PAIR_SERIES, SERIES
from engine.plan import Plan

# Children are forked from a server that has imported torch but computed nothing: real processes, quickly started.
FORKSERVER = multiprocessing.get_context("forkserver")
FORKSERVER.set_forkserver_preload(["engine.run"])

STRATEGIES = {
    "sequential": {"name": "sequential"},
    "replay": {"name": "replay", "memory": 12},
    "ewc": {"name": "ewc", "strength": 5000.0, "fisher_batches": 3},
}
OBJECTIVES = {  # those of finetune are above, meta is killed in test_meta_learning
    "multitask": {"tasks": ["mini-cola", "mini-ner"], "objective": {"name": "multitask", "sampling": "round-robin"}},
    # Killed while the head alone is fitted, between that and the schedule, and inside it.
    "masked_lm": {
        "tasks": ["mini-cola", "mini-ner"],
        "objective": {"name": "masked_lm", "head_steps": 2, "whole_words": True},
        "train_limit": 40,
    },
    "masked_lm of pairs": {
        "tasks": ["mini-cola", "mini-ner"],
        "objective": {"name": "masked_lm", "next_sentence": True},
        "train_limit": 40,
    },
}
KILLED = -signal.SIGKILL


def six_steps(encoder: Path, strategy: dict) -> Plan:
    """Two stages of three steps, evaluated at step 2 of each, too."""
    stage = {"epochs": 9, "batch_size": 4, "max_steps": 3, "evaluate_every": 2, "learning_rate": 1e-3, "train_limit": 8}
    stages = [{"tasks": ["mini-cola"], **stage, "hold_out": 0.25}, {"tasks": ["mini-ner"], **stage}]
    return Plan.from_json({"encoder": str(encoder), "strategy": strategy, "stages": stages})


def six_with(encoder: Path, stage: dict) -> Plan:
    """One step of finetune, three of an objective, evaluated at the second, two of finetune; with replay."""
    small = {"epochs": 9, "batch_size": 4, "max_steps": 3, "learning_rate": 1e-3, "train_limit": 8}
    stages = [{"tasks": ["mini-cola"], **small, "max_steps": 1}, {**small, "evaluate_every": 2, **stage}]
    stages += [{"tasks": ["mini-ner"], **small, "max_steps": 2}]
    return Plan.from_json({"encoder": str(encoder), "strategy": STRATEGIES["replay"], "stages": stages})


def new_run(runs: Path, plan: Plan) -> Path:
    return store.new_run(runs, plan.to_json(), name=plan.name, hash8=plan.hash8(), group=plan.group())


def work(folder: Path, kill_at_event: int | None, save_every_s: float, threads: int | None) -> None:
    """What the child process does: carry the run out, and die at the given event (steps and snapshots, from 1)."""
    run.SAVE_EVERY_S = save_every_s
    torch.set_num_threads(threads or 1)  # a tiny network gains nothing by more
    events = 0

    def die(progress: store.Progress) -> None:
        nonlocal events
        events += 1
        if events == kill_at_event:
            os.kill(os.getpid(), signal.SIGKILL)

    run.carry_out(folder, None, "cpu", die)


def in_process(
    folder: Path,
    kill_at_event: int | None = None,
    save_every_s: float = 300.0,
    kill_after_s: float | None = None,
    threads: int | None = None,
) -> int:
    """The exit code of a process that works on the run."""
    child = FORKSERVER.Process(target=work, args=(folder, kill_at_event, save_every_s, threads))
    child.start()
    if kill_after_s is not None:
        child.join(kill_after_s)
        child.kill()
    child.join()
    return child.exitcode


def everything(folder: Path) -> dict[str, np.ndarray]:
    """All answers and probabilities of a run, by snapshot names and task, and what was logged."""
    opened = store.open_run(folder)
    found = {}
    for task in opened.tasks:
        answers = store.read_answers(opened, task)
        found[task] = np.stack([answers.predicted.astype(np.float64), answers.p_predicted, answers.p_gold])
    for series in ("loss", SERIES, HEAD_SERIES, PAIR_SERIES, PAIR_ACCURACY_SERIES):
        found[series] = store.read_series(opened, series).to_numpy()
    return {"snapshots": np.array([s.name for s in opened.snapshots]), **found}


def assert_same(one: dict[str, np.ndarray], other: dict[str, np.ndarray]) -> None:
    assert one.keys() == other.keys()
    for key in one:
        np.testing.assert_array_equal(one[key], other[key], err_msg=key)


def killed_and_resumed(runs: Path, plan: Plan, events: Iterable[int]) -> Iterator[Path]:
    """A run for each event, killed at it and resumed to its end."""
    for event in events:  # not in threads: two that ask for children's exit codes take them from each other
        folder = new_run(runs, plan)
        assert in_process(folder, kill_at_event=event, save_every_s=0) == KILLED
        store.open_run(folder)  # readable
        assert in_process(folder) == 0
        yield folder


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_killed_at_every_step_and_resumed_equals_uninterrupted(tmp_path, tiny_encoder, strategy):
    plan = six_steps(tiny_encoder, STRATEGIES[strategy])
    uninterrupted = new_run(tmp_path, plan)
    assert in_process(uninterrupted) == 0
    expected = everything(uninterrupted)
    assert list(expected["snapshots"]) == ["0", "1@2", "1", "2@2", "2"]

    events = 6 + 5  # steps and snapshots
    for folder in killed_and_resumed(tmp_path, plan, range(1, events + 1)):
        assert_same(everything(folder), expected)
        assert store.read_progress(folder).state == "done"
        assert not (folder / "resume").exists()


@pytest.mark.parametrize("objective", OBJECTIVES)
def test_every_objective_killed_at_every_step_and_resumed_equals_uninterrupted(
    tmp_path, tiny_encoder, with_pretraining_heads, objective
):
    pairs = "next_sentence" in OBJECTIVES[objective]["objective"]
    plan = six_with(with_pretraining_heads if pairs else tiny_encoder, OBJECTIVES[objective])
    uninterrupted = new_run(tmp_path, plan)
    assert in_process(uninterrupted) == 0
    expected = everything(uninterrupted)
    assert bool(len(expected[PAIR_SERIES])) == pairs
    events = len(expected["loss"]) + len(expected["snapshots"]) - 1  # snapshot 0 follows from the plan
    for folder in killed_and_resumed(tmp_path, plan, range(2, events + 1)):
        assert_same(everything(folder), expected)


def test_batches_in_proportion_to_their_tasks_are_the_same_after_a_kill_among_them(tmp_path, tiny_encoder):
    plan = six_with(tiny_encoder, {"tasks": ["mini-cola", "mini-ner"], "objective": "multitask"})  # proportional
    uninterrupted = new_run(tmp_path, plan)
    assert in_process(uninterrupted) == 0
    for folder in killed_and_resumed(tmp_path, plan, [4]):  # at the first of the stage's three steps
        assert_same(everything(folder), everything(uninterrupted))


def test_every_objective_is_killed_somewhere():
    named = {stage["objective"]["name"] for stage in OBJECTIVES.values()}
    assert {"finetune", "meta"} | named == set(objectives.catalogue())


def test_a_resumed_run_keeps_its_number_of_threads(tmp_path, tiny_encoder):
    folder = new_run(tmp_path, six_steps(tiny_encoder, STRATEGIES["sequential"]))
    assert in_process(folder, kill_at_event=3, threads=1) == KILLED
    assert in_process(folder, threads=2) == 0
    environment = store.open_run(folder).environment
    assert [environment["threads"], *(later["threads"] for later in environment["resumed"])] == [1, 1]


def test_killed_twice_at_the_same_place_still_finishes_the_same(tmp_path, tiny_encoder):
    plan = six_steps(tiny_encoder, STRATEGIES["ewc"])
    uninterrupted, folder = new_run(tmp_path, plan), new_run(tmp_path, plan)
    assert in_process(uninterrupted) == 0
    for _ in range(3):
        assert in_process(folder, kill_at_event=3, save_every_s=0) == KILLED
    assert in_process(folder) == 0
    assert_same(everything(folder), everything(uninterrupted))


def test_killed_at_random_moments_a_longer_run_equals_uninterrupted(tmp_path, tiny_encoder):
    stage = {"epochs": 2, "batch_size": 8, "learning_rate": 1e-3, "train_limit": 160, "evaluate_every": 8}
    document = {
        "encoder": str(tiny_encoder),
        "stages": [{"tasks": ["mini-ner"], **stage}, {"tasks": ["mini-cola"], **stage}],
    }
    plan = Plan.from_json(document)
    uninterrupted, folder = new_run(tmp_path, plan), new_run(tmp_path, plan)
    begun = time.monotonic()
    assert in_process(uninterrupted) == 0
    whole = time.monotonic() - begun

    moments, kills = random.Random(7), 0
    while store.read_progress(folder).state != "done" and kills < 12:
        kills += in_process(folder, save_every_s=0.2, kill_after_s=whole * moments.uniform(0.2, 0.9)) == KILLED
        store.open_run(folder)  # readable at any moment
    assert kills > 0
    if store.read_progress(folder).state != "done":
        assert in_process(folder) == 0
    assert_same(everything(folder), everything(uninterrupted))
