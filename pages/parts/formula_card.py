"""A formula card: behind every number, what it is in words and as a formula, whose it is, and what rivals come to."""

from collections.abc import Sequence

import streamlit as st

from engine.analysis.formulas import FORMULAS
from engine.analysis.formulas.formula import Formula
from pages.parts.paint import esc
from pages.parts.plain import plain

# A popover stands outside the page's frame, where light-dark() does not know the theme: quiet text is see-through.
QUIET = 'style="opacity:.72;font-weight:inherit"'
SMALL = 'style="opacity:.72;font-size:.8rem"'
Rivals = Sequence[tuple[str, str]]  # (whose definition, what it comes to on this very data)


def card(key: str, used: str = "", rivals: Rivals = (), label: str | None = None) -> None:
    """A small button that opens the card of Formula `key`; `label` names the number, else there is only an icon.

    used: the snapshots and n that this page's number was taken over. rivals: name and value of other definitions.
    """
    formula = FORMULAS[key]
    name = plain(label) if label else ""
    with st.popover(name, type="tertiary", icon=":material/function:", help=f"What is {plain(formula.title)}?"):
        st.html(f'<div class="le"><b>{esc(formula.title)}</b><br>{esc(formula.words)}</div>')
        if formula.latex:
            st.latex(formula.latex)
        st.html(_below(key, used, rivals))


def cards(entries: Sequence[tuple[str, str, Rivals]]) -> None:
    """A row of cards, each under its number's own name: (key, used, rivals)."""
    with st.container(horizontal=True, gap="small"):
        for key, used, rivals in entries:
            card(key, used, rivals, label=FORMULAS[key].title)


def glossary(keys: Sequence[str], used: str = "", label: str = "What the columns mean") -> None:
    """One button for several numbers that stand side by side: a short card for each."""
    with st.popover(plain(label), type="tertiary", icon=":material/function:", width="content"):
        for formula in (FORMULAS[key] for key in keys):
            st.html(f'<div class="le"><b>{esc(formula.title)}</b>: {esc(formula.words)}</div>')
            if formula.latex:
                st.latex(formula.latex)
            st.html(f"<div {SMALL}>{esc(_small(formula))}</div>")
        if used:
            st.html(f"<div {SMALL}>Here: {esc(used)}</div>")


def _small(formula: Formula) -> str:
    """Reading, caution and paper in one line."""
    parts = (formula.reading, formula.caution.rstrip("."), formula.citation or "textbook")
    return ". ".join(part[:1].upper() + part[1:] for part in parts if part) + "."


def _below(key: str, used: str, rivals: Rivals) -> str:
    """HTML: what stands below the formula. Everything is escaped: snapshots and tasks are named by users."""
    formula = FORMULAS[key]
    symbols = f"<div {SMALL}>{esc(formula.symbols)}</div>" if formula.symbols else ""
    lines = {
        "Here": used,
        "Reading": formula.reading,
        "Caution": formula.caution,
        "Paper": formula.citation or "textbook",
    }
    rows = "".join(f"<tr><td {QUIET}>{name}</td><td>{esc(text)}</td></tr>" for name, text in lines.items() if text)
    others = "".join(f"<tr><td>{esc(name)}</td><td><b>{esc(value)}</b></td></tr>" for name, value in rivals)
    if others:
        others = f'<div {SMALL}><br>Other definitions, on this very data</div><table class="le-table">{others}</table>'
    elif formula.rivals:
        named = ", ".join(FORMULAS[rival].title for rival in formula.rivals)
        others = f"<div {SMALL}>Also goes by this name: {esc(named)}</div>"
    return f'<div class="le" style="font-size:.85rem">{symbols}<table class="le-table">{rows}</table>{others}</div>'
