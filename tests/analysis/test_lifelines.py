"""Life-lines, the data map's numbers, the retention curve."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from engine.analysis.lifelines import NAMES, life_lines
from engine.analysis.retention import retention
from engine.errors import UserError


@pytest.fixture
def lived(answers_to, run_of):
    """Four snapshots, gold 1 throughout; six units with a life each."""
    histories = ("1111", "0011", "1101", "1011", "1000", "0000")
    predicted = np.array([[int(bit) for bit in history] for history in histories]).T
    answers = answers_to([1] * 6, *predicted, p_gold=np.where(predicted, 0.9, 0.2))
    return run_of(answers, own={"cola": 1}), answers


def test_every_unit_is_in_one_class(lived):
    lines = life_lines(*lived)
    assert [NAMES[c] for c in lines.code] == [
        "unforgettable", "unforgettable", "relearned", "relearned", "forgotten for good", "never learned",
    ]  # fmt: skip
    assert lines.counts.tolist() == [2, 2, 1, 1]
    assert lines.events.tolist() == [0, 0, 1, 1, 1, 0]
    assert lines.first_right.tolist() == [0, 2, 0, 0, 0, -1]
    assert lines.correctness.tolist() == [1, 0.5, 0.75, 0.75, 0.25, 0]


def test_confidence_and_variability_are_mean_and_deviation_of_p_gold(lived):
    lines = life_lines(*lived)
    assert lines.confidence[2] == pytest.approx((0.9 * 3 + 0.2) / 4)
    assert lines.variability[2] == pytest.approx(np.std([0.9, 0.9, 0.2, 0.9]))
    assert lines.has_probabilities


def test_an_untrained_head_has_no_life(answers_to, run_of):
    answers = answers_to([1, 1], [1, 0], [0, 1], [1, 1])
    run = run_of(answers, own={"cola": 2})
    lines = life_lines(run, answers)
    assert [s.name for s in lines.snapshots] == ["2", "3"]
    assert lines.counts.tolist() == [2, 0, 0, 0]  # what a random head got right at 1 was luck
    assert not lines.has_probabilities
    with pytest.raises(UserError, match="needs two snapshots at which the head of cola was trained, there is one"):
        life_lines(run_of(answers, own={"cola": 3}), answers)


@settings(max_examples=80, deadline=None)
@given(arrays.arrays(bool, st.tuples(st.integers(2, 9), st.integers(1, 25))))
def test_the_classes_partition_whatever_happened(right):
    from engine.analysis.lifelines import CLASSES  # noqa: PLC0415
    from engine.answers import Snapshot, TaskAnswers, TaskRecord, Units  # noqa: PLC0415

    count = right.shape[1]
    snapshots = tuple(Snapshot(i + 1) for i in range(len(right)))
    answers = TaskAnswers(
        TaskRecord("t", "T", "sequence", ("0", "1"), ("accuracy",)), snapshots,
        Units(np.arange(count), np.zeros(count, int), np.ones(count, int)), right.astype(int),
        *(np.full(right.shape, np.nan, np.float32),) * 2,
    )  # fmt: skip
    run = type("Run", (), {"trained": {(s.name, "t") for s in snapshots}})()
    lines = life_lines(run, answers)
    assert lines.counts.sum() == count and len(lines.counts) == len(CLASSES)
    never, ever = lines.code == 3, lines.code == 0
    assert (never == ~right.any(axis=0)).all()
    assert (ever == (right.any(axis=0) & (lines.events == 0))).all()
    assert (right[-1] == np.isin(lines.code, [0, 1])).all()


def test_retention_counts_what_is_kept_lost_and_back(lived, tmp_path):
    run, answers = lived
    found = retention(run, answers, 0)
    assert (found.right_at_first, found.kept.tolist()) == (4, [4, 2, 2, 3])
    assert found.ever_since.tolist() == [4, 2, 1, 1]
    assert found.lost.tolist() == [0, 2, 1, 0] and found.returned.tolist() == [0, 0, 1, 1]
    assert found.kept.tolist() == (4 - np.cumsum(found.lost) + np.cumsum(found.returned)).tolist()
    assert found.low[1] == pytest.approx(0.1500, abs=1e-4) and found.high[1] == pytest.approx(0.8500, abs=1e-4)
    assert not found.counted_steps and found.steps.tolist() == [0, 1, 2, 3]  # there is no log of losses


def test_retention_needs_a_later_snapshot_and_something_right(lived, answers_to, run_of):
    with pytest.raises(UserError, match="no snapshot is later than 4"):
        retention(*lived, 3)
    answers = answers_to([1], [0], [1])
    with pytest.raises(UserError, match="nothing was right at snapshot 1"):
        retention(run_of(answers), answers, 0)
