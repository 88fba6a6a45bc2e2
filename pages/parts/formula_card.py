"""A formula card: behind every number, what it is in words and as a formula, whose it is, and what rivals come to."""

from collections.abc import Sequence

import streamlit as st

from engine.analysis.formulas import FORMULAS
from pages.parts.paint import esc
from pages.parts.plain import plain

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


def _below(key: str, used: str, rivals: Rivals) -> str:
    """HTML: what stands below the formula. Everything is escaped: snapshots and tasks are named by users."""
    formula = FORMULAS[key]
    lines = {
        "Here": used,
        "Reading": formula.reading,
        "Caution": formula.caution,
        "Defined by": formula.citation or "textbook",
    }
    rows = "".join(f"<tr><th>{name}</th><td>{esc(text)}</td></tr>" for name, text in lines.items() if text)
    others = "".join(f"<tr><td>{esc(name)}</td><td><b>{esc(value)}</b></td></tr>" for name, value in rivals)
    if others:
        others = (
            '<div class="le-quiet" style="margin:.5rem 0 .1rem">Other definitions of the same name, on this data</div>'
            f'<table class="le-table">{others}</table>'
        )
    elif formula.rivals:
        named = ", ".join(FORMULAS[rival].title for rival in formula.rivals)
        others = f'<div class="le-quiet">Also goes by this name: {esc(named)}</div>'
    return f'<div class="le" style="font-size:.85rem"><table class="le-table">{rows}</table>{others}</div>'
