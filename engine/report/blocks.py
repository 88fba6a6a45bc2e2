"""What a section of a report is made of: data, not HTML, so that one place escapes everything."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from engine.figures.figure import Figure


@dataclass(frozen=True)
class Text:
    """A paragraph; `quiet` in small print."""

    text: str
    quiet: bool = False


@dataclass(frozen=True)
class Heading:
    """Over a part of a section, such as a task's."""

    text: str


@dataclass(frozen=True)
class Said:
    """A verdict with its sentence: `x forgot`, and what it rests on."""

    verdict: str  # of engine.analysis.evidence.verdict
    text: str


@dataclass(frozen=True)
class Items:
    """Sentences under each other."""

    lines: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """Cells as they are shown. Columns of numbers are set right, so that decimal points stand under each other."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    quiet: frozenset[int] = frozenset()  # rows for which there is not enough evidence


@dataclass(frozen=True)
class Picture:
    """A figure with a name, which may hold a task's."""

    name: str
    figure: Figure

    @property
    def file(self) -> str:
        """The name as every system, LaTeX and an id in HTML take it."""
        return re.sub(r"[^A-Za-z0-9-]+", "-", self.name).strip("-") or "figure"


@dataclass(frozen=True)
class Code:
    """Text as it stands, to be copied."""

    title: str
    text: str


@dataclass(frozen=True)
class Word:
    """A word of a token task; without answers if it was not evaluated."""

    text: str  # "" where words are left out
    gold: str = ""
    first: str = ""
    second: str = ""
    change: str = ""  # kept, forgotten, learned, never


@dataclass(frozen=True)
class Sample:
    """One example with its answers. Without texts and words only its id and answers are there."""

    example: int
    change: str  # of a sequence; "" for a sentence of tokens
    facts: tuple[tuple[str, str], ...]  # ("gold", "1"), ("first", "0 (.93)"), ...
    texts: tuple[str, ...]
    words: tuple[Word, ...]


@dataclass(frozen=True)
class Definition:
    """A formula, by its key."""

    key: str


Block = Text | Heading | Said | Items | Table | Picture | Code | Sample | Definition


@dataclass(frozen=True)
class Section:
    """A section that has something to say."""

    key: str
    title: str
    blocks: tuple[Block, ...]
    formulas: tuple[str, ...]  # keys of the numbers in it

    @property
    def pictures(self) -> Sequence[Picture]:
        return [block for block in self.blocks if isinstance(block, Picture)]
