"""Tables: GLUE's tsv, csv and jsonl. One example per row."""

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from engine.errors import UserError
from engine.tasks.readers.text import Source, read_lines, read_text
from engine.tasks.task import Files

Column = str | int
Row = Mapping[Column, Any]
Cells = list[str]


def table_rows(source: Source, files: Files) -> Iterator[tuple[int, Row | UserError]]:
    """The rows of a tsv, csv or jsonl file by column name and number; in place of a malformed row, what is wrong.

    tsv is read without quoting: GLUE's sentences hold unbalanced quotation marks.
    UserError names the file, the line and the column where nothing can be read at all.
    """
    return {"tsv": _tsv, "csv": _csv, "jsonl": _jsonl}[files.format](source, files)


def width(source: Source, files: Files) -> int:
    """Columns of the first line, read alone: the file may be large. 0 if it is empty or no row."""
    with source.path.open("rb") as file:
        first = file.readline().decode(files.encoding, errors="replace").rstrip("\r\n")
    if files.format == "tsv":
        return len(first.split("\t"))
    return len(next(csv.reader([first], delimiter=files.delimiter), []))


def _tsv(source: Source, files: Files) -> Iterator[tuple[int, Row | UserError]]:
    return _named(source, files, _split_lines(source, files))


def _split_lines(source: Source, files: Files) -> Iterator[tuple[int, Cells]]:
    lines = enumerate(read_lines(source, files.encoding), 1)
    return ((n, line.split("\t")) for n, line in lines if line.strip())


def _csv(source: Source, files: Files) -> Iterator[tuple[int, Row | UserError]]:
    rows = _cells_by_line(source, files) if files.one_line else _cells(source, files)
    return _named(source, files, rows)


def _cells(source: Source, files: Files) -> Iterator[tuple[int, Cells]]:
    """Rows that may span lines: after a quotation mark that is not closed nothing more can be told apart."""
    text = io.StringIO(read_text(source, files.encoding), newline="")
    reader = csv.reader(text, delimiter=files.delimiter, strict=True)
    try:
        yield from ((reader.line_num, row) for row in reader if row)
    except csv.Error as error:
        raise source.wrong(reader.line_num, f"not a valid csv row ({error})") from error


def _cells_by_line(source: Source, files: Files) -> Iterator[tuple[int, Cells | UserError]]:
    for line, text in enumerate(read_lines(source, files.encoding), 1):
        if not text.strip():
            continue
        if '"' not in text:
            yield line, text.split(files.delimiter)
            continue
        try:
            yield line, next(csv.reader([text], delimiter=files.delimiter, strict=True))
        except csv.Error as error:
            yield line, source.wrong(line, f"not a valid csv row ({error})")


def _named(
    source: Source, files: Files, rows: Iterator[tuple[int, Cells | UserError]]
) -> Iterator[tuple[int, Row | UserError]]:
    """Rows of cells as mappings from column name (if there is a header) and number to cell."""
    names: list[str] = []
    width = files.width
    first = files.header
    begun = False
    for line, cells in rows:
        if isinstance(cells, UserError):
            if first and not begun:
                raise cells
            yield line, cells
            continue
        if not begun:
            begun, width = True, width or len(cells)
            names = cells if files.header else []
            _check_columns(source, line, files, names, width)
            if files.header:
                continue
        if len(cells) != width:
            expected = "header has" if files.header else "form has" if files.width else "first row has"
            yield line, source.wrong(line, f"{columns(len(cells))}, but the {expected} {width}")
        else:
            yield line, {**dict(enumerate(cells)), **dict(zip(names, cells, strict=False))}


def _check_columns(source: Source, line: int, files: Files, names: Sequence[str], width: int) -> None:
    for column in _wanted(files):
        if isinstance(column, str) and column not in names:
            there = ", ".join(map(repr, names)) if files.header else f"no header, {columns(width)}"
            raise source.wrong(line, f"there is no column {column!r}. There is: {there}")
        if isinstance(column, int) and not 0 <= column < width:
            raise source.wrong(
                line, f"there is no column number {column} (counted from 0): this line has {columns(width)}"
            )


def _jsonl(source: Source, files: Files) -> Iterator[tuple[int, Row | UserError]]:
    for line, text in enumerate(read_lines(source, files.encoding), 1):
        if text.strip():
            yield line, _object(source, line, text, files)


def _object(source: Source, line: int, text: str, files: Files) -> Row | UserError:
    try:
        row = json.loads(text)
    except json.JSONDecodeError as error:
        return source.wrong(line, f"not valid JSON ({error.msg}, column {error.colno})")
    if not isinstance(row, dict):
        return source.wrong(line, f"expected a JSON object, got {text[:40]!r}")
    missing = next((column for column in _wanted(files) if column not in row), None)
    if missing is not None:
        return source.wrong(line, f"there is no key {missing!r}. There is: {', '.join(map(repr, row))}")
    return row


def _wanted(files: Files) -> list[Column]:
    return [*files.texts, files.label, *(column for _, column in files.tags)]


def columns(count: int) -> str:
    return f"{count} column{'' if count == 1 else 's'}"
