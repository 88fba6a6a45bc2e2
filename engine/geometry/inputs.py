"""DirectProbe's input files: labels, entities with their labels, embeddings. A mistake is named with file and line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from engine.errors import UserError
from engine.settings import unknown


@dataclass(frozen=True)
class Source:
    """A text file, UTF-8, one thing per line."""

    path: Path

    def lines(self) -> Iterator[tuple[int, str]]:
        """Lines with their numbers, from 1. Empty lines at the end are none; UserError for others, and for no line."""
        try:
            lines = self.path.read_text(encoding="utf-8-sig").split("\n")
        except OSError as error:
            raise UserError(f"{self.path}: cannot be read: {error.strerror}") from error
        except UnicodeDecodeError as error:
            raise UserError(f"{self.path}: is not UTF-8 text (byte {error.start})") from error
        while lines and not lines[-1].strip():
            lines.pop()
        if not lines:
            raise UserError(f"{self.path}: is empty")
        for number, line in enumerate(lines, 1):
            if not line.strip():
                raise self.wrong(number, "is empty")
            yield number, line.rstrip("\r")

    def wrong(self, line: int, message: str) -> UserError:
        return UserError(f"{self.path}, line {line}: {message}")


def read_labels(path: Path) -> tuple[str, ...]:
    """The labels there can be, sorted: one per line. UserError for fewer than two."""
    labels = sorted({line.strip() for _, line in Source(path).lines()})
    if len(labels) < 2:
        raise UserError(f"{path}: has one label only, {labels[0]!r}: two are needed to compare")
    return tuple(labels)


def read_entities(path: Path, labels: Sequence[str]) -> np.ndarray:
    """(n,) index in `labels` of each `entity<TAB>label` line. What the entity is plays no part."""
    source, found = Source(path), []
    index = {label: i for i, label in enumerate(labels)}
    for number, line in source.lines():
        cells = line.split("\t")
        if len(cells) != 2:
            raise source.wrong(
                number, f"expected an entity, a tab and its label, got {len(cells)} columns: {line[:60]!r}"
            )
        label = cells[1].strip()
        if not label:
            raise source.wrong(number, "has an empty label")
        if label not in index:
            raise source.wrong(number, unknown("label", label, list(labels)))
        found.append(index[label])
    return np.array(found)


def read_embeddings(path: Path, points: int, entities: Path) -> np.ndarray:
    """(points, d) numbers, separated by white space, one vector per line, in the order of the entities' file."""
    source, rows = Source(path), []
    for number, line in source.lines():
        cells = line.split()
        try:
            row = np.array(cells, dtype=np.float64)
        except ValueError:
            raise source.wrong(number, f"{_no_number(cells)!r} is no number") from None
        if not np.isfinite(row).all():
            at = int(np.flatnonzero(~np.isfinite(row))[0])
            raise source.wrong(number, f"column {at + 1} is {cells[at]}: a coordinate is a finite number")
        if rows and len(row) != len(rows[0]):
            raise source.wrong(number, f"has {len(row)} numbers, the first line has {len(rows[0])}")
        rows.append(row)
    if len(rows) != points:
        raise UserError(f"{path} has {len(rows):,} vectors, but {entities} has {points:,} entities: one each is needed")
    return np.stack(rows)


def numbers(source: Source, lowest: int) -> np.ndarray:
    """(lines,) whole numbers from `lowest` on, one per line."""
    found = []
    for line, text in source.lines():
        if not (text.strip().isascii() and text.strip().isdigit()) or int(text) < lowest:
            raise source.wrong(line, f"expected a whole number from {lowest} on, got {text[:40]!r}")
        found.append(int(text))
    return np.array(found)


@contextmanager
def named(path: Path) -> Iterator[None]:
    """What a user has got wrong inside of it is said with the file it is in."""
    try:
        yield
    except UserError as error:
        raise UserError(f"{path}: {error}") from error


def _no_number(cells: Sequence[str]) -> str:
    for cell in cells:
        try:
            float(cell)
        except ValueError:
            return cell
    return ""
