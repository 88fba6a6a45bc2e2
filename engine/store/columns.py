"""columns/NAME.json: what a user knows about a task's examples, one value each. A slice for every value."""

import re
from collections.abc import Mapping
from pathlib import Path

from engine.errors import UserError
from engine.store import document

FOLDER = "columns"
_NAME = re.compile(r"[\w-][\w. -]{0,59}")


def read_columns(folder: Path, task: str) -> dict[str, dict[int, str]]:
    """Column name -> example id -> value, of one task; empty where none was given."""
    found = {}
    for file in sorted((folder / FOLDER).glob("*.json")):
        stored = document.read(file) or {}
        name, values = stored.get("name"), stored.get("values")
        if stored.get("task") == task and isinstance(name, str) and isinstance(values, dict):
            found[name] = {int(i): str(v) for i, v in values.items() if i.isascii() and i.isdigit()}
    return found


def write_column(folder: Path, task: str, name: str, values: Mapping[int, str]) -> None:
    """Keep a column with the run, in place of one of the same task and name. UserError for a name that is no name."""
    if not _NAME.fullmatch(name):
        raise UserError(f"a column is called by up to 60 letters, digits, spaces, dots or hyphens, got {name[:80]!r}")
    (folder / FOLDER).mkdir(exist_ok=True)
    file = re.sub(r"[^A-Za-z0-9-]", lambda m: f"_{ord(m.group()):x}_", f"{task}--{name}")
    stored = {"task": task, "name": name, "values": {str(i): value for i, value in sorted(values.items())}}
    document.write(folder / FOLDER / f"{file}.json", stored)
