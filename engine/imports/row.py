"""One answer as a file states it, before labels become numbers and rows become units."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from engine.errors import UserError


@dataclass(frozen=True)
class Source:
    """A file of predictions."""

    name: str  # without folders: it goes into the run and into messages
    base: int = 0  # what the file counts its examples from

    def wrong(self, line: int, message: str) -> UserError:
        """The error for a line, counted from 1."""
        return UserError(f"{self.name}, line {line}: {message}")


class Row(NamedTuple):
    """What a file says about one unit at one snapshot."""

    source: Source
    line: int  # from 1
    snapshot: str
    example: int  # row in the evaluation split, from 0
    position: int  # word in the sentence, from 0; 0 for a sequence
    gold: str
    predicted: str
    p_predicted: float = math.nan  # 0..1
    p_gold: float = math.nan

    def wrong(self, message: str) -> UserError:
        """The error for this row: file, line, and the example's number as the file counts it."""
        return UserError(f"{self.source.name}, line {self.line} (index {self.example + self.source.base}): {message}")

    @property
    def unit(self) -> tuple[int, int]:
        return self.example, self.position


@dataclass(frozen=True)
class Contents:
    """All that one file says."""

    source: Source
    rows: list[Row]
    of_words: bool  # its units are words of sentences
    texts: Mapping[int, tuple[str, ...]] = field(default_factory=dict)  # example -> its texts, where the file has them
    words: Mapping[int, tuple[str, ...]] = field(default_factory=dict)  # example -> its words


def whole_number(source: Source, line: int, text: str, what: str, minimum: int) -> int:
    """A number from a file. UserError says what came."""
    if not (text.isascii() and text.isdigit()) or len(text) > 15 or int(text) < minimum:
        raise source.wrong(line, f"{what} is a whole number from {minimum}, got {text!r}")
    return int(text)
