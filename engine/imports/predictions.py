"""All that was imported, by snapshot: every snapshot answers the same units, and gold labels agree."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from engine.errors import UserError
from engine.imports.row import Contents, Row

Unit = tuple[int, int]  # example, position


@dataclass(frozen=True)
class Predictions:
    """What all files together say."""

    columns: Mapping[str, Mapping[Unit, Row]]  # snapshot -> unit -> row, in the files' order
    units: tuple[Unit, ...]  # sorted
    of_words: bool
    texts: Mapping[int, tuple[str, ...]]
    words: Mapping[int, tuple[str, ...]]

    @property
    def first(self) -> Mapping[Unit, Row]:
        """The rows of the first snapshot."""
        return next(iter(self.columns.values()))


def gather(files: Sequence[Contents]) -> Predictions:
    """Put files together. UserError for a unit answered twice or not at all snapshots, and for unequal gold labels."""
    columns: dict[str, dict[Unit, Row]] = {}
    if len({f.of_words for f in files}) > 1:
        whole, of_words = (next(f.source.name for f in files if f.of_words == kind) for kind in (False, True))
        raise UserError(f"{whole} is about whole texts and {of_words} about words: import them one by one")
    for row in (row for file in files for row in file.rows):
        column = columns.setdefault(row.snapshot, {})
        if before := column.get(row.unit):
            place = f"{before.source.name}, line {before.line}"
            word = f" word {row.position + 1}" if row.position else ""
            raise row.wrong(f"{row.snapshot!r} answers this index{word} twice; the first time in {place}")
        column[row.unit] = row
    _check_complete(columns)
    units = tuple(sorted(next(iter(columns.values()))))
    texts = {k: v for file in files for k, v in file.texts.items()}
    words = {k: v for file in files for k, v in file.words.items()}
    return Predictions(columns, units, files[0].of_words, texts, words)


def _check_complete(columns: Mapping[str, Mapping[Unit, Row]]) -> None:
    (first_name, first), *others = columns.items()
    for name, column in others:
        for unit, row in first.items():
            if unit not in column:
                source = next(iter(column.values())).source.name
                raise row.wrong(
                    f"{first_name!r} answers this, but {name!r} ({source}) does not: all must answer the same"
                )
        for unit, row in column.items():
            if unit not in first:
                source = next(iter(first.values())).source.name
                raise row.wrong(
                    f"{name!r} answers this, but {first_name!r} ({source}) does not: all must answer the same"
                )
            if row.gold != (other := first[unit]).gold:
                raise row.wrong(
                    f"its label is {row.gold}, but {other.gold} in {other.source.name}, line {other.line}: "
                    "they are about different data"
                )
