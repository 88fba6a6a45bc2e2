"""Tables: GLUE's tsv, csv and jsonl. One example per row."""

import csv
import io
import json
import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from engine.tasks.readers.text import Located, Source, read_lines, read_text
from engine.tasks.task import Example, Files

Column = str | int
Row = Mapping[Column, Any]


def read_table(source: Source, files: Files, kind: str) -> list[Located]:
    """The examples of a tsv, csv or jsonl file.

    tsv is read without quoting: GLUE's sentences hold unbalanced quotation marks.
    UserError names the file, the line and the column that are wrong.
    """
    rows = {"tsv": _tsv, "csv": _csv, "jsonl": _jsonl}[files.format](source, files)
    return [(_example(source, line, row, files, kind), (line,)) for line, row in rows]


def _tsv(source: Source, files: Files) -> Iterator[tuple[int, Row]]:
    lines = enumerate(read_lines(source, files.encoding), 1)
    yield from _named(source, files, ((n, line.split("\t")) for n, line in lines if line.strip()))


def _csv(source: Source, files: Files) -> Iterator[tuple[int, Row]]:
    reader = csv.reader(io.StringIO(read_text(source, files.encoding), newline=""), strict=True)

    def rows() -> Iterator[tuple[int, list[str]]]:
        try:
            yield from ((reader.line_num, row) for row in reader if row)
        except csv.Error as error:
            raise source.wrong(reader.line_num, f"not a valid csv row ({error})") from error

    yield from _named(source, files, rows())


def _named(source: Source, files: Files, rows: Iterator[tuple[int, list[str]]]) -> Iterator[tuple[int, Row]]:
    """Rows of cells as mappings from column name (if there is a header) and number to cell."""
    names: list[str] = []
    width = None
    for line, cells in rows:
        if width is None:
            width = len(cells)
            names = cells if files.header else []
            _check_columns(source, line, files, names, width)
            if files.header:
                continue
        if len(cells) != width:
            first = "header" if files.header else "first row"
            raise source.wrong(line, f"{_columns(len(cells))}, but the {first} has {width}")
        yield line, {**dict(enumerate(cells)), **dict(zip(names, cells, strict=False))}


def _check_columns(source: Source, line: int, files: Files, names: Sequence[str], width: int) -> None:
    for column in _wanted(files):
        if isinstance(column, str) and column not in names:
            there = ", ".join(map(repr, names)) if files.header else f"no header, {_columns(width)}"
            raise source.wrong(line, f"there is no column {column!r}. There is: {there}")
        if isinstance(column, int) and not 0 <= column < width:
            raise source.wrong(
                line, f"there is no column number {column} (counted from 0): this line has {_columns(width)}"
            )


def _jsonl(source: Source, files: Files) -> Iterator[tuple[int, Row]]:
    for line, text in enumerate(read_lines(source, files.encoding), 1):
        if not text.strip():
            continue
        try:
            row = json.loads(text)
        except json.JSONDecodeError as error:
            raise source.wrong(line, f"not valid JSON ({error.msg}, column {error.colno})") from error
        if not isinstance(row, dict):
            raise source.wrong(line, f"expected a JSON object, got {text[:40]!r}")
        for column in _wanted(files):
            if column not in row:
                raise source.wrong(line, f"there is no key {column!r}. There is: {', '.join(map(repr, row))}")
        yield line, row


def _wanted(files: Files) -> list[Column]:
    return [*files.texts, files.label, *(column for _, column in files.tags)]


def _example(source: Source, line: int, row: Row, files: Files, kind: str) -> Example:
    tags = {name: str(row[column]) for name, column in files.tags if row[column] not in ("", None)}
    gold = row[files.label]
    if kind == "token":
        return _token_example(source, line, row[files.texts[0]], gold, files, tags)
    texts = tuple(row[column] for column in files.texts)
    for column, text in zip(files.texts, texts, strict=True):
        if not isinstance(text, str):
            raise source.wrong(line, f"column {column!r} must be text, got {text!r}")
    if kind == "regression":
        return Example(texts=texts, gold=_number(source, line, gold, files.label), tags=tags)
    return Example(texts=texts, gold=_label(source, line, gold, files.label), tags=tags)


def _label(source: Source, line: int, value: Any, column: Column) -> str:
    if isinstance(value, bool) or not isinstance(value, (str, int)) or value == "":
        raise source.wrong(line, f"column {column!r} must hold a label, got {value!r}")
    return str(value)


def _number(source: Source, line: int, value: Any, column: Column) -> float:
    try:
        number = float(value)
    except (TypeError, ValueError):
        number = math.nan
    if not math.isfinite(number) or isinstance(value, bool):
        raise source.wrong(line, f"column {column!r} must hold a number, got {value!r}")
    return number


def _token_example(
    source: Source, line: int, words: Any, labels: Any, files: Files, tags: Mapping[str, str]
) -> Example:  # fmt: skip
    """Words and labels as two lists (jsonl), or as two texts split at spaces."""
    words = words.split() if isinstance(words, str) else words
    labels = labels.split() if isinstance(labels, str) else labels
    for column, values in ((files.texts[0], words), (files.label, labels)):
        if not isinstance(values, list) or not values or not all(isinstance(v, str) and v for v in values):
            raise source.wrong(line, f"column {column!r} must hold a list of words or labels, got {values!r}")
    if len(words) != len(labels):
        raise source.wrong(
            line, f"{len(words)} words in {files.texts[0]!r}, but {len(labels)} labels in {files.label!r}"
        )
    return Example(words=tuple(words), gold=tuple(labels), tags=tags)


def _columns(count: int) -> str:
    return f"{count} column{'' if count == 1 else 's'}"
