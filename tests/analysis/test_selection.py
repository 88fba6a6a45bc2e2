"""Which two snapshots are compared."""

import pytest

from engine.analysis import selection
from engine.analysis.selection import Pair
from engine.answers import Snapshot
from engine.errors import UserError

START = Snapshot(0, stage_name="before training")
COLA, MRPC, NER = (Snapshot(i, stage_name=n) for i, n in enumerate(("cola", "mrpc", "NER"), 1))
INSIDE = Snapshot(2, 150, "mrpc")


@pytest.fixture
def run(answers_to, run_of):
    def make(*snapshots, stages=None, **more):
        cola, mrpc = answers_to([], name="cola"), answers_to([], name="mrpc")
        return run_of(cola, mrpc, snapshots=snapshots, stages=stages, **more)

    return make


@pytest.mark.parametrize(
    "text, index",
    [("0", 0), ("1", 1), ("2@150", 2), ("2", 3), ("cola", 1), ("mrpc", 3), (" ner ", 4), ("before training", 0)],
)
def test_a_snapshot_by_number_or_stage_name(run, text, index):
    assert selection.parse_snapshot(run(START, COLA, INSIDE, MRPC, NER), text) == index


@pytest.mark.parametrize("text", ["4", "-1", "2@151", "qqp", "", "1.0"])
def test_an_unknown_snapshot_lists_those_there_are(run, text):
    with pytest.raises(UserError, match=r"no snapshot .* 0 \(before training\), 1 \(after cola\), 2@150 \(in mrpc\)"):
        selection.parse_snapshot(run(START, COLA, INSIDE), text)


def test_the_default_is_own_stage_and_last(run):
    done = run(START, COLA, INSIDE, MRPC, NER)
    assert selection.pair(done, "cola") == Pair(1, 4)
    assert selection.pair(done, "mrpc") == Pair(3, 4)


def test_a_task_without_a_stage_of_its_own_starts_before_training(run):
    done = run(START, COLA, MRPC, own={"cola": 1, "mrpc": None})
    assert selection.default_pair(done, "mrpc") == Pair(0, 2)


def test_an_import_starts_with_its_first_column(run):
    done = run(COLA, MRPC, kind="import", own={"cola": 1, "mrpc": 1})
    assert selection.default_pair(done, "cola") == Pair(0, 1)


@pytest.mark.parametrize(
    "snapshots, expected",
    [
        ((START, COLA), Pair(0, 1)),  # nothing after the own stage yet
        ((START, COLA, INSIDE), Pair(1, 2)),  # the next stage is under way
        ((START, COLA, INSIDE, MRPC), Pair(1, 3)),
    ],
)
def test_while_it_runs_the_newest_stands_in(run, snapshots, expected):
    assert selection.default_pair(run(*snapshots, stages=3), "cola") == expected


def test_the_task_of_the_last_stage_has_no_default(run):
    with pytest.raises(UserError, match="mrpc was trained in the last stage .* nothing came after"):
        selection.pair(run(START, COLA, MRPC), "mrpc")


def test_the_task_of_the_last_stage_can_be_compared_with_a_chosen_first(run):
    assert selection.pair(run(START, COLA, MRPC), "mrpc", "0") == Pair(0, 2)


def test_any_two_can_be_chosen(run):
    assert selection.pair(run(START, COLA, MRPC), "cola", "2", "0") == Pair(2, 0)


@pytest.mark.parametrize("first, second", [("1", "cola"), (None, "1"), ("2", None)])
def test_equal_ones_are_refused(run, first, second):
    with pytest.raises(UserError, match="first and second are the same snapshot"):
        selection.pair(run(START, COLA, MRPC), "cola", first, second)


def test_nothing_to_compare_yet(run):
    with pytest.raises(UserError, match="no snapshot yet"):
        selection.pair(run(), "cola")
    with pytest.raises(UserError, match="only one snapshot so far, 0"):
        selection.pair(run(START, stages=2), "cola")


def test_an_unknown_task_lists_those_there_are(run):
    with pytest.raises(UserError, match="no task 'qqp' in this run. There are: cola, mrpc"):
        selection.pair(run(START, COLA), "qqp")
