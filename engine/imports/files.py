"""Files of predictions: which format each has is seen from its contents, not its name."""

import hashlib
from pathlib import Path

from engine.errors import UserError
from engine.imports.json_lines import read_json_lines
from engine.imports.row import Contents
from engine.imports.table import read_table

_EXPECTED = (
    "expected a table with the columns index, label and one per snapshot (tab- or comma-separated), "
    "or JSON lines with id, gold and predicted"
)


def read_file(path: Path) -> Contents:
    """What a file says, in any of the formats. UserError where there is none, or none of these."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise UserError(f"{path.name}: is not UTF-8 text (byte {error.start}); {_EXPECTED}") from error
    except OSError as error:
        raise UserError(f"{path}: cannot be read: {error.strerror}") from error
    lines = text.split("\n")  # not splitlines: that would cut at characters that are part of a text
    if not text.strip():
        raise UserError(f"{path.name}: is empty; {_EXPECTED}")
    if not lines[0].strip():
        raise UserError(f"{path.name}, line 1: is empty; {_EXPECTED}")
    start = text.lstrip()[0]
    if start == "{":
        contents = read_json_lines(path.name, lines)
    elif start == "[" or not any(delimiter in lines[0] for delimiter in "\t,"):
        raise UserError(f"{path.name}, line 1: {lines[0][:40]!r}: not a format that can be imported; {_EXPECTED}")
    else:
        contents = read_table(path.name, lines)
    if not contents.rows:
        raise UserError(f"{path.name}: holds no predictions")
    return contents


def digest(path: Path) -> str:
    """SHA-256 of a file, so that one can tell later what was imported."""
    return hashlib.sha256(path.read_bytes()).hexdigest()
