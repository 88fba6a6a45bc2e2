"""Right and wrong over the snapshots."""

import numpy as np

from engine.analysis.patterns import default_snapshots, matches, patterns, trained_snapshots
from engine.answers import Snapshot


def test_patterns_by_frequency(answers_to):
    answers = answers_to([1, 1, 1, 1], [1, 1, 0, 1], [0, 1, 1, 0], example=[0, 0, 1, 1])

    found = patterns(answers)

    assert [(p.bits, p.count, p.units.tolist(), p.examples.tolist()) for p in found] == [
        ("10", 2, [0, 3], [0, 1]),
        ("01", 1, [2], [1]),
        ("11", 1, [1], [0]),
    ]


def test_patterns_are_over_the_stage_ends_unless_said(answers_to):
    snapshots = (Snapshot(0), Snapshot(1, 10), Snapshot(1), Snapshot(2))
    answers = answers_to([1], [0], [1], [1], [0], snapshots=snapshots)
    assert [p.bits for p in patterns(answers)] == ["10"]
    assert [p.bits for p in patterns(answers, [0, 1, 2, 3])] == ["0110"]


def test_patterns_before_any_stage_is_done(answers_to):
    answers = answers_to([1], [0], [1], snapshots=(Snapshot(0), Snapshot(1, 10)))
    assert default_snapshots(answers) == [0, 1]
    assert [p.bits for p in patterns(answers)] == ["01"]


def test_more_snapshots_than_a_machine_word_has_bits(answers_to):
    bits = np.random.default_rng(0).integers(0, 2, (100, 3))
    found = patterns(answers_to([1, 1, 1], *bits))
    assert sorted(p.bits for p in found) == sorted("".join(map(str, column)) for column in bits.T)


def test_nothing_answered(answers_to):
    assert patterns(answers_to([], [])) == []


def test_a_dot_matches_either(answers_to):
    answers = answers_to([1, 1, 1], [1, 1, 0], [0, 1, 1], [1, 0, 1])
    assert matches(answers, "1..").tolist() == [True, True, False]
    assert matches(answers, "101").tolist() == [True, False, False]
    assert matches(answers, "...").all()
    assert not matches(answers, "10").any() and not matches(answers, "1x1").any()


def test_histories_leave_out_untrained_heads_unless_too_few_stages_are_left(answers_to):
    answers = answers_to([1], [1], [1], [1])
    names = [s.name for s in answers.snapshots]
    ends = default_snapshots(answers)
    assert trained_snapshots(answers, names) == ends
    assert trained_snapshots(answers, [names[i] for i in ends[1:]]) == ends[1:]
    assert trained_snapshots(answers, [names[ends[-1]]]) == ends
