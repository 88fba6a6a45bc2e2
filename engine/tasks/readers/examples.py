"""A row of a table as an example of its task, or what is wrong with the row."""

import functools
import math
from collections.abc import Callable, Mapping
from typing import Any

from engine.tasks.readers.text import Source
from engine.tasks.task import Example, Files

Column = str | int
Row = Mapping[Column, Any]


def to_example(source: Source, line: int, row: Row, files: Files, kind: str, repair: Callable[[str], str]) -> Example:
    """Several texts of a sequence task are one, joined by a space: title and body of a news item.

    UserError if a cell is not what the task's kind needs, or if there is no text in any column.
    """
    tags = {name: str(row[column]) for name, column in files.tags if row[column] not in ("", None)}
    gold = row[files.label]
    if kind == "token":
        return _token_example(source, line, row[files.texts[0]], gold, files, tags)
    cells = tuple(row[column] for column in files.texts)
    for column, text in zip(files.texts, cells, strict=True):
        if not isinstance(text, str):
            raise source.wrong(line, f"column {column!r} must be text, got {text!r}")
    texts = tuple(map(repair, cells))
    if not any(map(str.strip, texts)):
        raise source.wrong(line, f"no text in column {' or '.join(map(repr, files.texts))}")
    if kind == "sequence" and len(texts) > 1:
        texts = (" ".join(filter(None, texts)),)
    if kind == "regression":
        return Example(texts=texts, gold=_number(source, line, gold, files.label), tags=tags)
    return Example(texts=texts, gold=_label(source, line, gold, files), tags=tags)


def _label(source: Source, line: int, value: Any, files: Files) -> str:
    if isinstance(value, bool) or not isinstance(value, (str, int)) or value == "":
        raise source.wrong(line, f"column {files.label!r} must hold a label, got {value!r}")
    return _spelling(files.spelled).get(str(value), str(value))


@functools.lru_cache(maxsize=8)
def _spelling(pairs: tuple[tuple[str, str], ...]) -> Mapping[str, str]:
    return dict(pairs)


def _number(source: Source, line: int, value: Any, column: Column) -> float:
    try:
        number = float(value)
    except (TypeError, ValueError):
        number = math.nan
    if not math.isfinite(number) or isinstance(value, bool):
        raise source.wrong(line, f"column {column!r} must hold a number, got {value!r}")
    return number


def _token_example(
    source: Source, line: int, words: Any, labels: Any, files: Files, tags: Mapping[str, str]
) -> Example:  # fmt: skip
    """Words and labels as two lists (jsonl), or as two texts split at spaces."""
    words = words.split() if isinstance(words, str) else words
    labels = labels.split() if isinstance(labels, str) else labels
    for column, values in ((files.texts[0], words), (files.label, labels)):
        if not isinstance(values, list) or not values or not all(isinstance(v, str) and v for v in values):
            raise source.wrong(line, f"column {column!r} must hold a list of words or labels, got {values!r}")
    if len(words) != len(labels):
        raise source.wrong(
            line, f"{len(words)} words in {files.texts[0]!r}, but {len(labels)} labels in {files.label!r}"
        )
    return Example(words=tuple(words), gold=tuple(labels), tags=tags)
