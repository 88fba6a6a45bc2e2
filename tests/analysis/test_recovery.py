"""Verdicts from a stored refit, on answers whose every count is known."""

import numpy as np
import pytest

from engine.analysis.recovery import BIAS, HEAD, LOST, recovery, trade
from engine.answers import Snapshot, TaskAnswers, TaskRecord, Units
from engine.errors import UserError
from engine.figures import screen, table
from engine.figures.caption import About
from engine.figures.recovery import recovery_bars
from engine.store import Result

GOLD = [0, 0, 0, 1, 1, 1, 2, 2]
FIRST = [0, 0, 0, 1, 1, 1, 2, 0]  # wrong: 7
SECOND = [1, 1, 0, 0, 1, 0, 0, 2]  # forgotten: 0, 1, 3, 5, 6; kept: 2, 4; learned: 7
ARRAYS = {
    "second/bias": [0, 1, 1, 0, 1, 1, 0, 2],  # right: 0, 4, 5, 7; breaks 2
    "second/head": [0, 0, 0, 0, 0, 0, 0, 2],  # right: 0, 1, 2, 7; breaks 4
    "first/head": [0, 0, 0, 1, 1, 1, 0, 0],  # right: 0 to 5
    "before/head": [0, 0, 0, 0, 0, 0, 0, 0],
}


@pytest.fixture
def answers() -> TaskAnswers:
    task = TaskRecord("names", "Names", "token", ("O", "B-X", "I-X"), ("token_accuracy",), units=8)
    units = Units(np.arange(8) // 2, np.arange(8) % 2, np.array(GOLD))
    unknown = np.full((2, 8), np.nan)
    snapshots = (Snapshot(1, None, "a"), Snapshot(2, None, "b"))
    return TaskAnswers(task, snapshots, units, np.array([FIRST, SECOND]), unknown, unknown)


@pytest.fixture
def result() -> Result:
    return Result({}, {name: np.array(values, np.int32) for name, values in ARRAYS.items()})


def test_every_forgotten_unit_has_one_verdict(answers, result):
    found = recovery(answers, 0, 1, result)

    assert found.verdict.tolist() == [BIAS, HEAD, -1, LOST, -1, BIAS, LOST, -1]
    assert found.forgotten.tolist() == [2, 2, 1]
    assert {name: counts.tolist() for name, counts in found.counts.items()} == {
        "bias": [1, 1, 0], "head": [1, 0, 0], "lost": [0, 1, 1],
    }  # fmt: skip


def test_parts_have_wilson_intervals_and_go_by_label(answers, result):
    found = recovery(answers, 0, 1, result)

    assert (found.part("bias").count, found.part("bias").whole) == (2, 5)
    assert found.part("bias").interval == pytest.approx((0.11762, 0.76928), abs=1e-4)
    assert (found.part("head", "O").count, found.part("head", "O").whole) == (1, 2)
    assert (found.part("lost", but="O").count, found.part("lost", but="O").whole) == (2, 3)


def test_what_comes_back_and_what_is_broken(answers, result):
    found = recovery(answers, 0, 1, result)

    assert {k: (p.count, p.whole) for k, p in found.back.items()} == {
        "second/bias": (2, 5), "second/head": (2, 5), "first/head": (4, 5), "before/head": (2, 5),
    }  # fmt: skip
    assert found.kept == 2
    assert found.broken == {"second/bias": 1, "second/head": 1, "first/head": 0, "before/head": 1}
    assert (found.lost_there.count, found.lost_there.whole) == (1, 2)
    assert found.scores["token_accuracy"] == {
        "first": 0.875, "second": 0.375, "second/bias": 0.5, "second/head": 0.5, "first/head": 0.75,
        "before/head": 0.375,
    }  # fmt: skip
    assert trade(found)[0] == "The new bias gets 2 of 5 forgotten tokens right, and 1 of 2 kept ones wrong."
    assert trade(found)[-1].startswith("Without O: 33.3% recovered by bias, 0.0% recovered by head, 66.7% lost")


def test_regression_is_right_within_the_tolerance(answers):
    task = TaskRecord("sts", "STS", "regression", (), ("pearson",), units=4, tolerance=0.5)
    units = Units(np.arange(4), np.zeros(4, int), np.array([1.0, 2.0, 3.0, 4.0]))
    unknown = np.full((2, 4), np.nan)
    predicted = np.array([[1.0, 2.4, 3.0, 4.0], [2.0, 3.0, 4.0, 4.0]])
    numbers = TaskAnswers(task, answers.snapshots, units, predicted, unknown, unknown)
    arrays = {
        "second/bias": np.array([1.5, 2.6, 3.6, 3.6]),
        "second/head": np.array([0.0, 2.5, 3.6, 4.0]),
        "first/head": np.array([1.0, 2.0, 3.0, 4.0]),
    }

    found = recovery(numbers, 0, 1, Result({}, arrays))

    assert found.verdict.tolist() == [BIAS, HEAD, LOST, -1]
    assert found.forgotten.sum() == 3


def test_a_result_of_other_answers_is_refused(answers):
    with pytest.raises(UserError, match="does not fit its answers"):
        recovery(answers, 0, 1, Result({}, {"second/bias": np.zeros(3, np.int32)}))


def test_the_figure_shows_labels_with_forgotten_units(answers, result):
    found = recovery(answers, 0, 1, result)
    bars = recovery_bars(found, answers.task, About("Run r", "seed 1 (1 run)"))

    assert bars.labels == ("O  (n = 2)", "B-X  (n = 2)", "I-X  (n = 1)")
    assert [series.name for series in bars.series] == [
        "b recovered by bias", "h recovered by head", "x lost in the encoder",
    ]  # fmt: skip
    assert np.allclose(sum(series.values for series in bars.series), 1)
    assert "n = 5 forgotten tokens of 8" in bars.caption
    assert len(screen.to_plotly(bars).data) == 3
    assert table.to_csv(bars).splitlines()[1].startswith("O")
