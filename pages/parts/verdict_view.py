"""What may be said of a difference, on a page: the verdict as a badge, the sentence, how the interval came about."""

from engine.analysis.evidence import Difference
from engine.analysis.evidence.verdict import FORGOT, IMPROVED, SAME
from pages.parts.paint import esc

_LOOKS = {FORGOT: ("forgotten", "x"), IMPROVED: ("learned", "+"), SAME: ("kept", "=")}


def glyph(verdict: str) -> str:
    """Never colour alone: `x`, `+`, `=`, and `?` for not enough evidence."""
    return _LOOKS.get(verdict, ("never", "?"))[1]


def badge(verdict: str) -> str:
    """`x forgot`, tinted as the change is."""
    tint, mark = _LOOKS.get(verdict, ("never", "?"))
    return f'<span class="le-badge le-{tint}">{mark} {esc(verdict)}</span>'


def box(found: Difference) -> str:
    """HTML: the verdict on the metric's difference, grey where it is not established."""
    quiet = "" if found.verdict.established else " le-quiet"
    said = f'<span class="le-text{quiet}">{esc(found.sentence)}</span>'
    return (
        f'<div class="le"><div>{badge(found.verdict.name)} {said}</div>'
        f'<div class="le-caption">{esc(found.method)}; {found.changed:,} of {found.examples:,} {esc(found.unit)} '
        "are answered differently</div></div>"
    )


def line(found: Difference) -> str:
    """HTML: the same in one line, beside scores that are on show already."""
    numbers = f"{found.level:.0%} interval [{found.low}, {found.high}]; " if found.interval.known else ""
    return (
        f'<div class="le le-small" title="{esc(found.method)}">{badge(found.verdict.name)} '
        f'<span class="le-quiet">{numbers.replace("%", " %")}{esc(found.verdict.reason)}</span></div>'
    )
