"""One JSON list of objects for several tasks, as Meta-BERT's `dataset.json`."""

import functools
import json
from collections.abc import Iterator, Sequence
from typing import Any

from engine.errors import UserError
from engine.tasks.readers.text import Source, read_text
from engine.tasks.task import Files

Item = tuple[int, Any]


def item_rows(source: Source, files: Files) -> Iterator[tuple[int, dict[str, Any] | UserError]]:
    """The objects that `files.only` asks for, numbered from 1 in the whole list. UserError if it is no list."""
    wanted = [*files.texts, files.label, *(column for _, column in files.tags)]
    for number, item in read_items(source, files):
        if not isinstance(item, dict):
            # Nobody can say which of the tasks it belongs to: each has it, and each refuses it.
            yield number, source.wrong(number, f"expected a JSON object, got {str(item)[:40]!r}")
        elif files.only and item.get(files.only[0]) != files.only[1]:
            if files.only[0] not in item:
                yield number, source.wrong(number, f"there is no key {files.only[0]!r}. There is: {_keys(item)}")
        elif missing := next((column for column in wanted if column not in item), None):
            yield number, source.wrong(number, f"there is no key {missing!r}. There is: {_keys(item)}")
        else:
            yield number, item


def values(source: Source, files: Files, key: str) -> list[str]:
    """The distinct texts that stand under `key`, sorted. UserError if the file is no list."""
    found = {item.get(key) for _, item in read_items(source, files) if isinstance(item, dict)}
    return sorted(value for value in found if isinstance(value, str))


def read_items(source: Source, files: Files) -> Sequence[Item]:
    """The whole list, read once for all its tasks while the file stays as it is."""
    try:
        about = source.path.stat()
    except OSError as error:
        raise source.wrong(None, f"cannot be read ({error.strerror})") from error
    return _read(source, files.encoding, about.st_size, about.st_mtime_ns)


@functools.lru_cache(maxsize=2)
def _read(source: Source, encoding: str, size: int, time: int) -> Sequence[Item]:
    try:
        found = json.loads(read_text(source, encoding))
    except json.JSONDecodeError as error:
        message = f"line {error.lineno}, column {error.colno}: not valid JSON ({error.msg})"
        raise UserError(f"{source.name}, {message}") from error
    if not isinstance(found, list):
        raise source.wrong(None, f"expected a JSON list of objects, got {type(found).__name__}")
    return tuple(enumerate(found, 1))


def _keys(item: dict[str, Any]) -> str:
    return ", ".join(map(repr, item)) or "nothing"
