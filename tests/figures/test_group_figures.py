"""Points of seeds and intersections of forgotten sets: on screen, on paper and as a table."""

import numpy as np
import pytest

from engine.figures import paper, screen, table
from engine.figures.points import PointRow, Points, limits, places_of
from engine.figures.upset import UpSet

EVIL = "<script>alert('$x$')</script>"
NAN = np.nan


@pytest.fixture
def points():
    def row(group, values, low, high, heading="CoLA (MCC)"):
        values = np.array(values)
        hover = tuple(tuple(f"{EVIL} {v}" for v in of) for of in values)
        runs = tuple(f"run-{group}-{s}" for s in range(values.shape[1]))
        return PointRow(heading, f"{EVIL} {group}", group, "cola", runs, values, values.mean(axis=1), np.array(low),
                        np.array(high), hover)  # fmt: skip

    rows = (
        row(0, [[0.5, 0.6, 0.7], [0.2, 0.3, 0.1]], [0.4, 0.0], [0.8, 0.4]),
        row(1, [[0.5], [NAN]], [NAN, NAN], [NAN, NAN]),
        row(0, [[0.9, 0.8, 0.7], [0.2, 0.3, 0.1]], [0.4, -3.0], [0.8, 3.4], "NER (F1)"),
    )
    return Points(
        f"Seeds {EVIL}", f"2 groups {EVIL}", rows, ("own", "forgotten"), ("score", "lost"), ("a point: a seed",)
    )


@pytest.fixture
def upset():
    members = np.array([[True, True], [True, False]])
    return UpSet(f"Overlap {EVIL}", "n = 9 sentences", (f"A {EVIL}", "B"), np.array([7, 3]), ("11", "10"), members,
                 np.array([3, 4]), ("3 sentences", "4 sentences"), "forgotten sentences",
                 ("filled: forgotten",))  # fmt: skip


@pytest.mark.parametrize("dark", [False, True])
def test_every_seed_is_a_point_that_leads_to_its_run(points, dark):
    drawn = screen.to_plotly(points, dark)
    clicks = [list(c) for trace in drawn.data if trace.customdata is not None for c in trace.customdata]
    assert clicks.count(["run-0-2", "cola"]) == 4  # two rows, two panels
    assert len(clicks) == 2 * (3 + 1 + 3)
    assert EVIL not in drawn.to_json()


def test_a_missing_number_is_a_dash_and_no_interval_no_line(points):
    drawn = screen.to_plotly(points)
    assert sum(trace.mode == "text" and list(trace.text) == ["–"] for trace in drawn.data) == 1
    assert sum(trace.mode == "lines" for trace in drawn.data) == 4


def test_a_wide_interval_does_not_hide_the_points(points):
    low, high = limits(points, 1)
    assert (low, high) == pytest.approx((-0.04, 0.44))


def test_a_task_has_a_heading_of_its_own(points):
    places, heads = places_of(points.rows)
    assert [h for _, h in heads] == ["CoLA (MCC)", "NER (F1)"]
    assert sorted([*places, *(y for y, _ in heads)]) == pytest.approx([0.0, 1.0, 2.0, 3.4, 4.4])


def test_the_table_has_a_row_per_seed(points):
    lines = table.to_csv(points).splitlines()
    assert lines[0] == "panel,task,group,run,value,mean,low,high"
    assert len(lines) == 1 + 2 * 7
    assert lines[1].endswith("run-0-0,0.5,0.6,0.4,0.8")


@pytest.mark.parametrize("dark", [False, True])
def test_an_intersection_can_be_clicked_by_its_bar_and_its_dots(upset, dark):
    drawn = screen.to_plotly(upset, dark)
    clicks = [list(c) for trace in drawn.data if trace.customdata is not None for c in trace.customdata]
    assert clicks.count(["11", ""]) == 1
    assert [c[0] for c in clicks].count("10") == 3
    assert EVIL not in drawn.to_json()


def test_an_upset_table_says_who_is_in(upset):
    assert table.to_csv(upset).splitlines()[1:] == ["yes,yes,3", "yes,no,4"]


@pytest.mark.parametrize("kind", ["points", "upset"])
def test_both_are_drawn_on_paper(kind, request):
    picture = paper.to_png(request.getfixturevalue(kind))
    assert picture[:8] == b"\x89PNG\r\n\x1a\n"
