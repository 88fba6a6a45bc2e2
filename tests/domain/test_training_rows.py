"""Which training rows a stage uses."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as some

from engine.errors import UserError
from engine.stage import Stage
from engine.training_rows import training_rows, used


def test_without_limits_a_stage_uses_every_row():
    found = training_rows(Stage(("cola",)), 1, 42, "cola", 4)
    assert (list(found.trained), found.held_out) == ([0, 1, 2, 3], ())


def test_a_limit_takes_the_first_rows_or_a_sample_that_seed_stage_and_task_decide():
    first = Stage(("cola",), train_limit=3)
    seeded = Stage(("cola",), train_limit=3, train_sample="seeded")
    assert list(training_rows(first, 1, 42, "cola", 10).trained) == [0, 1, 2]
    assert list(training_rows(seeded, 1, 42, "cola", 10).trained) == [2, 3, 6]
    assert list(training_rows(seeded, 2, 42, "cola", 10).trained) == [4, 5, 6]
    assert list(training_rows(seeded, 1, 42, "cola", 3).trained) == [0, 1, 2]  # a limit of all there is draws nothing


def test_rows_held_out_are_not_trained_on_and_come_from_the_first_task_alone():
    stage = Stage(("cola", "rte"), objective="multitask", train_limit=8, hold_out=0.25)
    found = training_rows(stage, 1, 42, "cola", 10)
    assert (list(found.trained), found.held_out) == ([0, 2, 3, 4, 5, 7], (1, 6))
    assert list(training_rows(stage, 1, 42, "rte", 10).trained) == list(range(8))


def test_a_fraction_is_of_what_the_limit_leaves():
    assert list(training_rows(Stage(("cola",), train_fraction=0.5), 1, 42, "cola", 7).trained) == [0, 1, 2, 3]
    limited = Stage(("cola",), train_fraction=0.5, train_limit=4)
    assert (list(training_rows(limited, 1, 42, "cola", 7).trained), used(limited, 7), used(limited, 3)) == (
        [0, 1],
        2,
        2,
    )
    assert used(Stage(("cola",), train_fraction=0.001), 7) == 1


def test_a_stratified_sample_keeps_every_labels_share_and_is_the_same_in_every_stage():
    labels = ["a"] * 60 + ["b"] * 30 + ["c"] * 10  # as a file sorted by label: its first 10 rows are one class
    stage = Stage(("imdb",), train_sample="stratified", train_limit=10)
    rows = list(training_rows(stage, 1, 42, "imdb", 100, labels).trained)
    assert [labels[r] for r in rows] == ["a"] * 6 + ["b"] * 3 + ["c"]
    assert rows == list(training_rows(stage, 2, 42, "imdb", 100, labels).trained)
    assert rows == list(training_rows(stage, 1, 42, "imdb", 100, [ord(x) for x in labels]).trained)
    assert rows != list(training_rows(stage, 1, 43, "imdb", 100, labels).trained)
    more = Stage(("imdb",), train_sample="stratified", train_fraction=0.2)
    assert set(rows) < set(training_rows(more, 1, 42, "imdb", 100, labels).trained)  # fractions are nested
    assert len(training_rows(stage, 1, 42, "sts", 100).trained) == 10


def sample(labels, count, seed=1):
    stage = Stage(("a",), train_sample="stratified", train_limit=count)
    return list(training_rows(stage, 1, seed, "a", len(labels), labels).trained)


def test_labels_take_turns_by_what_they_lack():
    labels = [0, 0, 0, 0, 1, 1, 1, 2, 2]  # of 4: 1.78, 1.33 and .89
    taken = [[[labels[row] for row in sample(labels, n)].count(label) for label in range(3)] for n in range(1, 10)]
    assert taken == [
        [1, 0, 0], [1, 1, 0], [2, 1, 0], [2, 1, 1], [2, 2, 1], [3, 2, 1], [3, 2, 2], [3, 3, 2], [4, 3, 2],
    ]  # fmt: skip


def test_a_sample_of_ten_is_inside_one_of_eleven_where_largest_remainders_would_not_be():
    labels = [0] * 6 + [1] * 6 + [2] * 2  # remainders: 4, 4 and 2 of ten, 5, 5 and 1 of eleven
    assert set(sample(labels, 10)) < set(sample(labels, 11))


LABELS = some.lists(some.integers(0, 5), min_size=1, max_size=60)


@given(LABELS, some.integers(0, 3))
def test_samples_are_nested_and_every_label_is_within_one_of_its_share(labels, seed):
    before: set[int] = set()
    for count in range(1, len(labels) + 1):
        rows = sample(labels, count, seed)
        assert len(rows) == len(set(rows)) == count and before < set(rows)
        before = set(rows)
        for label, size in Counter(labels).items():
            assert abs([labels[r] for r in rows].count(label) - count * size / len(labels)) < 1


def test_holding_out_everything_is_refused():
    with pytest.raises(UserError, match="leaves nothing of 1 training examples of a"):
        training_rows(Stage(("a",), train_limit=1, hold_out=0.5), 1, 1, "a", 9)
