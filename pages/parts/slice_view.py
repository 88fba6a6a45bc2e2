"""Slices on a page: in one sentence, as a ranked table, and the one that is looked at."""

from collections.abc import Mapping, Sequence

import pandas as pd
import streamlit as st

from engine.analysis.changes import CHANGES
from engine.analysis.slices import ENTITIES, Slice, SliceTable, ranked
from engine.figures.slices import how, p_value
from pages.parts import filter_bar, lead, paint
from pages.parts.paint import esc
from pages.parts.view import View

_GREY = "color:#7a7a7a"
_EVIDENCE = {True: "more than chance", False: "not enough evidence"}


def answer(table: SliceTable) -> str:
    """HTML: the answer to the page's question."""
    found = ranked(table)
    whole = f"Of {table.cnt1:,} {table.unit} right at first, {table.cnt3:,} were forgotten: {_percent(table.rate)}."
    top = found[0] if found else None
    if top is None or not (top.established and top.difference > 0):
        said = "No slice lost more than the rest by more than chance." if table.tests else "Nothing could be tested."
        return f'<div class="le">{esc(whole)} <b>{said}</b></div>'
    points = f"{top.difference * 100:.1f} points more than the rest"
    return (
        f'<div class="le">Most was lost among <b>{esc(top.title)}: {esc(top.name)}</b>: {top.cnt3:,} of {top.cnt1:,}, '
        f"<b>{_percent(top.rate)}</b>, {points} (corrected p {esc(p_value(top.p_holm))}). "
        f'<span class="le-quiet">{esc(whole)}</span></div>'
    )


def small_print(table: SliceTable) -> str:
    """HTML: how it was tested, and what is missing."""
    lines = [
        f"Rates are cnt3 / cnt1 with Wilson 95 % intervals{_tokens(table)}. {how(table)[:1].upper() + how(table)[1:]}. "
        "Slices with fewer than 20 units, or 10 examples, right at first are not tested."
    ]
    lines += [f"{name}: not available: {reason}." for name, reason in table.unavailable.items()]
    return "".join(f'<div class="le le-quiet le-caption">{esc(line)}</div>' for line in lines)


def panel(view: View, table: SliceTable, chosen: Slice | None) -> None:
    """The slice that is looked at, with the way to exactly its examples."""
    with st.container(border=True, key="slice_panel", gap="small"):
        if chosen is None:
            st.html('<div class="le le-quiet">Click a dot or a row to look at a slice.</div>')
            return
        evidence = "too small to test" if chosen.why_not else _EVIDENCE[chosen.established]
        sentences = f" in {chosen.examples:,} sentences" if table.unit == "tokens" else ""
        st.html(
            f'<div class="le"><b>{esc(chosen.title)}: {esc(chosen.name)}</b>, {chosen.units:,} {table.unit}'
            f"{sentences}: {_percent(chosen.rate)} of those right at first forgotten ({evidence}). "
            "See in Examples:</div>"
        )
        parts = {
            "forgotten": chosen.cnt3, "learned": chosen.cnt4, "kept": chosen.cnt1 - chosen.cnt3,
            "never": chosen.units - chosen.cnt1 - chosen.cnt4,
        }  # fmt: skip
        narrowed = {"within": ENTITIES} if table.within == ENTITIES else {"label": table.within}
        with st.container(horizontal=True):
            for change, count in parts.items():
                text = f"{CHANGES[change].glyph} {count:,} {paint.change_name(change)}"
                lead.link("examples", text, view.query(change=change, slice=chosen.ref, **narrowed))


def frame(found: Sequence[Slice]) -> pd.DataFrame:
    """A row per slice, in full precision."""
    return pd.DataFrame(
        {
            "feature": [s.title for s in found],
            "slice": [s.name for s in found],
            "n": [s.units for s in found],
            "examples": [s.examples for s in found],
            "cnt1": [s.cnt1 for s in found],
            "cnt2": [s.cnt2 for s in found],
            "cnt3": [s.cnt3 for s in found],
            "cnt4": [s.cnt4 for s in found],
            "cnt3 / cnt1": [s.rate for s in found],
            "low": [s.low for s in found],
            "high": [s.high for s in found],
            "to the rest": [s.difference for s in found],
            "p": [s.p for s in found],
            "p (Holm)": [s.p_holm for s in found],
            "p (BH)": [s.p_bh for s in found],
            "evidence": ["too small to test" if s.why_not else _EVIDENCE[s.established] for s in found],
        }
    )


def show_table(found: Sequence[Slice], chosen: Slice | None, query: Mapping[str, str]) -> None:
    """The ranked list; grey where there is not enough evidence. A row is looked at when clicked."""
    shown = frame(found)
    key = f"slices-{hash((tuple(s.ref for s in found), chosen and chosen.ref))}"
    grey = [not s.established for s in found]
    shares = dict.fromkeys(("cnt3 / cnt1", "low", "high"), _percent)
    styled = shown.style.apply(lambda column: [_GREY if is_grey else "" for is_grey in grey], axis=0).format(
        {**shares, "to the rest": lambda v: "–" if v != v else f"{v * 100:+.1f}".replace("-", "−"),
         **dict.fromkeys(("p", "p (Holm)", "p (BH)"), p_value),
         **dict.fromkeys(("n", "examples", "cnt1", "cnt2", "cnt3", "cnt4"), "{:,}")}
    )  # fmt: skip
    column = st.column_config
    rows = [i for i, s in enumerate(found) if chosen is not None and s.ref == chosen.ref]
    st.dataframe(
        styled, hide_index=True, key=key, selection_mode="single-row", height=460 if len(found) > 12 else "content",
        on_select=lambda: _picked(key, found, query),
        selection_default={"selection": {"rows": rows, "columns": [], "cells": []}},
        column_config={
            "feature": column.TextColumn(width=200), "slice": column.TextColumn(width=110),
            "examples": None if all(s.units == s.examples for s in found) else column.NumberColumn(),
            "cnt1": column.NumberColumn(help="right at first"), "cnt2": column.NumberColumn(help="right at second"),
            "cnt3": column.NumberColumn(help="forgotten"), "cnt4": column.NumberColumn(help="learned"),
            "to the rest": column.NumberColumn(help="percentage points above the rate of all other units"),
        },
    )  # fmt: skip


def _picked(key: str, found: Sequence[Slice], query: Mapping[str, str]) -> None:
    rows = st.session_state[key].selection.rows
    filter_bar.go({**query, "slice": found[rows[0]].ref if rows else ""})


def _tokens(table: SliceTable) -> str:
    return ", which take tokens as independent" if table.unit == "tokens" else ""


def _percent(share: float) -> str:
    return "–" if share != share else f"{share:.1%}"
