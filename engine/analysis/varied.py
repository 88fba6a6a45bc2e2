"""Groups over a number that was varied: which setting that is, and which groups lie on one line over it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from engine.analysis.groups import Grouping
from engine.analysis.plan_settings import Setting

_NUMBER = re.compile(r"-?\d+(\.\d+)?(e[+-]?\d+)?")
_PLAIN = ("order", "strategy", "encoder")  # these say what they are without their name
_ALL = "every stage"
FEWEST = 3  # numbers, where other groups have a word in that place: layers 1, 2, 3, last


@dataclass(frozen=True)
class Line:
    """Groups that differ in the varied number alone, ascending."""

    name: str  # what tells it from the other lines; "" if it is the only one
    groups: tuple[int, ...]  # indices


@dataclass(frozen=True)
class Varied:
    """One numeric setting in which groups differ."""

    name: str  # "imdb.learning_rate"
    values: np.ndarray  # (groups,) NaN where a group has no number there
    lines: tuple[Line, ...]

    @property
    def x(self) -> np.ndarray:
        """The numbers on any line, ascending."""
        return np.unique([self.values[g] for line in self.lines for g in line.groups])

    @property
    def logarithmic(self) -> bool:
        """Whether the numbers are spaced more evenly by their ratios than by their differences."""
        if len(self.x) < 3 or self.x[0] <= 0:
            return False
        uneven = [np.std(steps) / np.mean(steps) for steps in (np.diff(np.log(self.x)), np.diff(self.x))]
        return bool(uneven[0] < uneven[1])


def varied(grouping: Grouping) -> tuple[Varied, ...]:
    """Every number over which there is a line of at least two groups, that with the most groups on lines first.

    Settings that change together (the rate of every stage) are one.
    """
    found: dict[tuple[str, ...], list[Setting]] = {}
    for setting in grouping.settings:
        numbers = [value for value in setting.values if _NUMBER.fullmatch(value)]
        whole = len(numbers) == len(setting.values)
        if setting.name.startswith("data.") or len(set(numbers)) < (2 if whole else FEWEST):
            continue
        found.setdefault(setting.values, []).append(setting)
    every = [_varied(grouping.settings, same) for same in found.values()]
    return tuple(sorted((v for v in every if v.lines), key=lambda v: -sum(len(line.groups) for line in v.lines)))


def _varied(settings: Sequence[Setting], same: Sequence[Setting]) -> Varied:
    texts = same[0].values
    values = np.array([float(text) if _NUMBER.fullmatch(text) else np.nan for text in texts])
    others = [s for s in settings if s not in same]
    of: dict[tuple[str, ...], list[int]] = {}
    for g in np.argsort(values, kind="stable"):
        if not np.isnan(values[g]):
            of.setdefault(tuple(s.values[g] for s in others), []).append(int(g))
    lines = {key: groups for key, groups in of.items() if len(groups) > 1}
    names = _names(list(lines), [s.name for s in others])
    return Varied(_together(same), values, tuple(Line(n, tuple(g)) for n, g in zip(names, lines.values(), strict=True)))


def _together(same: Sequence[Setting]) -> str:
    """`cola.epochs` and `rte.epochs` are the epochs of every stage."""
    if len(same) == 1:
        return same[0].name
    ends = {s.name.rpartition(".")[2] for s in same}
    return f"{_ALL}: {ends.pop()}" if len(ends) == 1 else " and ".join(s.name for s in same)


def _names(keys: Sequence[tuple[str, ...]], settings: Sequence[str]) -> list[str]:
    """What differs between the lines, as far as it is needed to tell them apart: the order first."""
    names = [""] * len(keys)
    places = sorted(range(len(settings)), key=lambda i: _PLAIN.index(settings[i]) if settings[i] in _PLAIN else 9)
    for i in places:
        if len(set(names)) == len(keys):
            break
        if len({key[i] for key in keys}) > 1:
            said = "" if settings[i] in _PLAIN else f"{settings[i]} "
            names = [", ".join(filter(None, [n, said + key[i]])) for n, key in zip(names, keys, strict=True)]
    return names
