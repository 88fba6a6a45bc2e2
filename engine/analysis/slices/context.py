"""What slices are taken of: a task's answers between two snapshots, with its examples and what it was trained on."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from engine import store
from engine.analysis.bins import bins
from engine.analysis.slices.training_texts import TrainingTexts
from engine.answers import ExampleRecord, TaskAnswers
from engine.errors import UserError

if TYPE_CHECKING:
    from engine.store import Run

ENTITIES = "all but O"
OUTSIDE = "O"
_WORD = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")  # letters and digits, joined as in don't, U.S, well-known


@dataclass(frozen=True)
class SliceContext:
    """Read once, used by every feature.

    data: the folder of data sets, None where there is none. within: count only units with this gold label (or bin), or
    with ENTITIES those of all labels but O; features are of the whole example all the same. uploaded: with the columns
    that somebody gave, whose values may be as private as the texts.
    """

    run: Run
    answers: TaskAnswers
    first: int
    second: int
    data: Path | None = None
    within: str | None = None
    uploaded: bool = True

    @cached_property
    def inside(self) -> np.ndarray:
        """(units,) bool: what is counted. UserError for a label that there is not."""
        gold, labels = self.answers.units.gold, self.answers.task.labels
        if self.within is None:
            return np.ones(len(gold), dtype=bool)
        if self.within == ENTITIES and OUTSIDE in labels:
            return gold != labels.index(OUTSIDE)
        groups = bins(self.answers)
        return groups.of(gold) == groups.index(self.within)

    @cached_property
    def ids(self) -> np.ndarray:
        """(examples,) evaluated examples, ascending."""
        return np.unique(self.answers.units.example)

    @cached_property
    def row(self) -> np.ndarray:
        """(units,) each unit's example, as an index into `ids`."""
        return np.searchsorted(self.ids, self.answers.units.example)

    @cached_property
    def records(self) -> list[ExampleRecord]:
        """(examples,) what the run has stored about them."""
        found = {record.example: record for record in store.read_examples(self.run, self.answers.task.name)}
        return [found[i] for i in self.ids.tolist()]

    @cached_property
    def texts(self) -> list[str]:
        """(examples,) what a reader sees of each: its words joined by spaces, or its texts, one per line.

        Raises UserError where the run has none.
        """
        found = [" ".join(r.words) if r.words else "\n".join(r.texts) for r in self.records]
        if not any(found):
            raise UserError("this run was imported, or shared, without its texts")
        return found

    @cached_property
    def words(self) -> list[list[str]]:
        """(examples,) the words of each, folded to one case, without punctuation."""
        return [folded(text) for text in self.texts]

    @cached_property
    def unit_words(self) -> list[str]:
        """(units,) the word that each unit of a token task is."""
        _ = self.texts  # or say why there are none
        records = self.records
        places = zip(self.row.tolist(), self.answers.units.position.tolist(), strict=True)
        return [records[row].words[position] for row, position in places]

    @cached_property
    def training(self) -> TrainingTexts:
        """What the stages of the run trained on."""
        return TrainingTexts(self.run, self.data)


def folded(text: str) -> list[str]:
    """The words of a text in one case, without punctuation."""
    return _WORD.findall(text.casefold())


def vocabulary(texts: Iterable[str]) -> set[str]:
    """Every word of the texts."""
    return {word for text in texts for word in folded(text)}
