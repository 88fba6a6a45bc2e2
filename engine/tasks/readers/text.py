"""Text files as numbered lines, and the errors that point into them."""

import re
from dataclasses import dataclass
from pathlib import Path

from engine.errors import UserError
from engine.tasks.task import Example

Located = tuple[Example, tuple[int, ...]]  # an example and its line in the file, or one line per word


@dataclass(frozen=True)
class Origin:
    """Where examples come from, as messages call it."""

    name: str  # relative to the data folder, as in "cola/train.tsv"; never an absolute path
    unit: str = "line"

    def wrong(self, line: int | None, message: str) -> UserError:
        """The error for a line counted from 1, or for the whole."""
        return UserError(f"{self.name}{f', {self.unit} {line}' if line else ''}: {message}")


@dataclass(frozen=True)
class Source(Origin):
    """A file to read."""

    path: Path = Path()


def read_text(source: Source, encoding: str = "utf-8") -> str:
    """The whole file; a byte order mark is skipped. UserError if it cannot be read, or is in another encoding."""
    try:
        data = source.path.read_bytes()
    except OSError as error:
        raise source.wrong(None, f"cannot be read ({error.strerror})") from error
    is_utf8 = encoding.lower().replace("_", "-") in ("utf-8", "utf8")
    try:
        return data.decode("utf-8-sig" if is_utf8 else encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        message = f"byte 0x{data[error.start]:02x} is not {encoding}; if the file is latin-1, its entry must say so"
        raise source.wrong(line, message) from error


def read_lines(source: Source, encoding: str = "utf-8") -> list[str]:
    """Lines without their ends. Only newlines end a line: `str.splitlines` would also break at U+2028 or U+0085,
    which occur inside real sentences. A missing last newline is fine."""
    text = read_text(source, encoding)
    lines = re.split(r"\r?\n", text) if "\r" in text else text.split("\n")  # the latter is ten times as fast
    return lines[:-1] if lines and not lines[-1] else lines
