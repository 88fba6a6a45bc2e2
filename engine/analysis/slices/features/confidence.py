"""How sure the model was at first."""

import numpy as np

from engine.analysis.slices.context import SliceContext
from engine.analysis.slices.feature import Feature
from engine.analysis.slices.grouping import Grouping, by_names
from engine.errors import UserError

_EDGES = (0.5, 0.7, 0.9, 0.97, 0.99)
_NAMES = ("below .5", ".5 to .7", ".7 to .9", ".9 to .97", ".97 to .99", ".99 and above", "unknown")


def _binned(key: str, title: str, values: np.ndarray) -> list[Grouping]:
    if not np.isfinite(values).any():
        raise UserError("the answers at first have no probabilities")
    code = np.searchsorted(np.asarray(_EDGES, dtype=values.dtype), values, side="right")
    code[np.isnan(values)] = len(_EDGES) + 1
    return [by_names(key, title, _NAMES, code)]


def _confidence(context: SliceContext) -> list[Grouping]:
    return _binned("confidence", "Confidence before", context.answers.p_predicted[context.first])


def _p_gold(context: SliceContext) -> list[Grouping]:
    return _binned("p_gold", "p(gold) before", context.answers.p_gold[context.first])


FEATURES = (
    Feature("confidence", "Confidence before", "p(predicted) at first.", _confidence),
    Feature("p_gold", "p(gold) before", "p(gold label) at first. Among units right at first it is the confidence.",
            _p_gold, role="asked"),
)  # fmt: skip
