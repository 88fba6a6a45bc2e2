"""The official form of IMDb (Maas et al. 2011): `train/pos/0_9.txt`, one review per file, one folder per label."""

import re
from collections.abc import Iterator
from pathlib import Path

from engine.errors import UserError
from engine.tasks.readers.text import Origin, Source, read_text
from engine.tasks.task import Files

LABELS = ("pos", "neg")  # train/unsup/, the reviews without labels, is not read
COLUMNS = ("label", "text", "rating")
_NAME = re.compile(r"(\d+)_(\d+)\.txt")

Row = dict[str, str]


def review_rows(source: Source, files: Files) -> Iterator[tuple[int, Row | UserError]]:
    """Rows in the order of the files' numbers, so that labels alternate: the first so many are no single class.

    UserError if a label's folder is missing.
    """
    return (_row(source, files, *entry) for entry in enumerate(_entries(source), 1))


def count_reviews(source: Source) -> int:
    return len(_entries(source))


def _entries(source: Source) -> list[Path]:
    found = []
    for label in LABELS:
        folder = source.path / label
        if not folder.is_dir():
            there = sorted(entry.name for entry in source.path.iterdir()) or ["nothing"]
            raise source.wrong(None, f"there is no folder {label}/. There is: {', '.join(there[:12])}")
        found += [entry for entry in folder.iterdir() if not entry.name.startswith(".")]
    return sorted(found, key=_order)


def _order(path: Path) -> tuple[int, int, str]:
    named = _NAME.fullmatch(path.name)
    return int(named[1]) if named else 10**9, LABELS.index(path.parent.name), path.name


def _row(source: Source, files: Files, number: int, path: Path) -> tuple[int, Row | UserError]:
    label = path.parent.name
    file = Source(f"{source.name}/{label}/{path.name}", path=path)
    named = _NAME.fullmatch(path.name)
    if not named:
        return number, Origin(file.name).wrong(None, "expected a name like 0_9.txt, number and rating")
    try:
        text = read_text(file, files.encoding)
    except UserError as error:
        return number, error
    return number, {"label": label, "text": text, "rating": named[2]}
