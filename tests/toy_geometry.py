"""A geometry with known numbers: one layer, three snapshots, three labels, six units of one example each."""

import numpy as np

from engine.analysis.geometry.shape import Shape
from engine.answers import Snapshot, TaskAnswers, TaskRecord, Units

SNAPSHOTS = (Snapshot(0, None, "before training"), Snapshot(1, None, "ner"), Snapshot(2, None, "pos"))
LABELS = ("A", "B", "C")
GOLD = np.array([0, 0, 1, 1, 2, 2])


def made(head=(0.1, 0.9, 0.3), probe=(0.5, 0.9, 0.85), **more) -> Shape:
    """One layer, three snapshots; distances A-B, A-C, B-C."""
    vectors = {"0": [3.0, 4.0, 5.0], "1": [6.0, 8.0, 10.0], "2": [1.0, 8.0, 7.0]}
    space = {"clusters": 3, "labels": 3, "linear": True, "answer": "exact", "why": "", "conflicting": 0,
             "conflicting_places": 0}  # fmt: skip
    document = {
        "task": "ner", "metric": "accuracy", "own_head": dict(zip("012", head, strict=True)),
        "samples": {"evaluation": {"units": 6, "examples": 6, "available_examples": 9, "frequency": [2, 2, 2]}},
        "spaces": {"evaluation": {s: {"4": dict(space)} for s in vectors}},
        "probes": {"linear": {s: {"4": {"scores": [p - 0.01, p + 0.01]}} for s, p in zip("012", probe, strict=True)}},
        "request": {"settings": {"smallest": 1, "nearest": False, "vector": "mean", "repeats": 2}},
    } | more  # fmt: skip
    arrays = {"evaluation/gold": GOLD, "evaluation/unit": np.arange(6), "evaluation/example": np.arange(6)}
    for snapshot, vector in vectors.items():
        begin = f"evaluation/{snapshot}/4/"
        nothing = np.zeros(3)
        arrays |= {
            f"{begin}vector": np.array(vector), f"{begin}overlapping": np.zeros(3, bool),
            f"{begin}missing": np.zeros(3, bool), f"{begin}inside_max": nothing + 2, f"{begin}inside_mean": nothing + 1,
            f"{begin}outside_min": nothing, f"{begin}cluster": GOLD.astype(np.int32),
            f"{begin}cluster_label": np.arange(3),
        }  # fmt: skip
    arrays["moved/4/displacement"] = np.arange(9.0)[:, None].repeat(6, 1).reshape(3, 3, 6)
    arrays["moved/4/cka"] = np.eye(3)
    arrays["evaluation/position"] = np.zeros(6, int)
    arrays["moved/4/path"] = np.arange(18.0).reshape(3, 3, 2)
    arrays["moved/4/difference"] = np.arange(54.0).reshape(3, 3, 3, 2)
    arrays["moved/4/centroid_moved"] = np.arange(27.0).reshape(3, 3, 3)
    arrays["moved/4/place"] = np.arange(36.0).reshape(3, 6, 2)
    arrays["moved/4/place_share"] = np.full((3, 2), 0.25)
    arrays["moved/4/nearest"] = np.array([GOLD, GOLD, [0, 1, 1, 1, 0, 2]])
    return Shape("ner", SNAPSHOTS, (4,), LABELS, document, arrays)


def answers(predicted) -> TaskAnswers:
    predicted = np.array(predicted)
    nothing = np.full(predicted.shape, np.nan)
    task = TaskRecord("ner", "NER", "token", LABELS, ("token_accuracy",))
    return TaskAnswers(task, SNAPSHOTS, Units(np.arange(6), np.zeros(6, int), GOLD), predicted, nothing, nothing)
