"""A unit over all snapshots: one small square each, right or wrong, with the predicted label below."""

from collections.abc import Mapping, Sequence
from typing import Any

from pages.parts.paint import answer, esc, probability

MARKS = {"right": "✓", "lost": "✗", "wrong": "✗"}
NOTE = (
    '<b class="le-mark le-right">✓</b>right &ensp;<b class="le-mark le-lost">✗</b>wrong, had been right &ensp;'
    '<b class="le-mark le-wrong">✗</b>wrong, never right so far'
)


def note(untrained: frozenset[str]) -> str:
    """The squares' legend, as HTML."""
    return NOTE + (" &ensp;* untrained head" if untrained else "")


def states(right: Sequence[bool], trained: Sequence[bool]) -> list[str]:
    """For each snapshot: right; lost (wrong, but was right before); or wrong (never right so far).

    What an untrained head got right is luck, and nothing that could be lost.
    """
    found, before = [], False
    for now, known in zip(right, trained, strict=True):
        found.append("right" if now else "lost" if before else "wrong")
        before = before or (now and known)
    return found


def strip(steps: Sequence[Mapping[str, Any]], untrained: frozenset[str], framed: tuple[str, str]) -> str:
    """HTML of `engine.analysis.examples.strip`. `untrained` are snapshots answered by a head not trained by then;
    `framed` are the two that are compared."""
    squares = []
    trained = [step["snapshot"] not in untrained for step in steps]
    for step, state in zip(steps, states([step["right"] for step in steps], trained), strict=True):
        title = f"snapshot {step['snapshot']}{_stage(step)}: {_words(step)}"
        head = step["snapshot"] in untrained
        title += "; untrained head" if head else ""
        frame = " le-frame" if step["snapshot"] in framed else ""
        squares.append(
            f'<span class="le-step" title="{esc(title)}"><span class="le-quiet">{esc(step["snapshot"])}</span>'
            f'<span class="le-sq le-{state}{frame}">{MARKS[state]}</span>'
            f"<span>{answer(step['predicted'])}{'*' if head else ''}</span></span>"
        )
    return f'<span class="le le-strip">{"".join(squares)}</span>'


def bits(pattern: str) -> str:
    """`1100` -> `✓✓✗✗`, plain text."""
    return "".join("✓" if bit == "1" else "✗" for bit in pattern)


def _stage(step: Mapping[str, Any]) -> str:
    return f" ({step['stage']})" if step["stage"] else ""


def _words(step: Mapping[str, Any]) -> str:
    said = f"predicted {step['predicted']}, {'right' if step['right'] else 'wrong'}"
    known = [f"{k} {probability(step[f'p_{k}'])}" for k in ("predicted", "gold") if step[f"p_{k}"] is not None]
    return said + (f"; p({'), p('.join(known)})" if known else "")
