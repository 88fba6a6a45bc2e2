"""Figures of a geometry: what is marked, in which order and colour; and that each is also drawn, printed and tabled."""

import io

import numpy as np
import pytest
from PIL import Image
from toy_geometry import GOLD, answers, made

from engine.analysis.geometry import grids, label_distances, moves
from engine.figures import geometry_labels, geometry_layers, geometry_units, paper, screen, table
from engine.figures.caption import About

TASK = answers([GOLD]).task
ABOUT = About("Run Order (20261125-1)", "seed 42 (1 run)")
ANSWERS = answers([GOLD, GOLD, [0, 1, 1, 1, 0, 1]])  # three of six forgotten from 1 to 2
TRAINED = np.array([False, True, True])


def with_training(**more):
    shape = made(**more)
    shape.document["samples"]["train"] = {"units": 12, "examples": 12, "available_examples": 12, "frequency": [4, 4, 4]}
    return shape


def share(shape):
    return label_distances.forgotten_share(shape, ANSWERS, 1, 2)


def all_of_them():
    shape, distances = with_training(), label_distances.label_distances(made(), 4)
    return {
        "layers": geometry_layers.layer_heatmap(grids.grid(shape, "similarity"), shape, TASK, ABOUT),
        "gap": geometry_layers.layer_heatmap(grids.grid(shape, "gap"), shape, TASK, ABOUT),
        "probe": geometry_layers.probe_slopes(shape, TRAINED, TASK, ABOUT),
        "distances": geometry_labels.distance_heatmap(distances, 2, shape, TASK, ABOUT),
        "nearest": geometry_labels.nearest_slopes(distances, share(shape), 1, 2, shape, TASK, ABOUT),
        "paths": geometry_labels.centroid_paths(shape, 4, TASK, ABOUT),
        "differences": geometry_labels.difference_arrows(shape, 1, 2, 4, TASK, ABOUT),
        "units": geometry_units.place_scatter(shape, moves.moves(shape, ANSWERS, "1", "2", 4), 2, TASK, ABOUT),
        "displacement": geometry_units.displacement_curve(shape, ANSWERS, "1", "2", TASK, ABOUT),
    }


@pytest.mark.parametrize("name", all_of_them())
def test_each_is_drawn_on_screen_and_on_paper_and_has_its_numbers(name):
    figure = all_of_them()[name]
    for said in ("20261125-1", "n = 6 sampled evaluation units of NER (6 of 9 examples)", "seed 42"):
        assert said in figure.caption
    assert screen.to_plotly(figure).data
    assert Image.open(io.BytesIO(paper.to_png(figure))).width > 300
    assert table.to_csv(figure).count("\n") > 1


def test_a_cell_of_a_snapshot_and_a_layer():
    drawn = all_of_them()["layers"]
    assert (drawn.row_keys, drawn.column_keys) == (("0", "1", "2"), ("4",))
    assert [row[0] for row in drawn.text] == ["1.000", "1.000", ".792"]
    assert "compared with snapshot 0, layer by layer" in drawn.caption


def test_a_gap_has_its_sign_and_a_scale_around_nothing():
    drawn = all_of_them()["gap"]
    assert [row[0] for row in drawn.text] == ["+.400", "0", "+.550"]
    assert (drawn.low, drawn.high) == pytest.approx((-0.55, 0.55))


def test_an_untrained_head_is_marked_beside_the_probe():
    drawn = all_of_them()["probe"]
    head, probe = drawn.lines
    assert head.trained.tolist() == [False, True, True] and probe.trained.all()
    assert head.hover[0].endswith("untrained head") and not head.hover[1].endswith("untrained head")
    assert drawn.legend == ("dotted, hollow: untrained head",)
    assert "mean of 2 repeats, each trained on four fifths of 12 training units" in drawn.caption


def test_a_control_is_named_in_the_legend():
    control = {s: {"scores": [0.3, 0.4]} for s in "012"}
    drawn = geometry_layers.probe_slopes(with_training(probe_controls=control), TRAINED, TASK, ABOUT)
    assert drawn.lines[-1].values.tolist() == pytest.approx([0.35] * 3)
    assert drawn.legend == ("dotted, hollow: untrained head or control, trained on shuffled labels",)


def test_labels_keep_their_order_and_so_their_colour():
    drawn = all_of_them()
    assert [line.key for line in drawn["nearest"].lines] == ["A", "B", "C"]
    assert [path.key for path in drawn["paths"].paths] == [path.key for path in drawn["differences"].paths]
    assert [line.name for line in drawn["nearest"].lines] == [
        "A, 50% forgotten",
        "B, 0% forgotten",
        "C, 100% forgotten",
    ]


def test_of_many_labels_the_most_frequent_have_a_way():
    shape = made()
    shape.document["samples"]["evaluation"]["frequency"] = [2, 9, 3]
    for drawn in (
        geometry_labels.centroid_paths(shape, 4, TASK, ABOUT, most=2),
        geometry_labels.difference_arrows(shape, 1, 2, 4, TASK, ABOUT, most=2),
    ):
        assert [path.key for path in drawn.paths] == ["B", "C"]
        assert "the 2 most frequent labels" in drawn.caption


def test_a_label_without_units_has_neither_way_nor_distance():
    shape = made()
    shape.document["samples"]["evaluation"]["frequency"] = [2, 0, 2]
    shape.arrays["moved/4/path"][:, 1] = np.nan
    for snapshot in "012":
        shape.arrays[f"evaluation/{snapshot}/4/missing"][[0, 2]] = True  # both pairs of B
    assert [p.key for p in geometry_labels.centroid_paths(shape, 4, TASK, ABOUT).paths] == ["A", "C"]
    drawn = geometry_labels.distance_heatmap(label_distances.label_distances(shape, 4), 2, shape, TASK, ABOUT)
    assert drawn.rows == ("A", "C") and drawn.text == (("", "8.00"), ("8.00", ""))
    assert "1 labels without a cluster of 1 units left out" in drawn.caption


def test_units_are_told_apart_by_what_became_of_them():
    drawn = all_of_them()["units"]
    assert [(cloud.key, len(cloud.keys)) for cloud in drawn.clouds] == [("kept", 3), ("forgotten", 3)]
    assert drawn.clouds[1].keys == ("1:0", "4:0", "5:0")
    said = drawn.clouds[1].hover[0].split("\n")
    assert said == [
        "gold A, answered B", "right at first, wrong at second (cnt3)", "moved by 5.00; nearest centroid at second: B",
    ]  # fmt: skip


def test_how_far_they_moved_by_layer():
    kept, forgotten = all_of_them()["displacement"].traces
    assert kept.values.tolist() == forgotten.values.tolist() == [5.0]
    assert kept.name == "= kept (3)"
