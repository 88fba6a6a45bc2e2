"""Readers of the official file formats."""

from collections.abc import Sequence
from dataclasses import replace

from engine.tasks.readers.columns import CONLLU_COLUMNS, read_conll, read_conllu
from engine.tasks.readers.iob import is_chunked, label_order, to_iob2
from engine.tasks.readers.table import read_table
from engine.tasks.readers.text import Located, Origin, Source
from engine.tasks.task import Example, Files

__all__ = ["CONLLU_COLUMNS", "FORMATS", "Located", "Origin", "Source", "checked", "label_order", "read", "to_iob2"]

FORMATS = ("tsv", "csv", "jsonl", "conll", "conllu")


def read(source: Source, files: Files, kind: str, labels: Sequence[str] | None = None) -> tuple[Example, ...]:
    """The examples of one file, in its order; entity tags in IOB2.

    UserError says which file, which line and what was expected: no such file, another encoding, a missing column,
    a row of another width, a label that is not in `labels` (any label will do if that is None).
    """
    if files.format == "conll":
        found = read_conll(source, files)
    elif files.format == "conllu":
        found = read_conllu(source, files)
    else:
        found = read_table(source, files, kind)
    return checked(source, found, kind, labels)


def checked(
    origin: Origin, found: Sequence[Located], kind: str, labels: Sequence[str] | None = None
) -> tuple[Example, ...]:
    """The examples, entity tags in IOB2. UserError if there are none, or for a label that is not in `labels`."""
    if not found:
        raise origin.wrong(None, "holds no examples")
    if kind == "token" and is_chunked(label for example, _ in found for label in example.gold):
        found = [(replace(example, gold=to_iob2(example.gold)), lines) for example, lines in found]
    if labels is not None and kind != "regression":
        _check_labels(origin, found, labels)
    return tuple(example for example, _ in found)


def _check_labels(origin: Origin, found: Sequence[Located], labels: Sequence[str]) -> None:
    known = set(labels)
    for example, lines in found:
        gold = example.gold if isinstance(example.gold, tuple) else (example.gold,)
        for place, label in enumerate(gold):
            if label not in known:
                line = lines[place] if len(lines) == len(gold) else lines[0]
                raise origin.wrong(line, f"unknown label {label!r}. Labels of this task: {', '.join(labels)}")
