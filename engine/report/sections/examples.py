"""Which examples? Some of the forgotten, then of the learned, the most confident at first in front."""

from collections.abc import Iterator

from engine import store
from engine.analysis.changes import CHANGES
from engine.analysis.examples import listing, rows, units_of
from engine.answers import ExampleRecord, TaskAnswers
from engine.figures.caption import number
from engine.report.blocks import Block, Heading, Sample, Text, Word
from engine.report.source import Source

TITLE = "Examples"
FORMULAS = ()
EACH = {"forgotten": 6, "learned": 2}  # change -> examples of a task that are shown


def write(source: Source) -> list[Block]:
    blocks: list[Block] = [] if source.texts else [
        Text("The examples' words are left out of this report: with the data at hand, look them up by their numbers.")
    ]  # fmt: skip
    for task in source.each():
        answers, pair = source.answers(task), source.pairs[task]
        blocks.append(Heading(source.name(task)))
        blocks.append(Text(f"{source.between(task)}; most confident at first in front.", quiet=True))
        shown: set[int] = set()
        for change, many in EACH.items():
            found = listing(answers, *pair, change=change, order="before")
            numbers = [int(i) for i in found.examples if int(i) not in shown][:many]
            shown |= set(numbers)
            of = len(found.examples)
            blocks.append(Text(f"{len(numbers)} of {of:,} with something {change}:" if of else f"None {change}."))
            records = store.read_examples(source.run, task, numbers) if numbers else []
            blocks += [_sample(answers, record, pair, source.texts) for record in records]
    return blocks


def _sample(answers: TaskAnswers, record: ExampleRecord, pair: tuple[int, int], texts: bool) -> Sample:
    units = rows(answers, units_of(answers, record.example), *pair)
    facts = [(name.replace("_", " "), value) for name, value in record.tags.items()] if texts else []
    if answers.task.kind == "token":
        words = tuple(_words(record, units, texts))
        evaluated = [word for word in words if word.change]
        counted = [(CHANGES[c].name, str(sum(w.change == c for w in evaluated))) for c in ("forgotten", "learned")]
        return Sample(record.example, "", (*counted, *facts), (), words)
    (row,) = units
    answered = [(which, _answer(row, which)) for which in ("first", "second")]
    return Sample(record.example, row["change"], (("gold", _label(row["gold"])), *answered, *facts),
                  record.texts if texts else (), ())  # fmt: skip


def _words(record: ExampleRecord, units: list[dict], texts: bool) -> Iterator[Word]:
    """Without texts only the words whose answers changed, by their place."""
    answered = {row["position"]: row for row in units}
    for place in range(len(record.words)) if record.words else sorted(answered):
        row = answered.get(place)
        text = (record.words[place] if record.words else f"word {place + 1}") if texts else f"word {place + 1}"
        if row is None:
            if texts:
                yield Word(text)
        elif texts or row["change"] in EACH:
            yield Word(text, _label(row["gold"]), _label(row["first"]), _label(row["second"]), row["change"])


def _label(value: str | float) -> str:
    return value if isinstance(value, str) else f"{value:.2f}".rstrip("0").rstrip(".")


def _answer(row: dict, which: str) -> str:
    known = row[f"p_{which}"]
    return _label(row[which]) + ("" if known is None else f" (p {number(known, 2)})")
