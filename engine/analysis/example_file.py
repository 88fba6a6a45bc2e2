"""Listed examples as a file: JSON lines to train or annotate with, CSV for a spreadsheet.

Both hold each example's text, id and content hash, its gold label, and the answer and probabilities at every snapshot.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from engine import spreadsheet, store
from engine.analysis.changes import NAMES
from engine.analysis.examples import Listing, rows, units_of
from engine.analysis.numbers import to_json
from engine.analysis.selection import Pair
from engine.answers import ExampleRecord, TaskAnswers
from engine.errors import UserError

if TYPE_CHECKING:
    from engine.store import Run

ENDINGS = (".jsonl", ".csv")


def write(ending: str, run: Run, answers: TaskAnswers, found: Listing, pair: Pair, texts: bool = True) -> str:
    """The file's contents. `texts`: with the words, which some licences do not let one pass on.

    Raises UserError for an ending that there is not.
    """
    if ending not in ENDINGS:
        raise UserError(f"examples are exported as {' or '.join(ENDINGS)}, not {ending or 'a file without ending'!r}")
    if ending == ".csv":
        return spreadsheet.to_csv(_table(run, answers, found, pair, texts))
    left_out = () if texts else ("text", "text_b", "words")
    lines = (
        {key: value for key, value in line.items() if key not in left_out}
        for line in documents(run, answers, found, pair)
    )
    return "".join(f"{json.dumps(line, ensure_ascii=False, allow_nan=False)}\n" for line in lines)


def documents(run: Run, answers: TaskAnswers, found: Listing, pair: Pair) -> Iterator[dict[str, Any]]:
    """An object per example, in the list's order.

    sequence, regression and pair: `text` (`text_b`), `gold`, `change`; `answers` has an object per snapshot with
    `predicted`, `right`, `p_predicted`, `p_gold` (null: unknown). token: the same as lists over `words`, up to the last
    word that was evaluated; `matches` are the places of those that passed the filter.
    """
    first, second = (answers.snapshots[i].name for i in pair)
    right, token = answers.right(), answers.task.kind == "token"
    passed = set(found.units.tolist())
    for record in _records(run, answers, found):
        units = units_of(answers, record.example)
        spread = _over_words(answers, units) if token else units[:1]
        values = _Values(answers, spread, token)
        text = {"words": list(record.words[: len(spread)])} if token else _texts(record)
        yield {
            "id": f"{answers.task.name}-{record.example}",
            "run": run.id,
            "task": answers.task.name,
            "example": record.example,
            "content_hash": record.content_hash,
            **text,
            "gold": values.named(answers.units.gold),
            "first": first,
            "second": second,
            "change": values.of(np.array(NAMES, dtype=object)[found.change]),
            **({"matches": [i for i, unit in enumerate(spread) if unit in passed]} if token else {}),
            "answers": [
                {
                    "snapshot": snapshot.name,
                    "stage": snapshot.stage_name,
                    "predicted": values.named(answers.predicted[i]),
                    "right": values.of(right[i]),
                    "p_predicted": values.of(answers.p_predicted[i].astype(float)),
                    "p_gold": values.of(answers.p_gold[i].astype(float)),
                }
                for i, snapshot in enumerate(answers.snapshots)
            ],
        }


class _Values:
    """Arrays over all units, read at one example's: a value, or for tokens a list with null where there is no unit."""

    def __init__(self, answers: TaskAnswers, units: np.ndarray, token: bool):
        self.labels = None if answers.task.kind == "regression" else np.array(answers.task.labels, dtype=object)
        self.units, self.token = units, token

    def of(self, values: np.ndarray) -> Any:
        found = [None if unit < 0 else to_json(values[unit]) for unit in self.units]
        return found if self.token else next(iter(found), None)

    def named(self, values: np.ndarray) -> Any:
        """Labels by name; numbers of a regression."""
        found = self.of(values)
        if self.labels is None or found is None:
            return found
        return [i if i is None else self.labels[i] for i in found] if self.token else self.labels[found]


def _table(run: Run, answers: TaskAnswers, found: Listing, pair: Pair, texts: bool) -> Iterator[list[object]]:
    """A row per unit of the list, in its order."""
    records = {record.example: record for record in _records(run, answers, found)}
    lines = rows(answers, found.units, *pair)
    names = list(lines[0]) if lines else ["example"]
    each = [(f"{what} at {s.name}") for s in answers.snapshots for what in ("predicted", "p(predicted)", "p(gold)")]
    yield ["id", *names, *each, "content hash", *(["word", "text"] if texts else [])]
    for line, unit in zip(lines, found.units, strict=True):
        record, value = records[line["example"]], _Values(answers, np.array([unit]), token=False)
        given = [
            cell
            for i in range(len(answers.snapshots))
            for cell in (value.named(answers.predicted[i]), value.of(answers.p_predicted[i].astype(float)),
                         value.of(answers.p_gold[i].astype(float)))
        ]  # fmt: skip
        word = record.words[line["position"]] if record.words else ""
        words = [word, " ".join(record.words) or " ||| ".join(record.texts)] if texts else []
        yield [f"{answers.task.name}-{line['example']}", *line.values(), *given, record.content_hash, *words]


def _records(run: Run, answers: TaskAnswers, found: Listing) -> list[ExampleRecord]:
    return store.read_examples(run, answers.task.name, found.examples.tolist()) if len(found.examples) else []


def _texts(record: ExampleRecord) -> dict[str, str]:
    return dict(zip(("text", "text_b"), record.texts or ("",), strict=False))


def _over_words(answers: TaskAnswers, units: np.ndarray) -> np.ndarray:
    """The unit of every word up to the last evaluated one; -1 for a word without."""
    positions = answers.units.position[units]
    spread = np.full(int(positions.max(initial=-1)) + 1, -1)
    spread[positions] = units
    return spread
