"""flips: is it really forgotten? Flip measures, intervals, tests and a verdict."""

from argparse import ArgumentParser, ArgumentTypeError, Namespace
from typing import Any

from engine.analysis import evidence as tests
from engine.analysis import selection
from engine.analysis.entities import entity_view, has_entities, inside
from engine.analysis.flips import flips
from engine.analysis.numbers import to_json
from engine.answers import TaskAnswers
from engine.commands import Verb, evidence_tables, options
from engine.commands.answers import add_pair, chosen_pair
from engine.store import Run


def add_flips(parser: ArgumentParser) -> None:
    options.add_run(parser)
    options.add_json(parser)
    add_pair(parser)
    parser.add_argument("--metric", metavar="M", help="which difference is judged (default: the task's first metric)")
    parser.add_argument(
        "--margin", metavar="X", type=_number, help="largest loss that does not matter, such as 0.02: allows the "
        "verdict 'did not forget'",
    )  # fmt: skip


def act(chosen: Namespace) -> None:
    run, answers, pair = chosen_pair(chosen)
    found = tests.evidence(answers, *pair, chosen.metric, chosen.margin)
    labels = tests.labels_of(answers, *pair, chosen.margin)
    moved = tests.symmetry(answers, *pair)
    over = tests.cochran(answers, [i for i, s in enumerate(run.snapshots) if s.ends_stage])
    notes = (*_untrained(run, answers, pair), *found.notes)
    if chosen.json:
        options.print_json(
            {
                **found.to_json(),
                "notes": list(notes),
                "labels": [label.to_json() for label in labels],
                "bowker": moved.bowker.to_json(),
                "stuart_maxwell": moved.stuart_maxwell.to_json(),
                "cochran_q": over.to_json() if over else None,
                **_tokens(answers, pair),
            }
        )
        return
    console = options.console()
    evidence_tables.print_evidence(console, run, found)
    evidence_tables.print_labels(console, labels)
    if (mask := inside(answers)) is not None:
        evidence_tables.print_outside(console, found.flips, flips(answers, *pair, mask))
    if has_entities(answers.task):
        evidence_tables.print_entities(console, entity_view(answers, *pair))
    evidence_tables.print_symmetry(console, moved, over)
    for note in notes:
        console.print(options.text(f"note: {note}", "yellow"), soft_wrap=True)


def _tokens(answers: TaskAnswers, pair: selection.Pair) -> dict[str, Any]:
    """Without O, and whole entities; nothing for tasks that have neither."""
    document: dict[str, Any] = {}
    mask = inside(answers)
    if mask is not None:
        counted = flips(answers, *pair, mask)
        document["without_O"] = {
            "n": counted.n,
            "accuracy_first": to_json(counted.accuracy_first),
            "accuracy_second": to_json(counted.accuracy_second),
            "forgotten": counted.forgotten,
            "learned": counted.learned,
            **{name: to_json(value) for name, value in counted.measures().items()},
        }
    if has_entities(answers.task):
        document["entities"] = entity_view(answers, *pair).to_json()
    return document


def _untrained(run: Run, answers: TaskAnswers, pair: selection.Pair) -> tuple[str, ...]:
    at = [answers.snapshots[i] for i in pair if (answers.snapshots[i].name, answers.task.name) not in run.trained]
    names = " and ".join(selection.describe(s) for s in at)
    return (f"at {names} the task's head was not trained: a random head answered",) if at else ()


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise ArgumentTypeError(f"takes a number such as 0.02, got {text!r}") from None


VERBS = {"flips": Verb(add_flips, act)}
