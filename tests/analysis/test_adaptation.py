"""Adaptation runs as courses: from where, how many examples, what score; and what it cost."""

from functools import partial

import numpy as np
import pytest
from adapted_runs import make
from seed_runs import make as make_other

from engine import store
from engine.analysis.adaptation import PLAIN, against_plain, courses
from engine.analysis.groups import grouped
from engine.analysis.profile import profile
from engine.plan import Start

GONE = "20260101-000000-meta-01234567"


def found(runs, ids):
    opened = [store.open_run(runs / name) for name in ids]
    groups = grouped(opened, lambda run: "done").groups
    return courses(groups, lambda run: profile(run, partial(store.read_answers, run)))


@pytest.fixture
def sweep(tmp_path) -> list[str]:
    """Seeds 1 and 2, 20 examples and all; after a run that is there no longer, and the plain encoder."""
    return [
        make(tmp_path, start, examples, seed, (zero, after + seed), rate)
        for start, zero, rate, scores in ((GONE, 5, (4, 3), (5, 6)), (None, 2, (1, 1), (2, 5)))
        for examples, after in zip((20, None), scores, strict=True)
        for seed in (1, 2)
    ]


def test_a_course_is_zero_shot_then_its_examples_ascending(tmp_path, sweep):
    meta, plain = found(tmp_path, sweep)
    assert (meta.task, meta.begins, meta.start) == ("judge", f"after {GONE}", Start(GONE, "1"))
    assert (plain.begins, plain.start) == (PLAIN, None)
    assert [p.examples for p in meta.points] == [0, 20, 100]  # all are 100
    assert [p.scores[0].tolist() for p in meta.points] == [[5 / 8, 5 / 8], [6 / 8, 7 / 8], [7 / 8, 8 / 8]]
    assert [p.scores[0].tolist() for p in plain.points] == [[2 / 8, 2 / 8], [3 / 8, 4 / 8], [6 / 8, 7 / 8]]
    assert all(p.seeds == (1, 2) for p in meta.points)
    assert (meta.known, plain.known) == ({"judge", "rate"}, frozenset())


def test_what_was_known_before_is_followed(tmp_path, sweep):
    meta, plain = found(tmp_path, sweep)
    assert (meta.others, plain.others) == (("rate",), ())
    assert [meta.lost(p).mean.tolist() for p in meta.points] == [[0.0], [0.25], [0.25]]
    assert meta.to_json()["points"][1]["lost"] == {"rate": 0.25}


def test_each_number_is_held_against_the_plain_encoder_paired_by_seed(tmp_path, sweep):
    cells = against_plain(found(tmp_path, sweep))
    assert [(task, examples) for task, examples, _ in cells] == [("judge", 0), ("judge", 20), ("judge", 100)]
    assert [float(c.difference) for *_, c in cells] == [3 / 8, 3 / 8, 1 / 8]
    assert {c.test for *_, c in cells} == {"paired t over 2 seeds"}
    assert all(np.isnan(c.p) for *_, c in cells)  # the same in both seeds: there is no spread to hold it against


def test_a_number_that_another_beginning_has_not_is_compared_with_nothing(tmp_path):
    ids = [make(tmp_path, GONE, 20, 1, (5, 6)), make(tmp_path, None, 60, 1, (2, 3))]
    cells = against_plain(found(tmp_path, ids))
    assert [examples for _, examples, _ in cells] == [0]


def test_runs_that_differ_in_more_are_courses_of_their_own(tmp_path):
    ids = [make(tmp_path, GONE, 20, 1, (5, 6)), make(tmp_path, GONE, 20, 1, (5, 7), epochs=9)]
    assert [c.begins for c in found(tmp_path, ids)] == [f"after {GONE}, epochs 3", f"after {GONE}, epochs 9"]


def test_a_run_that_is_there_is_called_by_its_name_and_seed(tmp_path):
    source = make_other(tmp_path, 7)
    (course,) = found(tmp_path, [make(tmp_path, source, 20, 1, (5, 6))])
    assert course.begins == "after judge → rate, seed 7"


def test_without_a_run_that_began_elsewhere_there_is_no_course(tmp_path):
    assert found(tmp_path, [make(tmp_path, None, 20, 1, (2, 3)), make_other(tmp_path)]) == ()
