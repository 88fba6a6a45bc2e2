"""What a geometry says: of layers, of labels, of units; and whether head or encoder has fallen."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from toy_geometry import GOLD, SNAPSHOTS, answers, made

from engine.analysis.changes import FORGOTTEN, KEPT
from engine.analysis.geometry import grids, label_distances, moves, probe_files
from engine.analysis.geometry.moves import Moves
from engine.analysis.geometry.shape import Shape
from engine.analysis.geometry.verdict import verdict
from engine.answers import TaskAnswers, TaskRecord, Units
from engine.errors import UserError
from engine.geometry import files


def test_similarity_is_to_a_snapshot_of_reference():
    assert grids.grid(made(), "similarity").values[:, 0].tolist() == pytest.approx([1, 1, 0.792406], abs=1e-6)
    assert grids.grid(made(), "similarity", reference="2").values[2, 0] == pytest.approx(1)
    with pytest.raises(UserError, match="the geometry of snapshot 2@5 was not measured: it was at 0, 1, 2"):
        grids.grid(made(), "similarity", reference="2@5")


def test_measures_of_each_space():
    shape = made()
    assert grids.grid(shape, "probe").values[:, 0].tolist() == pytest.approx([0.5, 0.9, 0.85])
    assert grids.grid(shape, "gap").values[:, 0].tolist() == pytest.approx([0.4, 0, 0.55])
    assert grids.grid(shape, "smallest").values[:, 0].tolist() == [3, 6, 1]
    assert grids.grid(shape, "displacement").values[:, 0].tolist() == [0, 1, 2]
    assert grids.words(shape, grids.MEASURES["gap"]) == "Probe gap (acc)"


def test_what_was_not_worked_out_is_not_offered():
    names = [measure.name for measure in grids.available(made())]
    assert "intra" not in names and "train_similarity" not in names
    with pytest.raises(UserError, match="Intra-accuracy was not worked out here"):
        grids.grid(made(), "intra")
    with pytest.raises(UserError, match="unknown measure 'simlarity'; did you mean 'similarity'"):
        grids.grid(made(), "simlarity")


def test_what_must_be_known_of_a_space_stands_with_its_number():
    shape = made()
    shape.document["spaces"]["evaluation"]["0"]["4"] |= {
        "answer": "upper bound", "why": "the deadline came", "linear": False, "clusters": 12, "conflicting": 2,
    }  # fmt: skip
    assert grids.grid(shape, "clusters").notes[0][0] == (
        "at most 12 clusters: the deadline came; labels overlap: 12 clusters for 3 labels; "
        "2 units left out, which lie where one with another label does"
    )
    assert grids.grid(shape, "clusters").notes[1][0] == ""
    assert grids.grid(shape, "cka").notes[0][0] == ""  # no clusters are in it
    shape.document["spaces"]["evaluation"]["0"]["4"]["linear"] = None  # not known: nothing is said to overlap
    assert "labels overlap" not in grids.grid(shape, "clusters").notes[0][0]


def test_why_there_is_no_similarity():
    shape = made()
    for snapshot in "012":
        shape.arrays[f"evaluation/{snapshot}/4/missing"][[0, 2]] = True
    found = grids.grid(shape, "similarity")
    assert np.isnan(found.values).all()
    assert found.notes[0][0] == "2 labels have 1 distances: at least 3 labels are needed"


def test_what_is_of_evaluation_units_says_so_whatever_is_asked_for():
    shape = made()
    assert grids.grid(shape, "cka", "train").split == grids.grid(shape, "probe", "train").split == "evaluation"


def test_two_layers_are_compared():
    shape = made()
    low = {name.replace("/4/", "/2/"): array for name, array in shape.arrays.items() if "/4/" in name}
    low["evaluation/0/2/vector"] = np.array([5.0, 4.0, 3.0])
    spaces = {s: dict.fromkeys(("2", "4"), shape.document["spaces"]["evaluation"][s]["4"]) for s in "012"}
    document = {**shape.document, "spaces": {"evaluation": spaces}}
    both = Shape("ner", shape.snapshots, (2, 4), shape.labels, document, {**shape.arrays, **low})
    found = grids.grid(both, "similarity", reference="0", layer=2)
    assert (found.reference, found.layer) == ("0", 2)
    assert found.values[0].tolist() == pytest.approx([1, -1])


def test_each_label_and_the_label_nearest_to_it():
    found = label_distances.label_distances(made(), 4)
    assert found.smallest.tolist() == [[3, 3, 4], [6, 6, 8], [1, 1, 7]]
    assert found.nearest[2].tolist() == [1, 0, 1]
    assert found.matrix[1, 2, 1] == found.matrix[1, 1, 2] == 10
    assert np.isnan(found.matrix[0, 1, 1])


def test_a_label_without_a_large_cluster_is_near_to_none():
    shape = made()
    shape.arrays["evaluation/1/4/missing"][[0, 2]] = True  # both pairs of B
    found = label_distances.label_distances(shape, 4)
    assert np.isnan(found.smallest[1, 1]) and found.nearest[1, 1] == -1
    assert found.smallest[1, [0, 2]].tolist() == [8, 8]


def test_do_labels_that_lost_more_come_closer():
    share = label_distances.forgotten_share(made(), answers([GOLD, GOLD, [1, 1, 1, 0, 2, 2]]), 1, 2)
    assert share.tolist() == [1, 0.5, 0]
    assert label_distances.closer(label_distances.label_distances(made(), 4), share, 1, 2).why.startswith(
        "fewer than 4"
    )
    four = label_distances.LabelDistances(
        "evaluation", 4, np.array([[2.0, 2, 2, 2], [1, 1.5, 1.9, 2]]), np.zeros((2, 4)), np.zeros((2, 4, 4))
    )
    found = label_distances.closer(four, np.array([0.9, 0.6, 0.2, 0.1]), 0, 1)
    assert (found.labels, found.rho, found.p) == (4, pytest.approx(-1), pytest.approx(2 / 24))  # of 24 orders


def moved(change, displacement, example=None, **more) -> Moves:
    change, n = np.array(change), len(change)
    nothing = np.zeros(n, int)
    known = {"nearest": nothing, "nearest_before": nothing, "predicted": nothing, "gold": nothing} | more
    return Moves(
        4, change, np.array(displacement, float), example=np.arange(n) if example is None else example, **known
    )


def test_forgotten_units_that_all_moved_further():
    found = moves.more(moved([FORGOTTEN] * 6 + [KEPT] * 6, [*range(10, 16), *range(6)]))
    assert (found.share, found.low, found.high, found.forgotten, found.kept) == (1, 1, 1, 6, 6)
    assert moves.more(moved([FORGOTTEN] * 5 + [KEPT] * 6, range(11))).why == (
        "fewer than 6 forgotten or kept units in the sample"
    )


@given(st.integers(0, 10**6))
def test_the_share_is_that_of_all_pairs(seed):
    random = np.random.default_rng(seed)
    change, far = random.integers(0, 2, 30), random.integers(0, 5, 30)
    change[:6], change[6:12] = FORGOTTEN, KEPT
    lost, kept = far[change == FORGOTTEN], far[change == KEPT]
    by_hand = np.mean((lost[:, None] > kept) + 0.5 * (lost[:, None] == kept))
    found = moves._superiority(far, (change == FORGOTTEN) * 1, (change == KEPT) * 1)
    assert found == pytest.approx(by_hand)
    assert moves._superiority(far, (change == KEPT) * 1, (change == FORGOTTEN) * 1) == pytest.approx(1 - by_hand)


def test_units_of_one_sentence_are_drawn_together():
    """In half of the sentences the forgotten words moved further, in the others the kept ones."""
    change = [FORGOTTEN, FORGOTTEN, KEPT, KEPT] * 8
    far = [1, 1, 0, 0] * 4 + [0, 0, 1, 1] * 4
    apart, together = moves.more(moved(change, far)), moves.more(moved(change, far, np.repeat(np.arange(8), 4)))
    assert apart.share == together.share == 0.5
    assert together.high - together.low > 1.3 * (apart.high - apart.low)


def test_towards_which_label():
    found = moves.moves(made(), answers([GOLD, GOLD, [0, 1, 1, 1, 0, 1]]), "1", "2", 4)
    assert found.change.tolist() == [KEPT, FORGOTTEN, KEPT, KEPT, FORGOTTEN, FORGOTTEN]
    assert moves.followed_answer(found) == (2, 1, 3)  # near to the label answered; still to their own; all
    assert moves.towards(found, 3).tolist() == [[0, 1, 0], [0, 0, 0], [1, 0, 1]]
    assert found.displacement.tolist() == [5] * 6


def judged(right: tuple[int, int], probe=(0.5, 0.9, 0.85), untrained=(), **more):
    """Of 60 units, one example each, so many are right at 1 and at 2; chance is a third."""
    gold = np.arange(60) % 3
    shape = made(probe=probe, **more)
    shape.arrays.update(
        {"evaluation/gold": gold, "evaluation/unit": np.arange(60), "evaluation/example": np.arange(60)}
    )
    shape.document["samples"]["evaluation"]["units"] = 60
    shape.document["own_head"] = {"0": 0.0, "1": right[0] / 60, "2": right[1] / 60}
    given = [np.where(np.arange(60) < count, gold, (gold + 1) % 3) for count in (0, *right)]
    nothing = np.full((3, 60), np.nan)
    units = Units(np.arange(60), np.zeros(60, int), gold)
    found = TaskAnswers(answers([GOLD]).task, SNAPSHOTS, units, np.array(given), nothing, nothing)
    return verdict(shape, found, "1", "2", untrained)


@pytest.mark.parametrize(
    ("right", "probe", "name"),
    [
        ((54, 18), (0.5, 0.9, 0.85), "the head"),  # .91 of what the probe reads beyond chance is still there
        ((54, 18), (0.5, 0.9, 0.35), "the space"),
        ((54, 18), (0.5, 0.9, 0.6), "both"),
        ((54, 53), (0.5, 0.9, 0.85), "unsure"),  # one unit of 60
        ((42, 54), (0.5, 0.9, 0.85), "unsure"),  # it rose
        ((54, 18), (0.5, 0.4, 0.4), "chance"),
    ],
)
def test_the_head_beside_the_probe(right, probe, name):
    found = judged(right, probe)
    assert found.name == name
    assert found.head == pytest.approx((right[0] / 60, right[1] / 60))
    assert found.gap == pytest.approx(probe[2] - right[1] / 60)
    assert found.before == pytest.approx(0.5)
    assert found.chance == pytest.approx((1 / 3, 1 / 3))
    assert found.sd == pytest.approx((0.0141421, 0.0141421), abs=1e-6)


def test_a_probe_is_held_against_one_of_shuffled_labels():
    """Most words are O: .83 is no knowledge."""
    control = {s: {"scores": [0.82, 0.84]} for s in "012"}
    found = judged((57, 42), (0.83, 0.95, 0.83), probe_controls=control)
    assert (found.name, found.chance, found.kept) == ("the space", pytest.approx((0.83, 0.83)), pytest.approx(0))


def test_the_head_is_scored_by_the_metric_of_the_probe():
    """MCC: answering the more frequent label always is no knowledge, whatever its accuracy."""
    gold = np.arange(60) % 4 == 0
    shape = made(probe=(0.0, 0.6, 0.55), metric="mcc")
    shape.arrays.update({"evaluation/gold": gold * 1, "evaluation/unit": np.arange(60)})
    shape.document["samples"]["evaluation"]["units"] = 60
    shape.document["own_head"] = {"0": 0.0, "1": 1.0, "2": 0.0}
    task = TaskRecord("ner", "NER", "sequence", ("A", "B", "C"), ("mcc",))
    nothing = np.full((3, 60), np.nan)
    given = np.array([gold * 0, gold * 1, gold * 0])
    found = TaskAnswers(task, SNAPSHOTS, Units(np.arange(60), np.zeros(60, int), gold * 1), given, nothing, nothing)
    made_of = verdict(shape, found, "1", "2")
    assert (made_of.name, made_of.head, made_of.chance) == ("the head", (1.0, 0.0), (0.0, 0.0))
    assert made_of.fall == pytest.approx((1.0, 1.0))
    assert made_of.gap == pytest.approx(0.55)


def test_a_random_head_has_nothing_to_forget():
    assert judged((2, 54), untrained={"1"}).name == "untrained"


def test_without_a_probe_there_is_no_verdict():
    with pytest.raises(UserError, match="there is no probe"):
        judged((54, 18), probes={"linear": {s: {"4": {"refused": "too few"}} for s in "012"}})


def test_the_verdict_says_its_numbers():
    assert judged((54, 18)).reason == (
        "the head has lost its aim: of what a new probe reads beyond chance at first, 91% can still be read at second "
        "(acc of the head 0.900 to 0.300, of a new probe 0.900 to 0.850, chance 0.333 and 0.333; before training 0.500)"
    )
    assert judged((54, 53)).reason.startswith(
        "no fall of the head is established (acc of the head 0.900 to 0.883; fall 0.017, 95 % 0.000 to 0.114)"
    )


def test_of_a_regression_labels_are_bins_and_so_are_answers():
    """Gold 0.5, 1.5, 2.5 twice; the second answers fall one bin above for two of them."""
    gold = np.array([0.5, 0.5, 1.5, 1.5, 2.5, 2.5])
    shape = made()
    shape = Shape("sts", shape.snapshots, shape.layers, ("0 to <1", "1 to <2", "2 to 3"), shape.document, shape.arrays)
    task = TaskRecord("sts", "STS", "regression", (), ("pearson",))
    nothing = np.full((3, 6), np.nan)
    given = np.array([gold, gold, [0.5, 1.7, 1.5, 2.4, 2.5, 2.5]])
    found = TaskAnswers(task, SNAPSHOTS, Units(np.arange(6), np.zeros(6, int), gold), given, nothing, nothing)
    assert shape.answered(found, "2").tolist() == [0, 1, 1, 2, 2, 2]
    assert label_distances.forgotten_share(shape, found, 1, 2).tolist() == [0.5, 0.5, 0]
    assert moves.moves(shape, found, "1", "2", 4).predicted.tolist() == [0, 1, 1, 2, 2, 2]


def test_a_space_as_the_six_files(tmp_path):
    shape = made()
    shape.arrays["evaluation/2/4/cluster"][5] = -1  # left out for a conflict
    written = probe_files.six_files(shape, "evaluation", "2", 4)
    files.write(tmp_path / "new", written)
    found = files.read(tmp_path / "new")
    assert found.cluster.tolist() == [0, 0, 1, 1, 2, 3]
    assert found.vector.tolist() == [1, 8, 7]
    assert found.pairs == (("A", "B"), ("A", "C"), ("B", "C"))
    assert "rows 6" in written["log.txt"]
