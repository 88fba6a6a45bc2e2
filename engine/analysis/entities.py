"""Whole entities of a token task between two snapshots: found, missed, of the wrong type, cut wrongly, invented."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from engine import metrics
from engine.analysis import spans
from engine.analysis.numbers import to_json
from engine.answers import Snapshot, TaskAnswers, TaskRecord
from engine.errors import UserError

FOUND, BOUNDARY, TYPE, MISSED = 0, 1, 2, 3
OUTCOMES = {  # what may become of a gold entity; the first that applies
    "found": "type and both ends are right",
    "wrong boundary": "an entity of the right type overlaps it, but begins or ends elsewhere",
    "wrong type": "only entities of another type overlap it",
    "missed": "no predicted entity overlaps it",
}
INVENTED = "a predicted entity that overlaps no gold one"


@dataclass(frozen=True)
class EntityView:
    """Gold and predicted entities by type, strict IOB2. Arrays are by type, in the order of `types`."""

    task: str
    first: Snapshot
    second: Snapshot
    types: tuple[str, ...]
    gold: np.ndarray  # (types,) gold entities
    moves: np.ndarray  # (types, 4, 4) gold entities by outcome at first x outcome at second, in the order of OUTCOMES
    predicted: np.ndarray  # (2, types) predicted entities at first and at second
    right: np.ndarray  # (2, types) of them right: gold ones that are found
    invented: np.ndarray  # (2, types) of them invented

    @property
    def f1(self) -> np.ndarray:
        """(2, types) entity F1 at first and second, per type; NaN for a type that neither occurs nor is predicted."""
        return _f1(self.right, self.predicted, self.gold)

    @property
    def f1_overall(self) -> np.ndarray:
        """(2,) micro entity F1 at first and second."""
        return _f1(self.right.sum(axis=1), self.predicted.sum(axis=1), self.gold.sum())

    @property
    def outcomes(self) -> np.ndarray:
        """(2, types, 4) gold entities by outcome at first and at second."""
        return np.stack([self.moves.sum(axis=2), self.moves.sum(axis=1)])

    @property
    def forgotten(self) -> np.ndarray:
        """(types,) found at first and not at second."""
        return self.moves[:, FOUND, BOUNDARY:].sum(axis=1)

    @property
    def learned(self) -> np.ndarray:
        """(types,) found at second and not at first."""
        return self.moves[:, BOUNDARY:, FOUND].sum(axis=1)

    def to_json(self) -> dict[str, Any]:
        names = list(OUTCOMES)
        return {
            "types": list(self.types),
            "gold": to_json(self.gold),
            "entity_f1": {"first": to_json(self.f1[0]), "second": to_json(self.f1[1])},
            "outcomes": names,
            "first": to_json(self.outcomes[0]),
            "second": to_json(self.outcomes[1]),
            "moves": to_json(self.moves),
            "predicted": to_json(self.predicted),
            "invented": to_json(self.invented),
            "forgotten": to_json(self.forgotten),
            "learned": to_json(self.learned),
        }


def has_entities(task: TaskRecord) -> bool:
    """Is it a token task with B-, I- and O tags?"""
    return task.kind == "token" and metrics.are_iob(task.labels)


def inside(answers: TaskAnswers) -> np.ndarray | None:
    """(units,) bool: gold label other than O, as a mask for `flips`; None for a task that has no O."""
    if answers.task.kind != "token" or "O" not in answers.task.labels:
        return None
    return answers.units.gold != answers.task.labels.index("O")


def entity_view(answers: TaskAnswers, first: int, second: int) -> EntityView:
    """Compare the entities at the snapshots with these indices. Raises UserError for a task without entity tags."""
    if not has_entities(answers.task):
        raise UserError(f"{answers.task.name} has no entities: its labels are not B-, I- and O tags")
    types = spans.types(answers.task.labels)
    begins, kind = spans.entities(answers.units.gold, answers.task.labels, answers.units.example)
    starts = np.flatnonzero(begins)
    gold_kind = kind[starts]
    outcome, predicted, right, invented = [], [], [], []
    for snapshot in (first, second):
        ends, new_kind = spans.entities(answers.predicted[snapshot], answers.task.labels, answers.units.example)
        found, stray = _compare(begins, kind, ends, new_kind)
        outcome.append(found)
        predicted.append(_by_type(new_kind[ends > 0], types))
        right.append(_by_type(gold_kind[found == FOUND], types))
        invented.append(_by_type(stray, types))
    place = (gold_kind * 4 + outcome[0]) * 4 + outcome[1]
    return EntityView(
        task=answers.task.name,
        first=answers.snapshots[first],
        second=answers.snapshots[second],
        types=types,
        gold=_by_type(gold_kind, types),
        moves=np.bincount(place, minlength=len(types) * 16).reshape(len(types), 4, 4),
        predicted=np.stack(predicted),
        right=np.stack(right),
        invented=np.stack(invented),
    )


def _compare(
    gold_ends: np.ndarray, gold_kind: np.ndarray, ends: np.ndarray, kind: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """(gold entities,) outcome of each; and the types of the predicted entities that overlap no gold one."""
    starts, new_starts = np.flatnonzero(gold_ends), np.flatnonzero(ends)
    number, new_number = _numbers(gold_ends), _numbers(ends)
    both = (number >= 0) & (new_number >= 0)
    meets, same = np.zeros(len(starts), dtype=bool), np.zeros(len(starts), dtype=bool)
    meets[number[both]] = True
    same[number[both & (gold_kind == kind)]] = True
    exact = (ends[starts] == gold_ends[starts]) & (kind[starts] == gold_kind[starts])
    known = np.zeros(len(new_starts), dtype=bool)
    known[new_number[both]] = True
    return np.select([exact, same, meets], [FOUND, BOUNDARY, TYPE], MISSED), kind[new_starts[~known]]


def _numbers(ends: np.ndarray) -> np.ndarray:
    """(units,) number of the entity that a word is in, -1 for none."""
    starts = np.flatnonzero(ends)
    number = np.full(len(ends), -1)
    lengths = ends[starts] - starts
    inside = np.repeat(starts, lengths) + np.arange(lengths.sum()) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    number[inside] = np.repeat(np.arange(len(starts)), lengths)
    return number


def _by_type(kinds: np.ndarray, types: tuple[str, ...]) -> np.ndarray:
    return np.bincount(kinds, minlength=len(types))


def _f1(right: np.ndarray, predicted: np.ndarray, gold: np.ndarray) -> np.ndarray:
    whole = predicted + gold
    return np.divide(2 * right, whole, out=np.full(np.shape(whole), np.nan), where=whole > 0)
