"""Figures on screen: escaping, click targets, colours by theme."""

import json

import numpy as np
import pytest

from engine.figures import colours, screen

EVIL = "<script>alert('$x$')</script> & co"


@pytest.fixture(params=["heatmap", "bars", "slopes"])
def figure(request):
    return request.getfixturevalue(request.param)


@pytest.mark.parametrize("dark", [False, True])
def test_a_figure_is_transparent_and_its_axes_are_fixed(figure, dark):
    drawn = json.loads(screen.to_plotly(figure, dark).to_json())["layout"]
    assert drawn["paper_bgcolor"] == drawn["plot_bgcolor"] == "rgba(0,0,0,0)"
    assert drawn["font"]["color"] == colours.theme(dark).ink
    assert drawn["xaxis"]["fixedrange"] and drawn["yaxis"]["fixedrange"] and drawn["dragmode"] is False


def test_text_from_data_is_escaped(figure):
    def texts(thing, key=""):
        if isinstance(thing, dict):
            yield from (t for k, v in thing.items() if k != "customdata" for t in texts(v, k))
        elif isinstance(thing, list):
            yield from (t for v in thing for t in texts(v, key))
        elif isinstance(thing, str):
            yield thing

    shown = list(texts(json.loads(screen.to_plotly(figure).to_json())))
    assert any("&lt;script&gt;" in text for text in shown)
    assert not any("<script" in text for text in shown)


def test_every_cell_of_a_heatmap_is_a_click_target(heatmap):
    drawn = screen.to_plotly(heatmap)
    cells, targets = drawn.data
    assert cells.type == "heatmap" and cells.hoverinfo == "skip"
    assert [list(c) for c in targets.customdata] == [
        ["1", "cola"], ["1", EVIL], ["1", "ner"], ["2", "cola"], ["2", EVIL], ["2", "ner"],
    ]  # fmt: skip
    assert list(targets.x) == [0, 1, 2, 0, 1, 2] and list(targets.y) == [0, 0, 0, 1, 1, 1]
    assert targets.marker.opacity == targets.selected.marker.opacity == targets.unselected.marker.opacity == 0
    assert drawn.layout.hoverdistance == -1
    assert tuple(drawn.layout.yaxis.range) == (1.5, -0.5)  # rows from the top


def test_hatched_cells_have_no_colour_of_the_scale(heatmap):
    drawn = screen.to_plotly(heatmap)
    z = np.array(drawn.data[0].z, dtype=float)
    assert np.isnan(z).tolist() == [[False, True, True], [False, False, False]]
    assert (drawn.data[0].zmin, drawn.data[0].zmax) == (0.0, 1.0)
    assert [s.type for s in drawn.layout.shapes] == ["rect", "path", "rect", "rect"]


def test_numbers_can_be_read_on_their_cells(heatmap):
    for dark in (False, True):
        notes = {n.text: n.font.color for n in screen.to_plotly(heatmap, dark).layout.annotations if n.yref != "paper"}
        for text, value in ((".500", 0.5), ("−.100", -0.1), ("1.000", 1.0), (".750", 0.75)):
            assert colours.contrast(notes[text], colours.at("result", dark, value)) >= 4.5


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("scale", colours.SCALES)
def test_text_is_readable_on_every_colour_of_every_scale(scale, dark):
    for place in np.linspace(0, 1, 101):
        ground = colours.at(scale, dark, place)
        assert colours.contrast(colours.text_on(ground), ground) >= 4.1


def test_a_scale_is_clipped_not_extended():
    assert colours.at("result", False, -0.4) == colours.at("result", False, 0.0) == "#F3F8FC"
    assert colours.at("transfer", False, 0.5) == "#F7F7F7"
    assert colours.at("result", True, 1.7) == "#D2ECFC"


def test_bars_say_label_and_change(bars):
    kept, forgotten = screen.to_plotly(bars).data
    assert [list(c) for c in forgotten.customdata] == [["O", "forgotten"], [EVIL, "forgotten"]]
    assert list(kept.text) == ["= 90%", "= 40%"]
    assert kept.name == "= kept"
    assert kept.unselected.textfont.color == kept.textfont.color  # a click fades nothing


def test_untrained_heads_are_dotted_and_hollow(slopes):
    bridge, hollow, solid, filled, ring = screen.to_plotly(slopes).data[:5]
    nan = [None if np.isnan(v) else v for v in np.array(solid.y, dtype=float)]
    assert nan == [None, 0.4, 0.6, 0.3]
    assert bridge.line.dash == "dot" and np.array(bridge.y, dtype=float)[:2].tolist() == [0.0, 0.4]
    assert hollow.marker.symbol == "circle-open" and filled.marker.symbol == "circle"
    assert np.flatnonzero(~np.isnan(np.array(ring.y, dtype=float))).tolist() == [2]
    assert [list(c) for c in filled.customdata][2] == ["1", "cola"]


@pytest.mark.parametrize(
    "selection, meaning",
    [
        ({"selection": {"points": [{"x": 0, "y": 1, "customdata": ["2", "cola"]}]}}, ("2", "cola")),
        ({"points": [{"customdata": {"0": "2", "1": "cola"}}]}, ("2", "cola")),
        ({"selection": {"points": []}}, None),
        ({"selection": {"points": [{"x": 1, "y": 1}]}}, None),
        ({"selection": {"points": [{"customdata": ["2"]}]}}, None),
        ({}, None),
        (None, None),
    ],
)
def test_what_a_click_means(selection, meaning):
    assert screen.clicked(selection) == meaning
