"""The format of TREC's questions (Li & Roth 2002): `COARSE:fine question`, one per line."""

import re
from collections.abc import Iterator
from typing import Any

from engine.errors import UserError
from engine.tasks.readers.text import Source, read_lines
from engine.tasks.task import Files

COLUMNS = ("coarse", "fine", "question")  # fine: the whole label, "LOC:city"
_ROW = re.compile(r"(([A-Z]+):[A-Za-z]+) +(\S.*)")


def question_rows(source: Source, files: Files) -> Iterator[tuple[int, dict[str, Any] | UserError]]:
    """Rows as mappings from column to cell; in place of a malformed one, what is wrong with it."""
    for line, text in enumerate(read_lines(source, files.encoding), 1):
        if not text.strip():
            continue
        found = _ROW.fullmatch(text)
        if found:
            fine, coarse, question = found.groups()
            yield line, dict(zip(COLUMNS, (coarse, fine, question), strict=True))
        else:
            yield line, source.wrong(line, f"expected 'COARSE:fine question', got {text[:60]!r}")
