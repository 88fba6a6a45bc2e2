"""CSV that a spreadsheet opens without obeying it.

A text cell that begins with `=`, `+`, `-`, `@`, a tab or a carriage return would be a formula there: it gets a `'` in
front (OWASP, CSV injection). Numbers stay numbers. Who wants texts to the letter takes JSON lines.
"""

import csv
import io
from collections.abc import Iterable, Sequence

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def to_csv(rows: Iterable[Sequence[object]]) -> str:
    """Comma-separated, a line per row, every text cell defused."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([_defused(cell) for cell in row] for row in rows)
    return text.getvalue()


def defuse(text: str) -> str:
    """The same for CSV that is written already."""
    return to_csv(csv.reader(io.StringIO(text, newline="")))


def _defused(cell: object) -> object:
    if not isinstance(cell, str) or len(cell) < 2 or not cell.startswith(_FORMULA) or _is_number(cell):
        return cell
    return f"'{cell}"


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return cell.strip() == cell
