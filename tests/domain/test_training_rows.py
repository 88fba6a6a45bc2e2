"""Which training rows a stage uses."""

from engine.stage import Stage
from engine.training_rows import training_rows


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
