"""Blocks of a report as HTML. Everything that is not ours is escaped here, and cut of paths and secrets."""

import re
from collections.abc import Callable
from html import escape, unescape
from typing import Any

from latex2mathml.converter import convert

from engine.analysis.changes import CHANGES
from engine.analysis.evidence.verdict import FORGOT, IMPROVED, SAME
from engine.analysis.formulas import FORMULAS
from engine.figures import paper
from engine.report.allowed import passable
from engine.report.blocks import (
    Block,
    Code,
    Definition,
    Heading,
    Items,
    Picture,
    Said,
    Sample,
    Section,
    Table,
    Text,
    Word,
)

SIZES = {"broad": "double", "narrow": "single"}  # class -> size of a figure: on a desk and in print, on a phone
_LOOKS = {FORGOT: ("forgotten", "x"), IMPROVED: ("learned", "+"), SAME: ("kept", "=")}
_MANY = 5  # columns: a table with more scrolls on a phone
_NUMBER = re.compile(r"[−+–<>]?[\d.,]*(e-\d+| %| to [−+]?[\d.]+)?")


def section(found: Section) -> str:
    """A section with its heading, to be linked to as `#key`."""
    inside = "\n".join(block(one) for one in found.blocks)
    return f'<section id="{found.key}">\n<h2>{_esc(found.title)}</h2>\n{inside}\n</section>\n'


def block(one: Block) -> str:
    return _WRITERS[type(one)](one)


def _esc(text: object) -> str:
    """Text safe inside an element and inside a quoted attribute, without paths and secrets."""
    return escape(passable(str(text)), quote=True)


def _text(one: Text) -> str:
    return f"<p{' class=quiet' if one.quiet else ''}>{_esc(one.text)}</p>"


def _said(one: Said) -> str:
    tint, mark = _LOOKS.get(one.verdict, ("never", "?"))
    return f'<p><b class="badge {tint}">{mark} {_esc(one.verdict)}</b> {_esc(one.text)}</p>'


def _items(one: Items) -> str:
    return "<ul>" + "".join(f"<li>{_esc(line)}</li>" for line in one.lines) + "</ul>"


def _table(one: Table) -> str:
    """Columns without a word are left out."""
    shown = [j == 0 or any(row[j] for row in one.rows) for j in range(len(one.head))]
    right = [all(_NUMBER.fullmatch(row[j]) for row in one.rows) for j in range(len(one.head))]
    columns = [(j, " class=n" if right[j] else "") for j, is_shown in enumerate(shown) if is_shown]
    heads = "".join(f'<th scope="col"{side}>{_esc(one.head[j])}</th>' for j, side in columns)
    lines = []
    for i, row in enumerate(one.rows):
        cells = "".join(f"<td{side}>{_esc(row[j])}</td>" for j, side in columns[1:])
        quiet = " class=quiet" if i in one.quiet else ""
        lines.append(f'<tr{quiet}><th scope="row"{columns[0][1]}>{_esc(row[0])}</th>{cells}</tr>')
    grey = " Grey: not enough evidence." if one.quiet else ""
    said = f"{_esc(one.caption)}{grey}"
    inside = f"<table><thead><tr>{heads}</tr></thead><tbody>{''.join(lines)}</tbody></table>"
    many = " many" if sum(shown) > _MANY else ""
    scrolled = f'<div class="wide{many}" tabindex="0" role="region" aria-label="{said}">{inside}</div>'
    return f'<p class="quiet caption">{said}</p>{scrolled}'


def _picture(one: Picture) -> str:
    """Drawn for a desk and for a phone; a style sheet shows the one that fits."""
    drawn = "".join(
        f'<div class="{name}">{_clean(paper.to_themed_svg(one.figure, size, f"{one.file}-{name}"))}</div>'
        for name, size in SIZES.items()
    )
    return f"<figure>{drawn}<figcaption>{_esc(one.figure.described)}</figcaption></figure>"


def _clean(svg: str) -> str:
    """No path and no secret in its texts, either."""
    return re.sub(r">([^<>]+)<", lambda found: f">{escape(passable(unescape(found[1])))}<", svg)


def _code(one: Code) -> str:
    return f"<p><b>{_esc(one.title)}</b></p><pre tabindex=0><code>{_esc(one.text)}</code></pre>"


def _sample(one: Sample) -> str:
    """Texts are data, and stand as they are."""
    badge = f'<b class="badge {one.change}">{CHANGES[one.change].glyph} {_name(one.change)}</b>' if one.change else ""
    facts = "".join(f"<span>{_esc(name)}: <b>{_esc(value)}</b></span>" for name, value in one.facts)
    texts = "".join(f"<p>{escape(text)}</p>" for text in one.texts)
    words = f'<p class="words">{" ".join(map(_word, one.words))}</p>' if one.words else ""
    return (
        f'<article><div class="head"><b>#{one.example}</b>{badge}{facts}</div>'
        f"<blockquote>{texts}{words}</blockquote></article>"
    )


def _word(word: Word) -> str:
    """What was right twice stays quiet; the others have a mark, the gold label, and both answers."""
    text = escape(word.text)
    if not word.change:
        return f'<span class="out" title="not evaluated">{text}</span>'
    if word.change == "kept":
        return f"<span>{text}</span>"
    answers = f"{escape(word.gold)}: {escape(word.first)} → {escape(word.second)}"
    glyph = CHANGES[word.change].glyph
    return (
        f'<span class="word"><mark class="{word.change}"><sup>{glyph}</sup>{text}</mark><small>{answers}</small></span>'
    )


def _definition(one: Definition) -> str:
    formula = FORMULAS[one.key]
    latex = formula.latex.replace(r"\arg", r"\mathrm{arg}\,")  # which MathML has no sign for
    mathematics = f'<div class="wide">{convert(latex, display="block")}</div>' if formula.latex else ""
    small = (f"{formula.symbols}." * bool(formula.symbols), f"Range: {formula.reading}." * bool(formula.reading),
             formula.caution, formula.citation)  # fmt: skip
    said = escape(" ".join(part for part in small if part))
    words = f"<b>{escape(formula.title)}</b>: {escape(formula.words)}"
    return f'<div class="definition">{words}{mathematics}<p class="quiet">{said}</p></div>'


def _name(change: str) -> str:
    return "never right" if change == "never" else change


_WRITERS: dict[type, Callable[[Any], str]] = {
    Text: _text,
    Heading: lambda one: f"<h3>{_esc(one.text)}</h3>",
    Said: _said,
    Items: _items,
    Table: _table,
    Picture: _picture,
    Code: _code,
    Sample: _sample,
    Definition: _definition,
}
