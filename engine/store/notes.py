"""notes.json: what people wrote about a run and about single examples of it. Several may write at once."""

import dataclasses
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from engine.errors import UserError
from engine.store import document

FILE = "notes.json"
LONGEST_TAG, LONGEST_NOTE = 40, 10_000  # characters
MOST_TAGS = 30


@dataclass(frozen=True)
class Remark:
    """A note and tags: of a run, or of one of its examples."""

    note: str = ""
    tags: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.note or self.tags)


@dataclass(frozen=True)
class Notes(Remark):
    """What was written about a run. Archived runs are kept, but not listed."""

    archived: bool = False
    examples: Mapping[str, Mapping[int, Remark]] = field(default_factory=dict)  # task -> example -> what is said of it

    def of(self, task: str) -> Mapping[int, Remark]:
        """What was written about a task's examples."""
        return self.examples.get(task, {})


def read_notes(folder: Path) -> Notes:
    """As written; what is missing, torn or odd reads as not written."""
    found = document.read(folder / FILE) or {}
    examples = {
        str(task): {int(i): remark for i, text in noted.items() if _is_number(i) and (remark := _remark(text))}
        for task, noted in _mapping(found.get("examples")).items()
        if isinstance(noted, dict)
    }
    archived = found.get("archived") is True
    return Notes(
        **vars(_remark(found)), archived=archived, examples={t: noted for t, noted in examples.items() if noted}
    )


def change_notes(folder: Path, change: Callable[[Notes], Notes]) -> Notes:
    """Replace the notes by `change(notes as they are)`; nobody else can write in between.

    Raises UserError for what is no tag or too long a note, and where the folder cannot be written to.
    """
    try:
        with document.locked(folder / FILE):
            notes = change(read_notes(folder))
            document.write(folder / FILE, to_json(notes))
    except OSError as error:
        raise UserError(f"cannot write notes of run {folder.name}: {error.strerror or error}") from error
    return notes


def annotate(folder: Path, note: str | None = None, add: Iterable[str] = (), remove: Iterable[str] = (),
             task: str = "", example: int | None = None, seen: str | None = None) -> Remark:  # fmt: skip
    """Change the note (None: as it is) and tags of a run, or of one of its examples. Returns what is said now.

    Tags are told apart without upper and lower case; one that is there already stays as it is spelt, unless it is
    removed in that spelling. `seen`: the note that the new one was written over. Raises UserError, too, where it is
    another by now: what somebody else wrote meanwhile is not lost.
    """

    def change(notes: Notes) -> Notes:
        before = notes if example is None else notes.of(task).get(example, Remark())
        said = before.note if note is None or note.strip() == seen else note.strip()
        if seen is not None and said != before.note != seen:
            told = before.note or "nothing"
            raise UserError(f"the note was changed meanwhile, so yours is not saved. It says: {told}")
        tags = {tag.casefold(): tag for tag in before.tags}
        for tag in remove:  # first: a tag may be spelt anew
            tags.pop(tag.casefold(), None)
        for tag in map(checked_tag, add):
            tags.setdefault(tag.casefold(), tag)
        now = Remark(said, tuple(tags.values()))
        check(now)
        if example is None:
            return dataclasses.replace(notes, **vars(now))
        return dataclasses.replace(notes, examples={**notes.examples, task: {**notes.of(task), example: now}})

    notes = change_notes(folder, change)
    return notes if example is None else notes.of(task)[example]


def check(remark: Remark) -> None:
    """Raise UserError for too long a note, what is no tag, or too many of them."""
    if len(remark.note) > LONGEST_NOTE:
        raise UserError(f"a note has {LONGEST_NOTE:,} characters at most, this has {len(remark.note):,}")
    if len([checked_tag(tag) for tag in remark.tags]) > MOST_TAGS:
        raise UserError(f"there can be {MOST_TAGS} tags at most, these would be {len(remark.tags)}")


def checked_tag(tag: str) -> str:
    """A tag with single spaces inside and none around. Raises UserError for what is no tag."""
    tag = " ".join(str(tag).split())
    if not tag or len(tag) > LONGEST_TAG or "," in tag or not tag.isprintable():
        raise UserError(f"a tag has 1 to {LONGEST_TAG} printable characters and no comma, got {tag[:80]!r}")
    return tag


def _remark(found: Any) -> Remark:
    found = _mapping(found)
    note, tags = found.get("note"), found.get("tags")
    texts = [t for t in tags if isinstance(t, str)] if isinstance(tags, list) else []
    return Remark(note if isinstance(note, str) else "", tuple(dict.fromkeys(texts)))


def to_json(notes: Notes) -> dict[str, Any]:
    """As it is written."""
    examples = {
        task: {str(i): _plain(remark) for i, remark in sorted(noted.items()) if remark}
        for task, noted in notes.examples.items()
    }
    about = {**_plain(notes), "archived": notes.archived}
    return {**about, "examples": {task: noted for task, noted in examples.items() if noted}}


def _plain(remark: Remark) -> dict[str, Any]:
    return {"tags": list(remark.tags), "note": remark.note}


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _is_number(text: str) -> bool:
    return re.fullmatch("[0-9]{1,9}", text) is not None
