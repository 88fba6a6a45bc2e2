"""What goes into a run comes out again, to the bit."""

import dataclasses

import numpy as np
import pytest

from engine import store
from engine.answers import Answers, ExampleRecord, Snapshot, TaskRecord, Units
from engine.errors import UserError

COLA = TaskRecord(
    "cola", "CoLA", "sequence", ("0", "1"), ("mcc", "accuracy"), source="local: cola/dev.tsv", official=True,
    train_rows=8551, evaluation_rows=3, train_fingerprint="a" * 16,
    evaluation_fingerprint="b" * 16, units=3, truncated=1,
)  # fmt: skip
NER = TaskRecord(
    "mini-ner", "Mini NER", "token", ("O", "B-PER"), ("entity_f1",), units=3, not_evaluated=2, official=None
)
STS = TaskRecord(
    "sts", "STS-B", "regression", (), ("pearson",), units=2, official=False, split_note="cut", tolerance=0.25
)


def units(example, position, gold, kind=np.int64):
    return Units(np.array(example), np.array(position), np.array(gold, kind))


@pytest.fixture
def tasks():
    sentences = [ExampleRecord(i, (text,), (), f"{i:016d}") for i, text in enumerate(["Aal 100%", "b_c", "ÄRGER \\ ß"])]
    words = [
        ExampleRecord(0, (), ("Ann", "saw", "it", "again"), "0" * 16, {"source": "x"}),
        ExampleRecord(4, (), ("it",), "1"),
    ]
    pairs = [ExampleRecord(i, ("one", "two"), (), "c") for i in range(2)]
    return [
        store.StoredTask(COLA, 1, units([0, 1, 2], [0, 0, 0], [1, 0, 1]), sentences),
        store.StoredTask(NER, None, units([0, 0, 4], [0, 1, 0], [1, 0, 0]), words),
        store.StoredTask(STS, 2, units([0, 1], [0, 0], [0.1, 5.0], np.float64), pairs),
    ]


def answers(shift=0):
    nan = np.nan
    return {
        "cola": Answers(np.array([1, shift % 2, 0]), np.float32([0.1, 0.7, nan]), np.float32([0.1, 1 / 3, nan])),
        "mini-ner": Answers(np.array([0, 1, 1]), np.float32([nan, nan, nan]), np.float32([nan, nan, nan])),
        "sts": Answers(np.array([0.1 + shift, 3.0]), np.float32([nan, nan]), np.float32([nan, nan])),
    }


@pytest.fixture
def folder(tmp_path, tasks):
    folder = store.new_run(tmp_path, {"format": 1, "seed": 7}, name="CoLA, then NER", hash8="0123abcd", group="9" * 8)
    with store.RunWriter(folder) as writer:
        writer.begin(tasks, {"threads": 2, "packages": {"torch": "2.13"}})
        writer.add_snapshot(Snapshot(0, None, "before training"), answers(), [], None, 0.5)
        writer.log_losses(1, [(1, 0.75), (2, float("nan"))])
        writer.add_snapshot(Snapshot(1, 150, "cola"), answers(1), ["cola"], None, 1.5)
        writer.add_snapshot(Snapshot(1, None, "cola"), answers(2), ["cola"], "checkpoints/1", 2.5)
    return folder


def test_a_run_is_read_as_it_was_written(folder):
    run = store.open_run(folder)

    assert (run.id, run.name, run.kind, run.seed, run.sweep) == (folder.name, "CoLA, then NER", "plan", 7, None)
    assert list(run.tasks.values()) == [COLA, NER, STS]
    assert run.own == {"cola": 1, "mini-ner": None, "sts": 2}
    assert [s.name for s in run.snapshots] == ["0", "1@150", "1"]
    assert run.snapshots[0].stage_name == "before training"
    assert run.trained == {("1@150", "cola"), ("1", "cola")}
    assert run.environment == {"threads": 2, "packages": {"torch": "2.13"}}
    assert run.checkpoints == {"1": "checkpoints/1"}
    assert run.seconds == {"0": 0.5, "1@150": 1.5, "1": 2.5}


