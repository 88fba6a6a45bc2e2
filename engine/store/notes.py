"""notes.json: what people wrote about a run."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from engine.store import document

FILE = "notes.json"


def read_notes(folder: Path) -> dict[str, Any]:
    """`{"tags": [...], "note": "..."}` and whatever else was written; empty ones where there is no file."""
    found = document.read(folder / FILE) or {}
    tags = found.get("tags")
    note = found.get("note")
    tags = [t for t in tags if isinstance(t, str)] if isinstance(tags, list) else []
    return {**found, "tags": tags, "note": note if isinstance(note, str) else ""}


def write_notes(folder: Path, notes: Mapping[str, Any]) -> None:
    """Replace the notes."""
    document.write(folder / FILE, notes)
