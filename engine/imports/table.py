"""Tables of predictions: one row per sequence, or blocks of words; a column per snapshot.

    index <TAB> label <TAB> first <TAB> second        header; comma-separated with quotes works as well
    0     <TAB> 1     <TAB> 1     <TAB> 0             index counts rows of the evaluation split from 0

    index <TAB> label <TAB> prediction                the original experiments' format for words
    1     <TAB> B-ORG <TAB> B-ORG                     the first line of a sentence; index counts sentences from 1
          <TAB> O     <TAB> O                         its other words; an empty line ends the sentence
    15.797846153846153                                at the end: the mean number of words per sentence

A column named `prediction` is called after its file: `eval_results_cola1.txt` and `...2.txt` become two snapshots.
"""

import csv
import math
from pathlib import PurePath

from engine.errors import UserError
from engine.imports.row import Contents, Row, Source, whole_number

_ID, _GOLD, _SAME = "index", "label", "prediction"


def read_table(name: str, lines: list[str]) -> Contents:
    """The contents of a table. UserError says which line is wrong and why."""
    delimiter = "\t" if "\t" in lines[0] else ","
    header = [cell.strip() for cell in _cells(Source(name), 1, lines[0], delimiter)]
    snapshots = _snapshots(name, header)
    if _has_blocks(lines, delimiter):
        return _read_blocks(Source(name, base=1), lines, delimiter, header, snapshots)
    source = Source(name)
    rows = []
    for number, line in enumerate(lines[1:], 2):
        if line.strip():
            cells = _cells(source, number, line, delimiter, header)
            index = whole_number(source, number, cells[header.index(_ID)].strip(), "an index", 0)
            rows += _rows(source, number, header, cells, snapshots, index, 0)
    return Contents(source, rows, of_words=False)


def _read_blocks(
    source: Source, lines: list[str], delimiter: str, header: list[str], snapshots: dict[str, str]
) -> Contents:
    last = max(number for number, line in enumerate(lines, 1) if line.strip())
    rows: list[Row] = []
    sentence, position, sentences, words = None, 0, 0, 0
    for number, line in enumerate(lines[1:], 2):
        if not line.strip():
            sentence = None
            continue
        if number == last and delimiter not in line and _is_number(line):
            _check_mean(source, number, float(line), words, sentences)
            continue
        cells = _cells(source, number, line, delimiter, header)
        index = cells[header.index(_ID)].strip()
        if index and sentence is not None:
            raise source.wrong(number, f"sentence {index} begins before an empty line has ended sentence {sentence}")
        if index:
            sentence, position = whole_number(source, number, index, "a sentence's index", 1), 0
            sentences += 1
        elif sentence is None:
            raise source.wrong(number, "the first word of a sentence needs the sentence's index")
        rows += _rows(source, number, header, cells, snapshots, sentence - 1, position)
        position, words = position + 1, words + 1
    return Contents(source, rows, of_words=True)


def _snapshots(name: str, header: list[str]) -> dict[str, str]:
    """Column -> what its snapshot is called."""
    columns = [c for c in header if c not in (_ID, _GOLD)]
    for needed in (_ID, _GOLD):
        if needed not in header:
            raise UserError(
                f"{name}, line 1: there is no column {needed!r}; expected index, label and one column per snapshot, "
                f"got {', '.join(header)}"
            )
    if not columns:
        raise UserError(f"{name}, line 1: there is no column of predictions after index and label")
    if "" in columns:
        raise UserError(f"{name}, line 1: column {header.index('') + 1} has no name")
    if twice := next((c for c in header if header.count(c) > 1), None):
        raise UserError(f"{name}, line 1: column {twice!r} is there twice")
    return {c: PurePath(name).stem if c == _SAME else c for c in columns}


def _cells(source: Source, number: int, line: str, delimiter: str, header: list[str] | None = None) -> list[str]:
    if delimiter == "\t":  # without quotes: a quotation mark in such files is a character like any other
        cells = line.split("\t")
    else:
        try:
            cells = next(csv.reader([line], strict=True))
        except csv.Error as error:
            raise source.wrong(number, f"not readable as comma-separated values: {error}") from error
    if header and len(cells) != len(header):
        raise source.wrong(number, f"has {len(cells)} columns, the header has {len(header)}: {', '.join(header)}")
    return cells


def _rows(source: Source, number: int, header: list[str], cells: list[str], snapshots: dict[str, str],
          example: int, position: int) -> list[Row]:  # fmt: skip
    by_column = dict(zip(header, (c.strip() for c in cells), strict=True))
    if empty := next((c for c in (_GOLD, *snapshots) if not by_column[c]), None):
        raise source.wrong(number, f"column {empty!r} is empty")
    gold = by_column[_GOLD]
    return [Row(source, number, s, example, position, gold, by_column[c]) for c, s in snapshots.items()]


def _has_blocks(lines: list[str], delimiter: str) -> bool:
    """Words come in blocks: there are lines without an index, or empty lines between others."""
    ends = [number for number, line in enumerate(lines) if not line.strip()]
    full = max(number for number, line in enumerate(lines) if line.strip())
    return any(line.startswith(delimiter) for line in lines) or any(number < full for number in ends)


def _check_mean(source: Source, number: int, stated: float, words: int, sentences: int) -> None:
    mean = words / sentences if sentences else math.nan
    if not math.isclose(stated, mean, rel_tol=1e-6):
        raise source.wrong(
            number,
            f"says {stated:g} words per sentence on average, but there are {mean:g} above it: the file is not whole",
        )


def _is_number(text: str) -> bool:
    try:
        return math.isfinite(float(text))
    except ValueError:
        return False
