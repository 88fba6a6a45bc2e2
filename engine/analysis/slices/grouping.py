"""Grouping: a task's units parted by one feature. Every unit is in exactly one slice."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

BINS = 5  # quantile bins of a number
_ENOUGH = 2  # decimals of a share in a slice's name, unless two slices would have the same name


@dataclass(frozen=True)
class Grouping:
    """The slices of one feature."""

    key: str  # "length", "tag.source"
    title: str  # "Length in words"
    names: tuple[str, ...]  # of the slices, in their natural order
    code: np.ndarray  # (units,) int64: index of each unit's slice
    refs: tuple[str, ...] = ()  # what a link calls each slice; by default `key:name`

    def __post_init__(self):
        if not self.refs:
            object.__setattr__(self, "refs", tuple(f"{self.key}:{name}" for name in self.names))


def by_names(key: str, title: str, names: Sequence[str], code: np.ndarray) -> Grouping:
    """Slices with these names; those without a unit are left out."""
    used = np.flatnonzero(np.bincount(code, minlength=len(names)))
    number = np.full(len(names), -1, dtype=np.int64)
    number[used] = np.arange(len(used))
    return Grouping(key, title, tuple(names[i] for i in used), number[code])


def by_edges(key: str, title: str, values: np.ndarray, edges: Sequence[float], names: Sequence[str]) -> Grouping:
    """Slices [edge, next edge) of values without NaN: one name more than there are edges."""
    return by_names(key, title, names, np.searchsorted(np.asarray(edges), values, side="right"))


def by_quantiles(
    key: str,
    title: str,
    values: np.ndarray,
    row: np.ndarray,
    *,
    share: bool = False,
    none: str = "none",
    bins: int = BINS,
) -> Grouping:
    """About equally many values in each slice, as far as ties allow; named by the smallest and largest value there is.

    values: (n,) numbers, NaN where the feature does not apply (they get the slice `none`); row: (units,) whose value
    is a unit's. share: values are shares from 0 to 1, else whole numbers.
    """
    known = values[~np.isnan(values)]
    edges = np.unique(np.quantile(known, np.arange(1, bins) / bins)) if len(known) else np.zeros(0)
    code = np.searchsorted(edges, values, side="left")
    code[np.isnan(values)] = len(edges) + 1
    inside = [values[code == i] for i in range(len(edges) + 1)]
    ends = [(float(v.min()), float(v.max())) if len(v) else (np.nan, np.nan) for v in inside]
    names = [*_names(ends, share), none]
    return by_names(key, title, names, code[row])


def _names(ends: list[tuple[float, float]], share: bool) -> list[str]:
    def named(write: Callable[[float], str]) -> list[str]:
        return [write(low) if low == high else f"{write(low)} to {write(high)}" for low, high in ends]

    if not share:
        return named(lambda x: f"{x:.0f}")
    for decimals in range(_ENOUGH, 9):
        names = named(lambda x, d=decimals: f"{x:.{d}f}")
        if len(set(names)) == len(names):
            break
    return names
