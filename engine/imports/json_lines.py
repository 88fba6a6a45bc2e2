"""Predictions as JSON lines: one object per line.

    {"snapshot": "after cola", "id": 0, "gold": "1", "predicted": "0", "probability": 0.93}
    {"snapshot": "after ner", "id": 7, "gold": ["B-ORG", "O"], "predicted": ["B-ORG", "B-PER"], "probability": [1, 0.4]}
    {"snapshot": "after ner", "id": 7, "position": 1, "gold": "O", "predicted": "B-PER", "probability": 0.4}

`id` is the row in the evaluation split and `position` the word in the sentence, both from 0. For words, either lists
(of the evaluated words, from the first on) or one line per word. Optional are `snapshot` (else the file's name),
`probability` of the predicted label, `probability_of_gold`, and `text` (one, or a list of two) or `words`, which are
shown when no evaluation split is at hand.
"""

import json
import math
from collections.abc import Mapping
from pathlib import PurePath
from typing import Any

from engine.imports.row import Contents, Row, Source
from engine.settings import unknown

_NEEDED = ("id", "gold", "predicted")
_KEYS = (*_NEEDED, "snapshot", "position", "probability", "probability_of_gold", "text", "words")


def read_json_lines(name: str, lines: list[str]) -> Contents:
    """The contents of a file of JSON lines. UserError says which line is wrong and why."""
    source = Source(name)
    rows: list[Row] = []
    texts: dict[int, tuple[str, ...]] = {}
    words: dict[int, tuple[str, ...]] = {}
    first_kind: bool | None = None
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        document = _document(source, number, line)
        of_words = isinstance(document["gold"], list) or "position" in document
        if first_kind is None:
            first_kind = of_words
        if of_words != first_kind:
            raise source.wrong(
                number, "some lines are about words (lists, or a position), and some are about whole texts"
            )
        example = _whole(source, number, document, "id")
        for known, key in ((texts, "text"), (words, "words")):
            if key in document:
                known[example] = _strings(source, number, document, key)
        rows += _rows(source, number, document, example)
    return Contents(source, rows, bool(first_kind), texts, words)


def _document(source: Source, number: int, line: str) -> dict[str, Any]:
    try:
        document = json.loads(line)
    except ValueError as error:
        raise source.wrong(number, f"is not JSON: {error}") from error
    if not isinstance(document, dict):
        raise source.wrong(number, f"is no JSON object: {line[:40]!r}")
    for key in _NEEDED:
        if key not in document:
            raise source.wrong(number, f"has no {key!r}; it needs {', '.join(_NEEDED)}, and has {', '.join(document)}")
    for key in document:
        if key not in _KEYS:
            raise source.wrong(number, unknown("key", key, _KEYS))
    return document


def _rows(source: Source, number: int, document: Mapping[str, Any], example: int) -> list[Row]:
    snapshot = _label(source, number, document.get("snapshot", PurePath(source.name).stem), "snapshot")
    keys = ("gold", "predicted", "probability", "probability_of_gold")
    gold, predicted, p_predicted, p_gold = (document.get(key) for key in keys)
    if not isinstance(gold, list):
        position = _whole(source, number, document, "position") if "position" in document else 0
        gold, predicted, p_predicted, p_gold = [gold], [predicted], [p_predicted], [p_gold]
    elif "position" in document:
        raise source.wrong(number, "has a position and lists: give one of them")
    else:
        position = 0
        p_predicted = [None] * len(gold) if p_predicted is None else p_predicted
        p_gold = [None] * len(gold) if p_gold is None else p_gold
    for key, column in zip(keys, (gold, predicted, p_predicted, p_gold), strict=True):
        if not isinstance(column, list) or len(column) != len(gold):
            given = f"{len(column)} values" if isinstance(column, list) else repr(column)
            raise source.wrong(number, f"{key!r} should be a list of {len(gold)} values like 'gold', got {given}")
    return [
        Row(source, number, snapshot, example, position + n, _label(source, number, g, "gold"),
            _label(source, number, p, "predicted"), _probability(source, number, pp), _probability(source, number, pg))
        for n, (g, p, pp, pg) in enumerate(zip(gold, predicted, p_predicted, p_gold, strict=True))
    ]  # fmt: skip


def _label(source: Source, number: int, value: Any, key: str) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int | float) or not str(value).strip():
        raise source.wrong(number, f"{key!r} should be a label or a number, got {json.dumps(value)[:40]}")
    return " ".join(str(value).split())  # messages are one line


def _whole(source: Source, number: int, document: Mapping[str, Any], key: str) -> int:
    value = document[key]
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 16:
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 10**15:
        raise source.wrong(number, f"{key!r} is a whole number from 0 (a row or a word of the split), got {value!r}")
    return value


def _probability(source: Source, number: int, value: Any) -> float:
    if value is None:
        return math.nan
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        raise source.wrong(number, f"a probability is a number from 0 to 1, got {value!r}")
    return float(value)


def _strings(source: Source, number: int, document: Mapping[str, Any], key: str) -> tuple[str, ...]:
    value = document[key]
    value = [value] if isinstance(value, str) and key == "text" else value
    if not isinstance(value, list) or not all(isinstance(v, str) for v in value):
        raise source.wrong(number, f"{key!r} should be text, or a list of texts, got {json.dumps(value)[:40]}")
    return tuple(value)
