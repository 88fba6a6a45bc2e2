"""Curve, scatter and forest: on screen, on paper, as a table."""

import dataclasses
import json

import numpy as np
import pytest
from matplotlib.figure import Figure as Canvas

from engine.figures import paper, screen, table
from engine.figures.curve import Curve, Trace
from engine.figures.forest import Forest
from engine.figures.scatter import Cloud, Scatter

EVIL = "<script>alert('$x$')</script> & co"


@pytest.fixture
def curve():
    values = np.array([1.0, 0.75, 0.5])
    trace = Trace("still", f"still {EVIL}", values, values - 0.1, values + 0.1, ("a", f"b {EVIL}", "c"))
    return Curve(f"Kept {EVIL}", "Run · n = 4", np.array([10, 20, 40]), ("1", "2@10", "2"), (trace,),
                 ((10.0, EVIL),), "steps", "share", 0.0, 1.02, ("dashed: a stage begins",))  # fmt: skip


@pytest.fixture
def forest():
    return Forest(f"Lost {EVIL}", "Run · n = 4", (f"Length {EVIL}", "Label: 0"), ("length:x", "label:0"),
                  np.array([0.5, 0.25]), np.array([0.4, 0.1]), np.array([0.6, 0.5]), np.array([True, False]),
                  (f"h {EVIL}", "i"), 0.3, "all: .300", "rate", ())  # fmt: skip


@pytest.fixture
def scatter():
    clouds = tuple(
        Cloud(name, f"{name} {EVIL}", shape, "#0072B2", np.array([0.1, 0.2]), np.array([0.5, 0.9]), ("3", "7"),
              (f"h {EVIL}", "i"))
        for name, shape in zip("abcd", ("circle", "cross", "plus", "square"), strict=True)
    )  # fmt: skip
    return Scatter(f"Map {EVIL}", "Run · n = 8", clouds, "variability", "confidence", (0, 0.5), (0, 1), ())


@pytest.fixture(params=["curve", "forest", "scatter"])
def figure(request):
    return request.getfixturevalue(request.param)


@pytest.mark.parametrize("dark", [False, True])
def test_on_screen_it_is_transparent_fixed_and_escaped(figure, dark):
    drawn = json.loads(screen.to_plotly(figure, dark).to_json())
    assert drawn["layout"]["paper_bgcolor"] == "rgba(0,0,0,0)" and drawn["layout"]["xaxis"]["fixedrange"]
    for trace in drawn["data"]:
        trace.pop("customdata", None)
    assert "<script" not in json.dumps(drawn) and "&lt;script&gt;" in json.dumps(drawn)


def test_on_paper_it_is_a_slide(figure):
    assert paper.to_png(figure).startswith(b"\x89PNG")
    assert isinstance(paper.draw(figure), Canvas)


def test_every_point_is_a_click_target(curve, forest, scatter):
    line = screen.to_plotly(curve).data[-1]
    assert [list(c) for c in line.customdata] == [["still", "1"], ["still", "2@10"], ["still", "2"]]
    firm, open_ = screen.to_plotly(forest).data
    assert [c[0] for c in firm.customdata] == ["length:x"] and [c[0] for c in open_.customdata] == ["label:0"]
    assert (firm.marker.symbol, open_.marker.symbol) == ("circle", "circle-open")
    clouds = screen.to_plotly(scatter).data
    assert [list(c) for c in clouds[1].customdata] == [["b", "3"], ["b", "7"]]
    assert len({cloud.marker.symbol for cloud in clouds}) == 4


def test_as_a_table(curve, forest, scatter):
    assert table.to_csv(curve).splitlines()[1:] == ["1,10,1.0,0.9,1.1", "2@10,20,0.75,0.65,0.85", "2,40,0.5,0.4,0.6"]
    assert table.to_csv(forest).splitlines()[2] == "Label: 0,0.25,0.1,0.5,no"
    assert table.to_csv(scatter).splitlines()[1] == "a,3,0.1,0.5"


def test_a_legend_of_many_rows_gets_room_above_the_curve(curve):
    def drawn(names):
        traces = tuple(dataclasses.replace(curve.traces[0], name=name) for name in names)
        return screen.to_plotly(dataclasses.replace(curve, traces=traces)).layout

    two, four = drawn(["kept", "lost"]), drawn([f"after a run with a long name, seed {n}" for n in range(4)])
    assert (two.height, two.margin.t) == (430, 92)
    assert (four.height, four.margin.t) == (470, 132)