@pytest.mark.parametrize(("change", "same"), [({}, True), ({"evaluation_fingerprint": "other"}, False)])
def test_a_group_is_the_plan_and_its_data(tmp_path, tasks, change, same):
    groups = []
    for changes in ({}, change):
        folder = store.new_run(tmp_path, {"format": 1}, name="run", hash8="0123abcd", group="9" * 8)
        changed = dataclasses.replace(tasks[0], record=dataclasses.replace(COLA, **changes))
        with store.RunWriter(folder) as writer:
            writer.begin([changed], {})
        groups.append(store.open_run(folder).group)

    assert len(groups[0]) == 8 and (groups[0] == groups[1]) is same


@pytest.mark.parametrize("task", ["cola", "mini-ner", "sts"])
def test_answers_are_read_to_the_bit(folder, tasks, task):
    read = store.read_answers(store.open_run(folder), task)

    written = [answers(shift)[task] for shift in range(3)]
    for name in ("predicted", "p_predicted", "p_gold"):
        column = np.stack([getattr(a, name) for a in written])
        assert getattr(read, name).dtype == column.dtype
        assert np.array_equal(getattr(read, name), column, equal_nan=column.dtype.kind == "f")
    stored = next(t for t in tasks if t.record.name == task)
    assert read.units.gold.dtype == stored.units.gold.dtype
    assert all(
        np.array_equal(getattr(read.units, f), getattr(stored.units, f)) for f in ("example", "position", "gold")
    )


def test_examples_come_all_or_as_asked(folder, tasks):
    run = store.open_run(folder)

    assert store.read_examples(run, "cola") == tasks[0].examples
    assert store.read_examples(run, "mini-ner") == tasks[1].examples
    assert [e.example for e in store.read_examples(run, "cola", [2, 0])] == [2, 0]
    assert store.read_examples(run, "cola", np.array([1]))[0].texts == ("b_c",)
    with pytest.raises(UserError, match="no example 9 of cola"):
        store.read_examples(run, "cola", [9])


@pytest.mark.parametrize(
    ("task", "text", "found"),
    [
        ("cola", "aAL", {0}), ("cola", "%", {0}), ("cola", "_", {1}), ("cola", "\\", {2}), ("cola", "ärger", {2}),
        ("cola", "", {0, 1, 2}), ("cola", "'; DROP TABLE answers", set()), ("mini-ner", "SAW it", {0}),
        ("mini-ner", '", "', set()), ("sts", "two", {0, 1}),
    ],
)  # fmt: skip
def test_search_finds_a_substring_in_any_case(folder, task, text, found):
    assert store.search_examples(store.open_run(folder), task, text) == found


def test_losses_are_a_table(folder, tmp_path):
    losses = store.read_losses(store.open_run(folder))

    assert losses.columns.tolist() == ["stage", "step", "loss"]
    assert losses.values.tolist()[0] == [1, 1, 0.75]
    assert np.isnan(losses["loss"][1])
    queued = store.new_run(tmp_path, {}, name="x", hash8="0" * 8, group="")
    assert store.read_losses(store.open_run(queued)).columns.tolist() == ["stage", "step", "loss"]


def test_a_run_of_which_only_the_plan_exists_is_empty(tmp_path):
    run = store.open_run(store.new_run(tmp_path, {"format": 1}, name="x", hash8="0" * 8, group="", sweep="s"))

    assert (run.tasks, run.snapshots, run.trained, run.environment, run.seed, run.sweep) == (
        {},
        (),
        frozenset(),
        {},
        None,
        "s",
    )
    assert store.version(run.folder) == (0, "queued")


def test_the_version_counts_snapshots_and_names_the_state(folder):
    assert store.version(folder) == (3, "queued")
    store.update_progress(folder, state="running")
    assert store.version(folder) == (3, "running")
