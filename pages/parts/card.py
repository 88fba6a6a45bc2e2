"""One example as HTML: what it is, its text, what became of it."""

from collections.abc import Sequence

import numpy as np

from engine.analysis.changes import CHANGES
from engine.analysis.examples import rows, strip, units_of
from engine.analysis.selection import describe
from engine.answers import ExampleRecord, TaskAnswers
from pages.parts.paint import answer, badge, change_name, esc, probability
from pages.parts.strip import strip as squares
from pages.parts.tokens import Token, mark, sentence
from pages.parts.view import View

NO_TEXT = "(no text: this run was imported, or shared, without its texts)"


def card(view: View, answers: TaskAnswers, example: ExampleRecord, untrained: frozenset[str], find: str = "") -> str:
    """An example of a list. `untrained` are the snapshots at which a random head answered."""
    units = units_of(answers, example.example)
    if answers.task.kind == "token":
        return words(view, answers, example, find)
    row = f"<div>{_texts(example, find)}</div>{_strips(view, answers, units, untrained)}"
    return f'<div class="le">{_head(view, answers, example, units)}<div class="le-row">{row}</div></div>'


def words(view: View, answers: TaskAnswers, example: ExampleRecord, find: str = "") -> str:
    """A sentence of a token task with its labels."""
    units = units_of(answers, example.example)
    tokens = tokens_of(view, answers, example, units)
    counts = {name: sum(token.change == name for token in tokens) for name in ("forgotten", "learned", "never")}
    marks = " ".join(
        f'<span class="le-badge le-{name}">{CHANGES[name].glyph} {count} {change_name(name)}</span>'
        for name, count in counts.items()
        if count
    )
    said = f"{len(units)} of {len(tokens)} words evaluated" if len(units) < len(tokens) else f"{len(units)} words"
    head = f'<b>#{example.example}</b>{marks}<span class="le-quiet">{said}</span>{_tags(example)}'
    return f'<div class="le"><div class="le-head">{head}</div>{sentence(tokens, find) if tokens else NO_TEXT}</div>'


def tokens_of(view: View, answers: TaskAnswers, example: ExampleRecord, units: np.ndarray) -> list[Token]:
    """The words of a sentence with their answers; words that were not evaluated have none."""
    answered = {row["position"]: row for row in rows(answers, units, view.first, view.second)}
    # an import without texts has no words: its positions stand for them
    names = example.words or tuple(f"word {position + 1}" for position in sorted(answered))
    places = range(len(example.words)) if example.words else sorted(answered)
    return [
        Token(
            name,
            row["gold"],
            row["first"],
            row["second"],
            row["change"],
            row["p_first"],
            row["p_second"],
        )
        if (row := answered.get(place))
        else Token(name)
        for place, name in zip(places, names, strict=True)
    ]


def changed_words(answers: TaskAnswers, example: ExampleRecord, untrained: frozenset[str]) -> list[tuple[str, int]]:
    """The words of a sentence that were right at some snapshot and wrong at another, as (word, unit).

    Answers of an untrained head are noise: they count only where there are no others.
    """
    units = units_of(answers, example.example)
    trained = [i for i, s in enumerate(answers.snapshots) if s.name not in untrained]
    right = answers.right()[trained or slice(None)][:, units]
    moved = (right != right[:1]).any(axis=0)
    found = []
    for unit, has_moved in zip(units, moved, strict=True):
        position = int(answers.units.position[unit])
        word = example.words[position] if position < len(example.words) else f"word {position + 1}"
        if has_moved:
            found.append((word, int(unit)))
    return found


def word_strips(view: View, answers: TaskAnswers, chosen: Sequence[tuple[str, int]], untrained: frozenset[str]) -> str:
    """A strip per word."""
    lines = [
        f"<tr><td><b>{esc(word)}</b></td><td>{esc(_gold(answers, unit))}</td>"
        f"<td>{squares(strip(answers, unit), untrained, framed(view))}</td></tr>"
        for word, unit in chosen
    ]
    head = "<tr><th>word</th><th>gold</th><th>over the snapshots</th></tr>"
    return f'<table class="le le-table">{head}{"".join(lines)}</table>'


def probabilities(answers: TaskAnswers, unit: int, untrained: frozenset[str]) -> str:
    """One unit over all snapshots, in numbers."""
    lines = []
    for step in strip(answers, unit):
        stage = f" · {step['stage']}" if step["stage"] else ""
        head = " (untrained head)" if step["snapshot"] in untrained else ""
        lines.append(
            f"<tr><td>{esc(step['snapshot'] + stage)}{head}</td><td>{answer(step['predicted'])}</td>"
            f"<td>{'✓ right' if step['right'] else '✗ wrong'}</td><td>{probability(step['p_predicted'])}</td>"
            f"<td>{probability(step['p_gold'])}</td></tr>"
        )
    head = "<tr><th>snapshot</th><th>predicted</th><th></th><th>p(predicted)</th><th>p(gold)</th></tr>"
    return f'<table class="le le-table">{head}{"".join(lines)}</table>'


def framed(view: View) -> tuple[str, str]:
    return view.first_snapshot.name, view.second_snapshot.name


def described(view: View) -> tuple[str, str]:
    return describe(view.first_snapshot), describe(view.second_snapshot)


def _head(view: View, answers: TaskAnswers, example: ExampleRecord, units: np.ndarray) -> str:
    if not len(units):
        return f'<div class="le-head"><b>#{example.example}</b><span class="le-quiet">not evaluated</span></div>'
    row = rows(answers, units, view.first, view.second)[0]
    said = "".join(
        f"<span>{name}: <b>{answer(row[name])}</b> "
        f'<span class="le-quiet">{probability(row[f"p_{name}"]) if row[f"p_{name}"] is not None else ""}</span></span>'
        for name in ("first", "second")
    )
    return (
        f'<div class="le-head"><b>#{example.example}</b>{badge(row["change"])}'
        f"<span>gold: <b>{answer(row['gold'])}</b></span>{said}{_tags(example)}</div>"
    )


def _texts(example: ExampleRecord, find: str) -> str:
    if not example.texts:
        return f'<div class="le-text le-quiet">{NO_TEXT}</div>'
    numbered = len(example.texts) > 1
    return "".join(
        f'<div class="le-text">{f"<span class=le-no>{n}</span>" if numbered else ""}{mark(text, find)}</div>'
        for n, text in enumerate(example.texts, 1)
    )


def _strips(view: View, answers: TaskAnswers, units: np.ndarray, untrained: frozenset[str]) -> str:
    return "".join(f"<div>{squares(strip(answers, int(unit)), untrained, framed(view))}</div>" for unit in units[:1])


def _tags(example: ExampleRecord) -> str:
    return "".join(f'<span class="le-quiet">{esc(name)}: {esc(value)}</span>' for name, value in example.tags.items())


def _gold(answers: TaskAnswers, unit: int) -> str:
    gold = answers.units.gold[unit]
    return f"{gold:g}" if answers.task.kind == "regression" else answers.task.labels[int(gold)]
