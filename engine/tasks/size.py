"""How large a task's local files are, without reading them; and their rows, by counting lines."""

import os
from dataclasses import dataclass
from pathlib import Path

from engine.tasks.local import Split, find_splits
from engine.tasks.readers.folders import count_reviews
from engine.tasks.task import Task

LARGE_BYTES = 32_000_000  # a few seconds to read and check; all of AG News or of Quora is a little less
LARGE_FOLDER = 5_000  # files
_BLOCK = 1 << 20
_ONE_ROW_PER_LINE = ("tsv", "csv", "jsonl", "questions")


@dataclass(frozen=True)
class Size:
    """The two splits as they lie there: equal as long as no file changes."""

    splits: tuple[Split, Split]
    stamps: tuple[tuple[int, int], ...]  # of each split: bytes or files, and the time of the last change
    bytes: int

    @property
    def is_large(self) -> bool:
        """Is it too large to be read for a list? Only where rows can be counted cheaply."""
        form = self.splits[0].files.format
        if form == "reviews":
            return max(size for size, _ in self.stamps) > LARGE_FOLDER
        return form in _ONE_ROW_PER_LINE and self.bytes > LARGE_BYTES

    @property
    def names(self) -> str:
        return ", ".join(dict.fromkeys(split.source.name for split in self.splits))

    def rows(self) -> tuple[int, int]:
        """Rows of train and evaluation; of a csv whose rows span lines, its lines."""
        train, evaluation = (_rows(split) for split in self.splits)
        return train, evaluation


def measure(task: Task, folder: Path) -> Size:
    """The task's files in `folder`. UserError if a split is missing."""
    splits = find_splits(task, folder)
    stamps = tuple(_stamp(split) for split in splits)
    files = dict(zip((split.source.path for split in splits), stamps, strict=True))
    return Size(splits, (*stamps, *_entry_stamp(folder)), sum(size for size, _ in files.values()))


def _entry_stamp(folder: Path) -> tuple[tuple[int, int], ...]:
    """Of the folder's own task.json, if it has one: another entry reads the same files in another way."""
    path = folder / "task.json"
    return ((path.stat().st_size, path.stat().st_mtime_ns),) if path.is_file() else ()


def _stamp(split: Split) -> tuple[int, int]:
    if split.files.format == "reviews":
        folders = [entry for entry in os.scandir(split.source.path) if entry.is_dir()]
        return count_reviews(split.source), max((entry.stat().st_mtime_ns for entry in folders), default=0)
    about = split.source.path.stat()
    return about.st_size, about.st_mtime_ns


def _rows(split: Split) -> int:
    if split.files.format == "reviews":
        return count_reviews(split.source)
    lines, last = 0, b"\n"
    with split.source.path.open("rb") as file:
        while block := file.read(_BLOCK):
            lines += block.count(b"\n")
            last = block[-1:]
    has_header = split.files.header and split.files.format in ("tsv", "csv")
    return max(0, lines + (last != b"\n") - has_header)
