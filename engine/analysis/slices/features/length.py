"""How long an example is, and where in it a word stands."""

import numpy as np

from engine.analysis.slices.context import SliceContext
from engine.analysis.slices.feature import Feature
from engine.analysis.slices.grouping import Grouping, by_edges, by_quantiles

_PLACES = (1, 5, 10, 20)  # position, from 0


def _length(context: SliceContext) -> list[Grouping]:
    _ = context.texts  # or say why there are none
    values = np.array([len(r.words) or sum(len(t.split()) for t in r.texts) for r in context.records], dtype=float)
    return [by_quantiles("length", "Length in words", values, context.row)]


def _position(context: SliceContext) -> list[Grouping]:
    names = ["1st word"] + [f"{a + 1} to {b}" for a, b in zip(_PLACES[:-1], _PLACES[1:], strict=True)]
    names.append(f"{_PLACES[-1] + 1} on")
    return [by_edges("position", "Position in the sentence", context.answers.units.position, _PLACES, names)]


FEATURES = (
    Feature("length", "Length in words", "Words of the example, both texts of a pair together; five quantile bins.",
            _length),
    Feature("position", "Position in the sentence", "Which word of its sentence it is, counted from 1.", _position,
            ("token",)),
)  # fmt: skip
