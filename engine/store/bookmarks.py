"""bookmarks.json in the runs' folder: views with a name, for all who look at these runs."""

import re
from dataclasses import dataclass
from pathlib import Path

from engine.errors import UserError
from engine.store import document
from engine.store.folder import owner

FILE = "bookmarks.json"
MOST, LONGEST_NAME, LONGEST_ADDRESS = 500, 100, 4_000  # bookmarks, characters
_ADDRESS = re.compile(r"[a-z_]+(\?[\w.~!*'()+%&=;:@,/-]*)?", re.ASCII)  # a page and its query: no host, no scheme


@dataclass(frozen=True)
class Bookmark:
    """A view: `matrix?run=...&task=cola`, relative, so that it holds under whatever address the dashboard has."""

    name: str
    address: str
    owner: str = ""


def read_bookmarks(runs: Path) -> list[Bookmark]:
    """The newest first; what is torn or odd is passed over."""
    found = (document.read(runs / FILE) or {}).get("bookmarks")
    texts = [b for b in found if isinstance(b, dict)] if isinstance(found, list) else []
    marks = [Bookmark(*(str(b.get(key, "")) for key in ("name", "address", "owner"))) for b in texts]
    return [mark for mark in marks if mark.name and _is_address(mark.address)]


def add_bookmark(runs: Path, name: str, address: str) -> None:
    """Put a view on top; one of the same name is replaced. Raises UserError for no name, or what is no address."""
    name = " ".join(name.split())
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise UserError(f"a bookmark is called by 1 to {LONGEST_NAME} printable characters, got {name[:120]!r}")
    if len(address) > LONGEST_ADDRESS:
        raise UserError(f"a view is kept up to {LONGEST_ADDRESS:,} characters of address, this has {len(address):,}: "
                        "drop some of what it selects")  # fmt: skip
    if not _is_address(address):
        raise UserError(f"a bookmark leads to a page of the dashboard, such as matrix?run=ID, got {address[:120]!r}")
    _change(runs, lambda marks: [Bookmark(name, address, owner()), *(m for m in marks if m.name != name)][:MOST])


def remove_bookmark(runs: Path, name: str) -> None:
    """One that is gone already stays gone."""
    _change(runs, lambda marks: [mark for mark in marks if mark.name != name])


def _change(runs: Path, change) -> None:
    try:
        runs.mkdir(parents=True, exist_ok=True)
        with document.locked(runs / FILE):
            marks = change(read_bookmarks(runs))
            document.write(runs / FILE, {"bookmarks": [vars(mark) for mark in marks]})
    except OSError as error:
        raise UserError(f"cannot write bookmarks in {runs}: {error.strerror or error}") from error


def _is_address(address: str) -> bool:
    return len(address) <= LONGEST_ADDRESS and _ADDRESS.fullmatch(address) is not None
