"""Where predictions went, tested: symmetry of their moves, and the share of right answers over all stage ends."""

import pandas as pd
import streamlit as st

from engine.analysis.evidence import cochran, symmetry
from engine.analysis.evidence.mcnemar import INDEPENDENT
from engine.analysis.evidence.symmetry import ChiSquare
from engine.analysis.evidence.verdict import said
from engine.analysis.selection import describe
from engine.figures.slices import p_value
from pages.parts import cached, formula_card
from pages.parts.paint import esc
from pages.parts.view import View


def moves(view: View, used: str) -> None:
    """Bowker and Stuart-Maxwell in a line each, with their cards."""
    found = cached.of_answers(symmetry, view.run, view.task, view.first, view.second)
    independent = f" ({INDEPENDENT})" if view.run.tasks[view.task].kind == "token" else ""
    for test, key in ((found.bowker, "bowker"), (found.stuart_maxwell, "stuart_maxwell")):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            formula_card.card(key, used, label=test.name)
            st.html(f'<div class="le le-small">{esc(_result(test))}{independent}</div>', width="stretch")


def over_stages(view: View) -> None:
    """Cochran's Q over all stage ends with a trained head, then every two of them; nothing if they are not three."""
    ends = tuple(
        i for i, s in enumerate(view.run.snapshots) if s.ends_stage and (s.name, view.task) in view.run.trained
    )
    found = cached.of_answers(cochran, view.run, view.task, ends)
    if found is None:
        return
    names = ", ".join(describe(s) for s in found.snapshots)
    st.subheader("Over all stage ends")
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        formula_card.card("cochran_q", f"{names}; n = {found.n:,}", label="Cochran's Q")
        note = f" ({found.note})" if found.note else ""
        right = " → ".join(f"{r:,}" for r in found.right)
        st.html(
            f'<div class="le le-small">{found.statistic:.2f}, df {found.df}, p {_p(found.p)}{esc(note)}; right answers '
            f"{right} of {found.n:,}</div>"
        )
    rows = [
        {
            "first": describe(found.snapshots[t.first]),
            "second": describe(found.snapshots[t.second]),
            "forgotten": t.forgotten,
            "learned": t.learned,
            "McNemar p": t.p,
            "Holm": t.holm,
            # on tokens this test is too sure to decide anything
            **({} if found.note else {"evidence": "established" if t.holm < 0.05 else "? not enough evidence"}),
        }
        for t in found.pairs
    ]
    shown = pd.DataFrame(rows).style.format({"McNemar p": p_value, "Holm": p_value})
    st.dataframe(shown, hide_index=True, height="content", width="content")


def _result(test: ChiSquare) -> str:
    if test.why_not:
        return test.why_not
    return f"{test.question}: χ² {test.statistic:,.1f}, df {test.df}, p {_p(test.p)}"


def _p(p: float) -> str:
    return said(p) if said(p).startswith("<") else f"= {said(p)}"
