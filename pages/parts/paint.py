"""How answers look in HTML: one style sheet, one legend. Colours and glyphs are those of engine.analysis.changes.

A colour never stands alone: every change also has a glyph and an underline of its own. `light-dark()` follows the
theme in the browser, so the same HTML serves both.
"""

from collections.abc import Iterable
from html import escape as _escape

from engine.analysis.changes import CHANGES

UNDERLINES = {"kept": "none", "forgotten": "underline wavy", "learned": "underline double", "never": "underline dotted"}


def esc(value: object) -> str:
    """Text from data, safe inside an element and inside a quoted attribute."""
    return _escape(str(value), quote=True)


def number(value: float) -> str:
    """A regression answer: two decimals at most."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def answer(value: str | float) -> str:
    """A label, or a number, as HTML."""
    return esc(value if isinstance(value, str) else number(value))


def probability(value: float | None) -> str:
    """`.93`; a dash where the model's probability is not known. Never rounded up to a certainty it has not."""
    if value is None:
        return "–"
    if 0.995 <= value < 1:
        return ">.99"
    if 0 < value < 0.005:
        return "<.01"
    return f"{value:.2f}".removeprefix("0")


def change_name(change: str) -> str:
    return "never right" if change == "never" else change


def badge(change: str) -> str:
    """`x forgotten`, tinted."""
    return f'<span class="le-badge le-{change}">{CHANGES[change].glyph} {change_name(change)}</span>'


def legend(first: str, second: str, changes: Iterable[str] = CHANGES, note: str = "") -> str:
    """What the marks mean. It stands above the text, so that a screenshot holds it. `note` is HTML."""
    marks = "".join(
        f'<span><b class="le-mark le-{name}">{CHANGES[name].glyph}</b>{change_name(name)}</span>' for name in changes
    )
    pair = f"<span>first: <b>{esc(first)}</b></span><span>second: <b>{esc(second)}</b></span>"
    return f'<div class="le le-legend">{pair}{marks}{f"<span>{note}</span>" if note else ""}</div>'


def style() -> str:
    """The style sheet; once a page. It may not contain anything from data."""
    tints = "".join(
        f".le-{c.name}{{background:light-dark({c.tint},{c.dark_tint});color:light-dark(#1a1a1a,#fff)}}"
        f".le-w.le-{c.name}{{text-decoration:{UNDERLINES[c.name]} {c.colour if c.name != 'never' else '#767676'};"
        "text-decoration-thickness:1.5px;text-decoration-skip-ink:none;text-underline-offset:3px}"
        for c in CHANGES.values()
    )
    return f"<style>{_SHEET}{tints}{_SQUARES}</style>"


_SHEET = """
.le{font-size:.95rem;line-height:1.45}
.le-legend{display:flex;flex-wrap:wrap;gap:.2rem 1.1rem;align-items:center;font-size:.85rem;padding:.15rem 0}
.le-mark{display:inline-block;min-width:1.3em;text-align:center;border-radius:3px;margin-right:.35em}
.le-badge{border-radius:3px;padding:.05em .5em;font-size:.82rem;font-weight:600;white-space:nowrap}
.le-head{display:flex;flex-wrap:wrap;gap:.25rem .9rem;align-items:baseline;font-size:.85rem;margin-bottom:.35rem}
.le-head b{font-weight:600}
.le-caption{font-size:.8rem;color:light-dark(#5b6368,#a9b3b9);max-width:75rem;overflow-wrap:anywhere}
.le-small{font-size:.76rem;line-height:1.35}
.le-big{font-size:1.9rem;font-weight:600;margin-left:.6rem;line-height:1.2}
.le-tile>div+div{margin-top:.15rem;font-size:.82rem}
.le-tile .le-small{font-size:.76rem}
.le-warn{color:light-dark(#8a3d00,#f5b27a);font-size:.82rem}
.le-quiet{color:light-dark(#5b6368,#a9b3b9)}
.le-text{font-size:1.05rem;line-height:1.5;overflow-wrap:anywhere}
.le-row{display:flex;flex-wrap:wrap;gap:.5rem 1.5rem;justify-content:space-between;align-items:flex-start}
.le-row>div:first-child{flex:1 1 24rem}
.le ul{margin:.2rem 0 0 1.2rem;padding:0}
.le a{color:inherit}
.le-table{border-collapse:collapse}
.le-table td,.le-table th{padding:.2rem .9rem .2rem 0;text-align:left;vertical-align:middle;font-weight:inherit}
.le-table th{color:light-dark(#5b6368,#a9b3b9);font-size:.82rem}
.le-text+.le-text{margin-top:.25rem}
.le-no{display:inline-block;min-width:1.4em;color:light-dark(#5b6368,#a9b3b9);font-size:.82rem}
.le-words{display:flex;flex-wrap:wrap;gap:.35rem .45rem;align-items:flex-start;line-height:1.25}
.le-word{display:inline-flex;flex-direction:column;align-items:flex-start;max-width:100%}
.le-w{font-size:1.05rem;border-radius:3px;padding:.05em .2em;overflow-wrap:anywhere}
.le-w sup{font-size:.65em;font-weight:700;margin-right:.15em}
.le-g{margin-top:.1rem}
.le-changed .le-g{margin-top:.36rem}
.le-g,.le-p{font-size:.68rem;letter-spacing:.01em;padding:0 .2em;white-space:nowrap}
.le-g{color:light-dark(#5b6368,#a9b3b9)}
.le-p{font-weight:600}
.le-out{color:light-dark(#5b6368,#a9b3b9);border-bottom:1px dashed currentColor}
.le-note{margin-top:.4rem;padding-left:.6rem;border-left:3px solid light-dark(#D9DEE1,#3A4247);white-space:pre-wrap}
.le-own{border:1px solid light-dark(#5b6368,#a9b3b9);border-radius:3px;padding:0 .4em;margin-right:.5em;font-size:.8rem}
mark.le-hit{background:light-dark(#FFF3B0,#5c5200);color:inherit;border-radius:2px}
.le-strip{display:inline-flex;flex-wrap:wrap;gap:.3rem .55rem}
.le-step{display:inline-flex;flex-direction:column;align-items:center;font-size:.68rem;line-height:1.3}
.le-table .le-step{min-width:3.2rem}
.le-sq+span{margin-top:.18rem}
.le-sq{width:1.35rem;height:1.35rem;line-height:1.35rem;text-align:center;border-radius:3px;font-size:.8rem;font-weight:700}
.le-frame{outline:2px solid light-dark(#1a1a1a,#fff);outline-offset:1px}
"""
# Squares: right is blue; wrong is orange if it had been right before, grey if it never was.
_SQUARES = """
.le-right{background:#0072B2;color:#fff}
.le-lost{background:light-dark(#FBD9C6,#6B2F00);color:light-dark(#1a1a1a,#fff);box-shadow:inset 0 0 0 2px #D55E00}
.le-wrong{background:light-dark(#E6E6E6,#3A3A3A);color:light-dark(#1a1a1a,#fff);box-shadow:inset 0 0 0 1px #8a8a8a}
"""
