"""Readers of the official file formats."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from engine.errors import UserError
from engine.tasks.readers.columns import CONLLU_COLUMNS, read_conll, read_conllu
from engine.tasks.readers.examples import to_example
from engine.tasks.readers.folders import review_rows
from engine.tasks.readers.gathering import Gathering, checked_words
from engine.tasks.readers.iob import label_order, to_iob2
from engine.tasks.readers.items import item_rows
from engine.tasks.readers.questions import question_rows
from engine.tasks.readers.repairs import REPAIRS
from engine.tasks.readers.table import table_rows, width
from engine.tasks.readers.text import Located, Origin, Source
from engine.tasks.task import Example, Files

__all__ = [
    "CONLLU_COLUMNS", "FORMATS", "REPAIRS", "Gathering", "Located", "Origin", "Source", "label_order", "read",
    "to_iob2", "width",
]  # fmt: skip

FORMATS = ("tsv", "csv", "jsonl", "conll", "conllu")  # those that a task.json may name

Rows = Iterator[tuple[int, Mapping[Any, Any] | UserError]]
_SENTENCES: dict[str, Callable[[Source, Files], list[Located]]] = {"conll": read_conll, "conllu": read_conllu}
_ROWS: dict[str, Callable[[Source, Files], Rows]] = {
    "tsv": table_rows, "csv": table_rows, "jsonl": table_rows, "json": item_rows, "questions": question_rows,
    "reviews": review_rows,
}  # fmt: skip


def read(
    source: Source,
    files: Files,
    kind: str,
    labels: Sequence[str] | None = None,
    *,
    repair: str = "none",
    span: tuple[float, float] | None = None,
    malformed: list[UserError] | None = None,
) -> tuple[Example, ...]:
    """The examples of one file, in its order; entity tags in IOB2.

    UserError says which file, which line and what was expected: no such file, another encoding, a missing column,
    a row of another width, a label that is not in `labels` (any label will do if that is None), a number outside
    `span`. With a list for `malformed`, what is wrong with single rows is put there and the other rows are read;
    a file of sentences with one word per line is always refused, as nobody knows where the broken sentence ends.
    """
    if files.format in _SENTENCES:
        return checked_words(source, _SENTENCES[files.format](source, files), labels)
    gathering = Gathering(source, kind, labels, span, malformed)
    mend = REPAIRS[repair]
    for line, row in _ROWS[files.format](source, files):
        gathering.take(line, lambda line=line, row=row: _made(source, line, row, files, kind, mend))
    return gathering.examples()


def _made(source: Source, line: int, row: Any, files: Files, kind: str, mend: Callable[[str], str]) -> Example:
    if isinstance(row, UserError):
        raise row
    return to_example(source, line, row, files, kind, mend)
