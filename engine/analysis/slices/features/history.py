"""Filters by an answer's own history. They are made of right and wrong, so they are never ranked."""

import numpy as np

from engine.analysis.lifelines import CLASSES, life_lines
from engine.analysis.slices.context import SliceContext
from engine.analysis.slices.feature import Feature
from engine.analysis.slices.grouping import Grouping


def _life(context: SliceContext) -> list[Grouping]:
    code = life_lines(context.run, context.answers).code
    return [Grouping("life", "Life-line", tuple(CLASSES), code.astype(np.int64))]


def _right(context: SliceContext) -> list[Grouping]:
    right = context.answers.right()
    return [
        Grouping(f"right.{snapshot.name}", f"At snapshot {snapshot.name}", ("wrong", "right"), row.astype(np.int64))
        for snapshot, row in zip(context.answers.snapshots, right, strict=True)
    ]


FEATURES = (
    Feature("life", "Life-line", "Its class over all snapshots since the head was trained.", _life, role="filter"),
    Feature("right", "Right at a snapshot", "Right or wrong at one snapshot.", _right, role="filter"),
)
