"""A run as one HTML file that needs nothing else: no script, no request, the same bytes for the same run."""

from collections.abc import Collection, Sequence
from html import escape

from engine.errors import UserError
from engine.report import render
from engine.report.allowed import passable
from engine.report.blocks import Picture, Section
from engine.report.choice import Choice
from engine.report.sections import SECTIONS
from engine.report.source import Source
from engine.report.style import style

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"  # whatever may be in it, nothing is asked for


Missing = Sequence[tuple[str, str]]  # titles of sections that have nothing to say, and why


def written(source: Source, choice: Choice) -> tuple[list[Section], Missing]:
    """The sections that have something to say, and of the others why not."""
    found, empty = [], []
    for key in choice.sections:
        try:
            found.append(section(source, key, choice.without))
        except UserError as reason:
            empty.append((SECTIONS[key].TITLE, str(reason)))
    return found, empty


def section(source: Source, key: str, without: Collection[str] = ()) -> Section:
    """One section, without the figures of these names. Raises UserError where it has nothing to say."""
    module = SECTIONS[key]
    blocks = module.write(source)
    source.used += module.FORMULAS
    kept = tuple(block for block in blocks if not (isinstance(block, Picture) and block.name in without))
    return Section(key, module.TITLE, kept, module.FORMULAS)


def html(source: Source, choice: Choice) -> str:
    """The whole file. Raises UserError where there is nothing to report yet."""
    sections, empty = written(source, choice)
    return document(source, choice, [(s.key, s.title, render.section(s)) for s in sections], empty)


def document(source: Source, choice: Choice, sections: Sequence[tuple[str, str, str]], empty: Missing) -> str:
    """The file around sections that are HTML already: (key, title, HTML). UserError where there is none."""
    if not source.run.snapshots:
        raise UserError(f"there is nothing to report: run {source.run.id} has no snapshot yet")
    if not sections:
        raise UserError("there is nothing to report: " + "; ".join(dict.fromkeys(reason for _, reason in empty)))
    run = source.run
    title = choice.title or run.name
    note = f'<p class="note">{_esc(choice.note)}</p>\n' if choice.note else ""
    contents = "".join(f'<li><a href="#{key}">{escape(name)}</a></li>' for key, name, _ in sections)
    reasons = {reason: " · ".join(name for name, why in empty if why == reason) for _, reason in empty}
    missing = "".join(f"<li><b>{escape(names)}</b> {_esc(reason)}</li>" for reason, names in reasons.items())
    left_out = f'<section><h2>Not in this report</h2><ul class="quiet">{missing}</ul></section>\n' if missing else ""
    texts = "" if source.texts else " Without the examples' words."
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width,initial-scale=1">\n'
        f"<title>{_esc(title)}</title>\n<style>{style()}</style>\n</head>\n<body>\n<header>\n<h1>{_esc(title)}</h1>\n"
        f'<p class="quiet">{_esc(source.about.source)} · {_esc(source.about.seeds)}.{texts}</p>\n{note}'
        f"<nav aria-label='Contents'><ol>{contents}</ol></nav>\n</header>\n<main>\n"
        f"{''.join(html for _, _, html in sections)}{left_out}</main>\n"
        "<footer><p>Made by Lethe, which shows what a fine-tuned language encoder forgot. Every number is "
        "computed from the run's stored answers.</p></footer>\n</body>\n</html>\n"
    )


def _esc(text: str) -> str:
    return escape(passable(text), quote=True)
