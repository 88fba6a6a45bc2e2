"""A run's scores at a glance, as HTML: one chip per task, right after its own stage -> now."""

import math
from collections.abc import Sequence

from engine.analysis.glance import Glance
from pages.parts.paint import esc

STYLE = """<style>
.lg{display:flex;flex-wrap:wrap;gap:.3rem .5rem;font-size:.84rem;line-height:1.35}
.lg-t{border:1px solid light-dark(#D9DEE1,#3A4247);border-radius:.35rem;padding:.12rem .5rem;white-space:nowrap}
.lg-t b{font-weight:600}
.lg-q{color:light-dark(#5b6368,#a9b3b9)}
.lg-n{font-variant-numeric:tabular-nums}
.lg-w{color:light-dark(#8a4b00,#f0b36b)}
</style>"""


def chips(found: Sequence[Glance]) -> str:
    """`CoLA MCC .570 → .382` and so on; what is not official says so. Untrained, random heads are one chip together."""
    untrained = [g for g in found if not g.trained]
    return f'<div class="lg">{"".join(_chip(g) for g in found if g.trained)}{_untrained(untrained)}</div>'


def number(value: float) -> str:
    """`.382`, `−.021`, `1.000`; `–` where undefined."""
    if math.isnan(value):
        return "–"
    text = f"{abs(value):.3f}"
    sign = "−" if value < 0 and float(text) else ""
    return sign + (text[1:] if text.startswith("0") else text)


def _chip(glance: Glance) -> str:
    if glance.first is None:
        figures, said = (
            f"<b>{number(glance.last)}</b>",
            f"{glance.metric} {number(glance.last)} at the newest stage end",
        )
    else:
        figures = f"{number(glance.first)} → <b>{number(glance.last)}</b>"
        said = f"{glance.metric} {number(glance.first)} right after its own stage, {number(glance.last)} now"
    notes = ""
    if glance.unofficial:
        notes = f' <span class="lg-w" title="{esc(glance.unofficial)}">non-official split</span>'
    name, metric = esc(glance.title), esc(glance.metric)
    return (
        f'<span class="lg-t" title="{esc(glance.title + ": " + said)}"><b>{name}</b> '
        f'<span class="lg-q">{metric}</span> <span class="lg-n">{figures}</span>{notes}</span>'
    )


def _untrained(found: Sequence[Glance]) -> str:
    if not found:
        return ""
    each = "; ".join(f"{g.title} {g.metric} {number(g.last)}" for g in found)
    heads = f"{len(found)} untrained head{'s' * (len(found) > 1)}"
    return f'<span class="lg-t lg-q" title="{esc(each)}: answered at random">{heads}</span>'
