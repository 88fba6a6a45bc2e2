"""A curve over the number of examples, evenly spaced: on screen, on paper and as a table."""

from functools import partial

import pytest
from adapted_runs import make

from engine import store
from engine.analysis.adaptation import courses
from engine.analysis.groups import grouped
from engine.analysis.profile import profile
from engine.figures import paper, screen, table
from engine.figures.adaptation import adaptation_curve

GONE = "20260101-000000-meta-01234567"


@pytest.fixture
def curve_of(tmp_path):
    for seed in (1, 2):
        for examples, right in ((20, 6), (None, 7)):
            make(tmp_path, GONE, examples, seed, (5, right + seed % 2), (4, 3))
        make(tmp_path, None, 20, seed, (2, 3))
    runs = [store.open_run(folder) for folder in store.list_runs(tmp_path)]
    found = courses(
        grouped(runs, lambda run: "done").groups, lambda run: profile(run, partial(store.read_answers, run))
    )
    return lambda task: adaptation_curve(found, task, runs[0].tasks)


def test_points_are_even_and_named_by_their_number_of_examples(curve_of):
    curve = curve_of("judge")
    assert (curve.x.tolist(), curve.places.tolist(), curve.keys) == ([0, 20, 100], [0, 1, 2], ("0", "20", "100"))
    axis = screen.to_plotly(curve).layout.xaxis
    assert (list(axis.tickvals), list(axis.ticktext)) == ([0, 1, 2], ["0", "20", "100"])
    assert [list(line.x) for line in screen.to_plotly(curve).data if line.mode == "lines+markers"] == [[0, 1, 2]] * 2
    assert paper.to_png(curve).startswith(b"\x89PNG")
    assert table.to_csv(curve).splitlines()[2].startswith("20,20,0.8125,0.375,")


def test_its_caption_says_who_answers_without_examples(curve_of):
    curve = curve_of("judge")
    assert "hollow: an untrained head answers (plain encoder)" in curve.caption
    assert [trace.hollow for trace in curve.traces] == [set(), {0}]
    lines = [line for line in screen.to_plotly(curve).data if line.mode == "lines+markers"]
    assert [line.marker.symbol for line in lines] == ["circle", ("square-open", "square", "square")]
    assert "Judge (acc), right after its own stage; at 0 examples snapshot 0" in curve.caption
    assert curve.high == 1.03  # with two seeds an interval reaches far beyond what there can be
    assert "6 adaptation runs" in curve.caption and "seeds 1, 2" in curve.caption


def test_another_task_over_the_same_examples(curve_of):
    curve = curve_of("rate")
    assert curve.title == "Rate, adapting to Judge"
    assert curve.traces[0].values.tolist() == [1.0, 0.75, 0.75]
