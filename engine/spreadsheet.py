"""CSV that a spreadsheet opens without obeying it.

A text cell that begins with `=`, `+`, `-`, `@`, a tab or a line break would be a formula there: it gets a `'` in front
(OWASP, CSV injection). Numbers stay numbers; a line break in a cell is `\\n`. Who wants texts to the letter takes JSON
lines.
"""

import csv
import io
from collections.abc import Iterable, Sequence

_FORMULA = ("=", "+", "-", "@", "\t", "\n")


def to_csv(rows: Iterable[Sequence[object]]) -> str:
    """Comma-separated, a line per row, every text cell defused."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([_defused(cell) for cell in row] for row in rows)
    return text.getvalue()


def defuse(text: str) -> str:
    """The same for CSV that is written already."""
    return to_csv(csv.reader(io.StringIO(text, newline="")))


def _defused(cell: object) -> object:
    if not isinstance(cell, str):
        return cell
    cell = cell.replace("\r\n", "\n").replace("\r", "\n")  # csv does not quote a bare return, and reads it as a new row
    return f"'{cell}" if len(cell) > 1 and cell.startswith(_FORMULA) and not _is_number(cell) else cell


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return cell.strip() == cell
