"""Column formats, one word per line and a blank line after each sentence: CoNLL-2003 and its kin, and CoNLL-U."""

import re
from collections.abc import Iterator

from conllu.exceptions import ParseException
from conllu.models import Token
from conllu.parser import parse_id_value, parse_line

from engine.tasks.readers.text import Located, Source, read_lines
from engine.tasks.task import Example, Files

CONLLU_COLUMNS = ("id", "form", "lemma", "upos", "xpos", "feats", "head", "deprel", "deps", "misc")
LABEL_COLUMNS = ("form", "lemma", "upos", "xpos", "feats", "head", "deprel", "deps", "misc")
ROW_PARSERS = {"id": lambda row, column: parse_id_value(row[column])}  # the other columns as they are written


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
    if column not in LABEL_COLUMNS:
        raise source.wrong(None, f"CoNLL-U has no label column {column!r}. It has: {', '.join(LABEL_COLUMNS)}")
    sentences = []
    for block in _blocks(source, files.encoding):
        rows = [(line, text) for line, text in block if not text.startswith("#")]
        for line, text in rows:
            # The parser takes what there is; a row that was cut off must not pass.
            if (width := text.count("\t") + 1) != len(CONLLU_COLUMNS):
                cut = f"expected 10 columns separated by tabs, got {width}: {text[:60]!r}. Is the file cut off?"
                raise source.wrong(line, cut)
        words = [(line, token) for line, text in rows if isinstance((token := _token(source, line, text))["id"], int)]
        if words:
            example = Example(
                words=tuple(t["form"] for _, t in words), gold=tuple(t[column] for _, t in words)
            )  # fmt: skip
            sentences.append((example, tuple(line for line, _ in words)))
    return sentences


def _token(source: Source, line: int, text: str) -> Token:
    try:
        # The parser takes two spaces for a tab; UD allows only single ones inside a field.
        return parse_line(re.sub(" {2,}", " ", text), CONLLU_COLUMNS, ROW_PARSERS)
    except ParseException as error:
        raise source.wrong(line, f"expected an id like 8, 8-9 or 8.1 in the first column: {error}") from error


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
