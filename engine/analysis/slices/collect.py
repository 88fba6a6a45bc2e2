"""The groupings of a task, and the units that a link's slice means."""

from dataclasses import dataclass

import numpy as np

from engine import store
from engine.analysis.bins import bins
from engine.analysis.slices.column import by_column
from engine.analysis.slices.context import SliceContext
from engine.analysis.slices.features import FEATURES
from engine.analysis.slices.grouping import Grouping
from engine.analysis.slices.own import WAYS
from engine.analysis.slices.table import SliceTable, slice_table
from engine.errors import UserError
from engine.settings import unknown

_A_LABEL = 0.99  # share of the units whose label a tag gives away


@dataclass(frozen=True)
class Found:
    """One slice."""

    title: str  # "Length in words: 4 to 6"
    inside: np.ndarray  # (units,) bool


def sliced(context: SliceContext, feature: str | None = None, own: str | None = None) -> SliceTable:
    """Every slice of a task, or of one feature, counted and tested together.

    feature: a key of FEATURES, "column.NAME", or None for all that are ranked. own: "contains:TEXT" or
    "matches:PATTERN", a slice of the user's beside them; alone if `feature` is "own". Raises UserError for what does
    not exist, and, where one feature was asked for, if it is not available.
    """
    groupings, unavailable = ([], {}) if feature == "own" else _groupings(context, feature)
    if own:
        groupings = [_own(context, own), *groupings]
    return slice_table(context, groupings, unavailable)


def find(context: SliceContext, ref: str) -> Found:
    """The units of one slice, called as in `Slice.ref`: `length:4 to 6`, `contains:the cat`, `life:forgotten`.

    Raises UserError where there is none of that name, or its feature is not available.
    """
    way = ref.partition(":")[0]
    groupings = [_own(context, ref)] if way in WAYS else _groupings(context, way, filters=True)[0]
    known = [(grouping, i) for grouping in groupings for i in range(len(grouping.names))]
    for grouping, i in known:
        if grouping.refs[i] == ref:
            return Found(f"{grouping.title}: {grouping.names[i]}", grouping.code == i)
    names = ", ".join(grouping.refs[i] for grouping, i in known)
    raise UserError(f"no slice {ref!r} here. There are: {names}")


def _groupings(
    context: SliceContext, feature: str | None, filters: bool = False
) -> tuple[list[Grouping], dict[str, str]]:
    kind = context.answers.task.kind
    suited = {key: f for key, f in FEATURES.items() if kind in f.kinds and (filters or f.role != "filter")}
    task = context.answers.task.name
    columns = store.read_columns(context.run.folder, task) if context.uploaded else {}
    if feature is not None:
        base = feature.partition(".")[0]
        if base == "column" and feature.partition(".")[2] in columns:
            name = feature.partition(".")[2]
            return [by_column(context, name, columns[name])], {}
        if base not in suited:
            raise UserError(unknown("feature", feature, [*suited, *(f"column.{name}" for name in columns)]))
        found = suited[base].group(context)
        return [g for g in found if feature in (base, g.key)] or found, {}
    groupings: list[Grouping] = []
    unavailable: dict[str, str] = {}
    for entry in suited.values():
        if entry.role != "ranked":
            continue
        try:
            for grouping in entry.group(context):
                if grouping.key.startswith("tag.") and _says_the_label(context, grouping):
                    unavailable[grouping.title] = "says the same as the gold label"
                else:
                    groupings.append(grouping)
        except UserError as error:
            unavailable[entry.title] = str(error)
    for name, values in columns.items():
        try:
            groupings.append(by_column(context, name, values))
        except UserError as error:
            unavailable[name] = str(error)
    return groupings, unavailable


def _says_the_label(context: SliceContext, grouping: Grouping) -> bool:
    """CoLA's original mark, say: a tag from which the label can be read would only repeat its slices."""
    groups = bins(context.answers)
    size = len(groups.labels)
    both = grouping.code * size + groups.of(context.answers.units.gold)
    pairs = np.bincount(both, minlength=size * len(grouping.names))
    return bool(pairs.reshape(-1, size).max(axis=1).sum() >= _A_LABEL * len(grouping.code))


def _own(context: SliceContext, ref: str) -> Grouping:
    way, _, value = ref.partition(":")
    if way not in WAYS:
        raise UserError(unknown("way to look for a slice", way, list(WAYS)))
    return WAYS[way](context, value)
