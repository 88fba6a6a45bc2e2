"""A user's own column: a CSV or TSV with one value per example, joined by example id, never by position."""

import csv
import io
from collections import Counter
from collections.abc import Mapping

import numpy as np

from engine.analysis.slices.context import SliceContext
from engine.analysis.slices.grouping import Grouping, by_names, by_quantiles
from engine.errors import UserError

IDS = ("example", "index", "id")  # what the column of example ids may be called
HASH = "content_hash"
_MOST = 40  # different values that are slices of their own
_NONE = "(no value)"
_LONGEST = 60  # characters of a value


def read_column(context: SliceContext, text: str, file: str, wanted: str | None = None) -> tuple[str, dict[int, str]]:
    """(name, example id -> value) of an uploaded table. `wanted`: which column, where there are several.

    The first line names the columns: one of example ids (`example`, `index` or `id`), perhaps `content_hash`, and the
    values. Raises UserError, with the line, for an id that is none, unknown, or there twice, and for another hash than
    the run's.
    """
    lines = text.removeprefix("\ufeff")
    head = lines.split("\n", 1)[0]
    rows = csv.reader(io.StringIO(lines, newline=""), delimiter="\t" if "\t" in head else ",", strict=True)
    try:
        columns = [name.strip() for name in next(rows, [])]
        at = _places(columns, file, wanted)
        return columns[at["value"]], _values(context, rows, columns, at, file)
    except csv.Error as error:
        raise UserError(f"{file}, line {rows.line_num}: not a table of columns: {error}") from error


def _places(columns: list[str], file: str, wanted: str | None) -> dict[str, int]:
    known = [name.casefold() for name in columns]
    ids = next((known.index(name) for name in IDS if name in known), None)
    if ids is None:
        raise UserError(
            f"{file}, line 1: no column of example ids; one of {', '.join(IDS)} is needed, there is "
            f"{', '.join(columns)[:200] or 'nothing'}"
        )
    at = {"id": ids} | ({"hash": known.index(HASH)} if HASH in known else {})
    others = [i for i in range(len(columns)) if i not in at.values()]
    if wanted is not None:
        others = [i for i in others if columns[i] == wanted]
    if len(others) != 1:
        names = ", ".join(columns[i] for i in range(len(columns)) if i not in at.values()) or "none"
        raise UserError(f"{file}, line 1: say which column holds the values; there is {names}")
    return at | {"value": others[0]}


def _values(context: SliceContext, rows, columns: list[str], at: Mapping[str, int], file: str) -> dict[int, str]:
    hashes = {record.example: record.content_hash for record in context.records}
    found: dict[int, str] = {}
    lines: dict[int, int] = {}
    for row in rows:
        where = f"{file}, line {rows.line_num}"
        if not row:
            continue
        if len(row) != len(columns):
            raise UserError(f"{where}: {len(row)} columns, the first line has {len(columns)}")
        text = row[at["id"]].strip()
        if not (text.isascii() and text.isdigit() and int(text[:12]) in hashes and len(text) <= 12):
            raise UserError(
                f"{where}: no evaluated example {text[:40]!r}; {context.answers.task.name} has "
                f"{len(hashes):,}, numbered from {context.ids.min()} to {context.ids.max()}"
            )
        example = int(text)
        if example in found:
            raise UserError(f"{where}: example {example} is there a second time, first on line {lines[example]}")
        if "hash" in at and row[at["hash"]].strip() != hashes[example]:
            raise UserError(
                f"{where}: example {example} has the content hash {row[at['hash']].strip()[:20]!r} there and "
                f"{hashes[example]!r} in the run: these are other data"
            )
        found[example], lines[example] = row[at["value"]].strip()[:_LONGEST], rows.line_num
    if not found:
        raise UserError(f"{file}: no line with a value")
    return found


def by_column(context: SliceContext, name: str, values: Mapping[int, str]) -> Grouping:
    """A slice for every value; quantile bins of many different numbers. Examples without a value are a slice, too."""
    given = [values.get(i, "") for i in context.ids.tolist()]
    counted = Counter(value for value in given if value)
    key, title = f"column.{name}", name
    if len(counted) > _MOST:
        try:
            numbers = np.array([float(value) if value else np.nan for value in given])
        except ValueError as error:
            raise UserError(
                f"column {name!r} has {len(counted):,} different values, not all of them numbers; at most {_MOST} are "
                "slices of their own"
            ) from error
        whole = bool((numbers[~np.isnan(numbers)] % 1 == 0).all())
        return by_quantiles(key, title, numbers, context.row, share=not whole, none=_NONE)
    names = [*sorted(counted), _NONE]
    number = {value: i for i, value in enumerate(names)} | {"": len(names) - 1}
    return by_names(key, title, names, np.array([number[value] for value in given])[context.row])
