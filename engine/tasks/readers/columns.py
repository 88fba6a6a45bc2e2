"""Column formats, one word per line and a blank line after each sentence: CoNLL-2003 and its kin, and CoNLL-U."""

import re
from collections.abc import Iterator

from engine.tasks.readers.text import Located, Source, read_lines
from engine.tasks.task import Example, Files

CONLLU_COLUMNS = ("id", "form", "lemma", "upos", "xpos", "feats", "head", "deprel", "deps", "misc")


def read_conll(source: Source, files: Files) -> list[Located]:
    """Sentences of a file with columns separated by spaces or tabs; by default first the word, last the label.

    `-DOCSTART-` lines are marks between documents, not sentences. UserError for a line whose number of columns
    differs from the first one's, as in a file that was cut off.
    """
    word_column = _number(source, files.texts[0] if files.texts else 0)
    label_column = _number(source, files.label) if files.label != "label" else -1
    width = None
    sentences = []
    for block in _blocks(source, files.encoding):
        words, labels, lines = [], [], []
        for line, text in block:
            if text.startswith("-DOCSTART-"):
                continue
            cells = text.split("\t") if "\t" in text else re.split(" +", text.strip(" "))
            width = width or len(cells)
            if len(cells) != width or width < 2:
                expected = f"{width} as in the first line" if width > 1 else "a word and its label"
                raise source.wrong(
                    line, f"expected {expected}, got {len(cells)} column(s): {text[:60]!r}. Is the file cut off?"
                )
            if not -width <= label_column < width or not word_column < width:
                raise source.wrong(
                    line, f"there is no column {max(word_column, label_column)} (counted from 0): {text[:60]!r}"
                )
            if not cells[word_column] or not cells[label_column]:
                raise source.wrong(line, f"an empty word or label: {text[:60]!r}")
            words.append(cells[word_column])
            labels.append(cells[label_column])
            lines.append(line)
        if words:
            sentences.append((Example(words=tuple(words), gold=tuple(labels)), tuple(lines)))
    return sentences


def read_conllu(source: Source, files: Files) -> list[Located]:
    """Sentences of a CoNLL-U file, labelled by one column, UPOS by default (https://universaldependencies.org/format.html).

    Only rows with a whole number for an id are words: range rows (`8-9`, the written form of several words) and empty
    nodes (`8.1`, elided words of the enhanced graph) are skipped.
    """
    column = "upos" if files.label == "label" else files.label
    if column not in CONLLU_COLUMNS:
        raise source.wrong(None, f"CoNLL-U has no column {column!r}. It has: {', '.join(CONLLU_COLUMNS)}")
    label_column = CONLLU_COLUMNS.index(column)
    sentences = []
    for block in _blocks(source, files.encoding):
        words, labels, lines = [], [], []
        for line, text in block:
            if text.startswith("#"):
                continue
            cells = text.split("\t")
            if len(cells) != len(CONLLU_COLUMNS):
                raise source.wrong(
                    line,
                    f"expected 10 columns separated by tabs, got {len(cells)}: {text[:60]!r}. Is the file cut off?",
                )
            if not cells[0].isdecimal():
                if not re.fullmatch(r"\d+[-.]\d+", cells[0]):
                    raise source.wrong(line, f"expected an id like 8, 8-9 or 8.1 in the first column, got {cells[0]!r}")
                continue
            words.append(cells[1])
            labels.append(cells[label_column])
            lines.append(line)
        if words:
            sentences.append((Example(words=tuple(words), gold=tuple(labels)), tuple(lines)))
    return sentences


def _blocks(source: Source, encoding: str) -> Iterator[list[tuple[int, str]]]:
    """Numbered lines between blank lines."""
    block: list[tuple[int, str]] = []
    for line, text in enumerate(read_lines(source, encoding), 1):
        if text.strip(" \t"):
            block.append((line, text))
        elif block:
            yield block
            block = []
    if block:
        yield block


def _number(source: Source, column: str | int) -> int:
    if not isinstance(column, int):
        raise source.wrong(None, f"columns of this format have no names: give a number from 0 instead of {column!r}")
    return column
