"""Feature: something about a unit or its example that may decide whether it is forgotten."""

from collections.abc import Callable
from dataclasses import dataclass

from engine.analysis.slices.context import SliceContext
from engine.analysis.slices.grouping import Grouping
from engine.tasks.task import KINDS


@dataclass(frozen=True)
class Feature:
    """One entry; `group` raises UserError with the reason where it is not available."""

    key: str  # "length": the first part of its groupings' keys
    title: str
    words: str  # one sentence: how it is taken
    group: Callable[[SliceContext], list[Grouping]]
    kinds: tuple[str, ...] = KINDS  # of task that it is for
    # "ranked": with all others; "asked": only where it is asked for, as it says what another one says;
    # "filter": never tested, because it is made of right and wrong itself
    role: str = "ranked"
