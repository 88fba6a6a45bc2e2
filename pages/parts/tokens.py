"""A sentence of a token task: every word with its gold label, and both predictions where they are not simply right.

Three rows per word: the word, the gold label, and `first → second`. Words that were right twice stay quiet; a label of
the outside class (`O`) is not written under them at all, so that what changed can be found at a glance.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from engine.analysis.changes import CHANGES
from pages.parts.paint import change_name, esc, probability

OUTSIDE = "O"


@dataclass(frozen=True)
class Token:
    """One word with its answers; only `word` is there if it was not evaluated."""

    word: str
    gold: str | None = None
    first: str = ""
    second: str = ""
    change: str = ""  # kept, forgotten, learned, never
    p_first: float | None = None  # of the predicted label at first
    p_second: float | None = None


def sentence(tokens: Sequence[Token], find: str = "") -> str:
    """HTML of a sentence; `find` is searched for and marked."""
    return f'<div class="le le-words">{"".join(_word(token, find) for token in tokens)}</div>'


def mark(text: str, find: str) -> str:
    """Escaped text with every occurrence of `find` marked, whatever its case."""
    if not find:
        return esc(text)
    low, wanted, at, out = text.lower(), find.lower(), 0, []
    if len(low) != len(text):  # a letter whose lower case is longer: places would not fit
        return esc(text)
    while (next_ := low.find(wanted, at)) >= 0:
        end = next_ + len(wanted)
        out.append(f'{esc(text[at:next_])}<mark class="le-hit">{esc(text[next_:end])}</mark>')
        at = end
    return "".join(out) + esc(text[at:])


def _word(token: Token, find: str) -> str:
    if token.gold is None:
        title = "beyond the maximum length: not evaluated"
        return f'<span class="le-word" title="{title}"><span class="le-w le-out">{mark(token.word, find)}</span></span>'
    quiet = token.change == "kept"
    css = "" if quiet else f" le-{token.change}"
    glyph = "" if quiet else f"<sup>{CHANGES[token.change].glyph}</sup>"
    gold = "" if quiet and token.gold == OUTSIDE else f'<span class="le-g">{esc(token.gold)}</span>'
    both = "" if quiet else f'<span class="le-p">{_both(token)}</span>'
    word = f'<span class="le-w{css}">{glyph}{mark(token.word, find)}</span>'
    whole = "le-word" if quiet else "le-word le-changed"
    return f'<span class="{whole}" title="{esc(_title(token))}">{word}{gold}{both}</span>'


def _both(token: Token) -> str:
    return f"{esc(token.first)} → {esc(token.second)}"


def _title(token: Token) -> str:
    return (
        f"{token.word}: gold {token.gold}; first {token.first} (p {probability(token.p_first)}); "
        f"second {token.second} (p {probability(token.p_second)}): {change_name(token.change)}"
    )
