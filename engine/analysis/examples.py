"""Which sentences and tokens? The units of a task, filtered and ordered, and the rows that show them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from engine.analysis import patterns
from engine.analysis.bins import bins
from engine.analysis.changes import NAMES, changes, find
from engine.answers import TaskAnswers
from engine.errors import UserError

ORDERS = {
    "index": "as in the data set",
    "before": "most confident at first",
    "confidence": "most confident at second",
    "drop": "largest fall of p(gold)",
    "flips": "most changes between right and wrong",
}


@dataclass(frozen=True)
class Listing:
    """What a filter leaves, in the order asked for."""

    units: np.ndarray  # indices of the matching units
    examples: np.ndarray  # distinct examples they belong to, in order of first appearance: what is paged
    change: np.ndarray  # (all units,) codes of `changes`
    unknown_confidence: int = 0  # units left out because their answer has no probability


def listing(
    answers: TaskAnswers,
    first: int,
    second: int,
    *,
    change: str | Collection[str] | None = None,
    label: str | None = None,
    predicted: str | None = None,
    pattern: str | None = None,
    pattern_snapshots: Sequence[int] | None = None,
    ids: Collection[int] | None = None,
    inside: np.ndarray | None = None,
    min_confidence: float | None = None,
    max_confidence: float | None = None,
    order: str = "index",
) -> Listing:
    """The units that pass every filter given.

    change: one or several of kept, forgotten, learned, never. label: a gold label, or a bin's name for regression.
    predicted: what was answered at second, a label or a bin's name.
    pattern: bits over `pattern_snapshots` (default: the stage ends), `.` for either. ids: examples, as from a search.
    inside: (units,) bool, as of a slice.
    min_confidence, max_confidence: p(predicted) at second, both included; answers without one are left out and counted.
    order: one of ORDERS; ties and NaN keep the data set's order, NaN last.
    Raises UserError for an unknown change, label or order.
    """
    if order not in ORDERS:
        raise UserError(f"no order {order!r}. There are: {', '.join(ORDERS)}")
    what = changes(answers, first, second)
    keep = np.ones(len(what), dtype=bool)
    if change is not None:
        wanted = [change] if isinstance(change, str) else list(change)
        keep &= np.isin(what, [find(name).code for name in wanted])
    groups = bins(answers)
    if label is not None:
        keep &= groups.of(answers.units.gold) == groups.index(label)
    if predicted is not None:
        keep &= groups.of(answers.predicted[second]) == groups.index(predicted)
    if pattern is not None:
        keep &= patterns.matches(answers, pattern, pattern_snapshots)
    if ids is not None:
        keep &= np.isin(answers.units.example, np.fromiter(ids, dtype=np.int64, count=len(ids)))
    if inside is not None:
        keep &= inside
    unknown = 0
    if min_confidence is not None or max_confidence is not None:
        confidence = answers.p_predicted[second]
        unknown = int((keep & np.isnan(confidence)).sum())
        # half a unit in the last place of a float32, so that 0.9 means what the screen shows as 0.9
        low, high = (min_confidence or 0.0) - 1e-6, (1.0 if max_confidence is None else max_confidence) + 1e-6
        keep &= (confidence >= low) & (confidence <= high)
    units = np.flatnonzero(keep)
    units = units[_order(answers, units, first, second, order)]
    return Listing(units, _distinct(answers.units.example[units]), what, unknown)


def units_of(answers: TaskAnswers, example: int) -> np.ndarray:
    """Indices of all units of one example, in the order of its words."""
    start, stop = np.searchsorted(answers.units.example, [example, example + 1])
    return np.arange(start, stop)


def rows(answers: TaskAnswers, units: Sequence[int] | np.ndarray, first: int, second: int) -> list[dict[str, Any]]:
    """One row per unit for a table or JSON: its place, gold, both answers, change, probabilities (None: unknown)."""
    units = np.asarray(units, dtype=np.int64)
    right = answers.right()[:, units]
    chosen = patterns.default_snapshots(answers)
    what = changes(answers, first, second)[units]
    return [
        {
            "example": int(answers.units.example[unit]),
            "position": int(answers.units.position[unit]),
            "gold": _name(answers, answers.units.gold[unit]),
            "first": _name(answers, answers.predicted[first, unit]),
            "second": _name(answers, answers.predicted[second, unit]),
            "change": NAMES[what[i]],
            "p_first": _known(answers.p_predicted[first, unit]),
            "p_second": _known(answers.p_predicted[second, unit]),
            "p_gold_first": _known(answers.p_gold[first, unit]),
            "p_gold_second": _known(answers.p_gold[second, unit]),
            "pattern": "".join("01"[int(right[s, i])] for s in chosen),
        }
        for i, unit in enumerate(units)
    ]


def strip(answers: TaskAnswers, unit: int) -> list[dict[str, Any]]:
    """One unit over all snapshots: predicted label, right or wrong, p(predicted), p(gold)."""
    right = answers.right()[:, unit]
    return [
        {
            "snapshot": snapshot.name,
            "stage": snapshot.stage_name,
            "predicted": _name(answers, answers.predicted[i, unit]),
            "right": bool(right[i]),
            "p_predicted": _known(answers.p_predicted[i, unit]),
            "p_gold": _known(answers.p_gold[i, unit]),
        }
        for i, snapshot in enumerate(answers.snapshots)
    ]


def _name(answers: TaskAnswers, value: float) -> str | float:
    return float(value) if answers.task.kind == "regression" else answers.task.labels[int(value)]


def _known(probability: float) -> float | None:
    return None if np.isnan(probability) else float(probability)


def _order(answers: TaskAnswers, units: np.ndarray, first: int, second: int, order: str) -> np.ndarray:
    if order == "index":
        return np.arange(len(units))
    if order in ("before", "confidence"):
        by = answers.p_predicted[first if order == "before" else second, units]
    elif order == "drop":
        by = answers.p_gold[first, units] - answers.p_gold[second, units]
    else:
        by = np.abs(np.diff(answers.right()[:, units].astype(np.int8), axis=0)).sum(axis=0)
    return np.argsort(-by, kind="stable")  # NaN sorts last


def _distinct(examples: np.ndarray) -> np.ndarray:
    values, at = np.unique(examples, return_index=True)
    return values[np.argsort(at, kind="stable")]
