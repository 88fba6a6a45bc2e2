"""Forgetting beside its noise floor, on literal answers."""

import dataclasses

import numpy as np
import pytest

from engine.analysis import noise
from engine.analysis.noise import Right
from engine.analysis.selection import Pair
from engine.answers import Snapshot

GOLD = [1] * 10
FIRST = [1] * 8 + [0, 0]  # eight right
SECOND = [0, 0, 0, 0, 1, 1, 1, 1, 1, 0]  # four of them forgotten
SHAM = [0, 1, 1, 1, 1, 1, 1, 1, 1, 1]  # one


@pytest.fixture
def answers(answers_to):
    return answers_to(GOLD, FIRST, SECOND)


def right(predicted) -> np.ndarray:
    return np.array(predicted) == np.array(GOLD)


def test_what_is_forgotten_beyond_each_kind_of_control(answers):
    controls = [Right("sham", "a", right(SHAM)), Right("twin", "b", right(SECOND)), Right("twin", "c", right(SHAM))]

    found = noise.noise(answers, 0, 1, controls)

    assert (found.cnt1, found.forgotten, found.share) == (8, 4, 0.5)
    sham, twin = found.floors
    assert (sham.kind, sham.runs, sham.forgotten, sham.share, sham.excess, sham.also) == (
        "sham", ("a",), (1,), 0.125, 0.375, 1,
    )  # fmt: skip
    assert (twin.forgotten, twin.share, twin.excess, twin.also) == ((4, 1), 0.3125, 0.1875, 4)
    assert sham.interval.low <= sham.excess <= sham.interval.high


def test_a_control_that_loses_the_same_leaves_no_excess(answers):
    (floor,) = noise.noise(answers, 0, 1, [Right("sham", "a", right(SECOND))]).floors

    assert floor.excess == 0 and floor.also == 4 and not floor.established


def test_tokens_are_drawn_by_the_sentence(answers_to):
    """Forty tokens forgotten in one sentence of two are less evidence than in forty sentences."""
    gold, first = [1] * 80, [1] * 80
    second = [0] * 40 + [1] * 40
    by_sentence = answers_to(gold, first, second, kind="token", example=[0] * 40 + [1] * 40)
    alone = answers_to(gold, first, second)
    control = [Right("sham", "a", np.ones(80, dtype=bool))]

    (wide,), (narrow,) = (noise.noise(a, 0, 1, control).floors for a in (by_sentence, alone))

    assert wide.excess == narrow.excess == 0.5
    assert wide.interval.high - wide.interval.low > 0.9 > narrow.interval.high - narrow.interval.low
    assert narrow.established and not wide.established


def test_nothing_right_at_first_is_no_share(answers_to):
    answers = answers_to([1, 1], [0, 0], [1, 0])
    (floor,) = noise.noise(answers, 0, 1, [Right("seed", "a", np.array([True, False]))]).floors

    assert np.isnan(floor.share) and np.isnan(floor.excess) and not floor.established


@pytest.fixture
def runs(answers_to, run_of):
    """A run of three stages whose task is trained in the first, and its controls by kind."""
    run = run_of(answers_to(GOLD, FIRST, FIRST, SECOND), own={"cola": 1})
    controls = {}
    for kind, predicted in (("sham", (FIRST, FIRST, SHAM)), ("twin", (FIRST, SHAM))):
        snapshots = tuple(Snapshot(i, stage_name=f"s{i}") for i in range(len(predicted)))
        control = run_of(answers_to(GOLD, *predicted, snapshots=snapshots), own={"cola": 1})
        marks = {"kind": kind, "of": run.id, "task": "cola"}
        controls[kind] = dataclasses.replace(control, id=f"its-{kind}", control=marks), predicted
    return run, controls


def test_a_control_stands_in_for_its_own_snapshot(runs):
    run, controls = runs
    sham, twin = controls["sham"][0], controls["twin"][0]

    assert sham.snapshots[noise.control_at(run, sham, "cola", 0, 2)].name == "2"  # two stages came after
    assert sham.snapshots[noise.control_at(run, sham, "cola", 0, 1)].name == "1"
    assert twin.snapshots[noise.control_at(run, twin, "cola", 0, 2)].name == "1"


def test_what_says_nothing_about_these_snapshots_is_left_out_and_said(runs, answers_to):
    run, controls = runs
    of = {control.id: answers_to(GOLD, *predicted, snapshots=control.snapshots) for control, predicted in
          controls.values()}  # fmt: skip
    mine = answers_to(GOLD, FIRST, FIRST, SECOND)
    other = dataclasses.replace(mine.task, evaluation_fingerprint="other split")
    of["its-twin"] = dataclasses.replace(of["its-twin"], task=other)
    candidates = [control for control, _ in controls.values()]

    found = noise.measure(run, mine, Pair(0, 2), candidates, [], lambda r, task: of[r.id])
    later = noise.measure(run, mine, Pair(1, 2), candidates, [], lambda r, task: of[r.id])

    assert [f.kind for f in found.floors] == ["sham"] and found.floors[0].forgotten == (1,)
    assert found.left_out == (
        "its-twin was evaluated on other examples, labels or word pieces: not comparable",
    )  # fmt: skip
    assert later.floors == () and "from right after cola's own stage on, not from 2 (after s2)" in later.left_out[0]
