"""Readers of the official file formats."""

from collections.abc import Sequence

from engine.tasks.readers.columns import CONLLU_COLUMNS, read_conll, read_conllu
from engine.tasks.readers.iob import is_chunked, label_order, to_iob2
from engine.tasks.readers.table import read_table
from engine.tasks.readers.text import Located, Source
from engine.tasks.task import Example, Files

__all__ = ["CONLLU_COLUMNS", "FORMATS", "Source", "label_order", "read", "to_iob2"]

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
    if not found:
        raise source.wrong(None, "holds no examples")
    if kind == "token":
        found = _in_iob2(found)
    if labels is not None and kind != "regression":
        _check_labels(source, found, labels)
    return tuple(example for example, _ in found)


def _in_iob2(found: list[Located]) -> list[Located]:
    if not is_chunked(label for example, _ in found for label in example.gold):
        return found
    return [
        (Example(words=example.words, gold=to_iob2(example.gold), tags=example.tags), lines) for example, lines in found
    ]


def _check_labels(source: Source, found: list[Located], labels: Sequence[str]) -> None:
    known = set(labels)
    for example, lines in found:
        gold = example.gold if isinstance(example.gold, tuple) else (example.gold,)
        for place, label in enumerate(gold):
            if label not in known:
                line = lines[place] if len(lines) == len(gold) else lines[0]
                raise source.wrong(line, f"unknown label {label!r}. Labels of this task: {', '.join(labels)}")
