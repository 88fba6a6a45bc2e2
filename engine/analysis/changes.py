"""What happened to each unit between two snapshots: kept, forgotten, learned, or never right."""

from dataclasses import dataclass

import numpy as np

from engine.answers import TaskAnswers
from engine.errors import UserError


@dataclass(frozen=True)
class Change:
    """One of the four things that can happen, and how it looks everywhere (never by colour alone)."""

    code: int
    name: str
    glyph: str
    meaning: str
    colour: str
    tint: str  # behind dark text
    dark_tint: str  # behind light text


KEPT, FORGOTTEN, LEARNED, NEVER = 0, 1, 2, 3
CHANGES: dict[str, Change] = {
    change.name: change
    for change in (
        Change(KEPT, "kept", "=", "right at first, right at second", "#0072B2", "#D6E9F8", "#0B3A57"),
        Change(FORGOTTEN, "forgotten", "x", "right at first, wrong at second (cnt3)", "#D55E00", "#FBD9C6", "#6B2F00"),
        Change(LEARNED, "learned", "+", "wrong at first, right at second (cnt4)", "#56B4E9", "#CDEFE3", "#00503A"),
        Change(NEVER, "never", "o", "wrong at first, wrong at second", "#BBBBBB", "#E6E6E6", "#3A3A3A"),
    )
}
NAMES: tuple[str, ...] = tuple(CHANGES)  # by code


def find(name: str) -> Change:
    """The change called `name`. Raises UserError with the four there are."""
    if name not in CHANGES:
        raise UserError(f"no change {name!r}. There are: {', '.join(CHANGES)}")
    return CHANGES[name]


def changes(answers: TaskAnswers, first: int, second: int) -> np.ndarray:
    """(units,) int8 codes KEPT, FORGOTTEN, LEARNED, NEVER between two snapshots, given by their indices."""
    right = answers.right()
    return codes(right[first], right[second])


def codes(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """(units,) int8 codes from (units,) bool: right at first, right at second."""
    return (2 * ~first + ~second).astype(np.int8)
