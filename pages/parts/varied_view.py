"""Curves over a number that was varied, where groups differ in one: a rate, a fraction of the training examples."""

from collections.abc import Callable, Mapping

import numpy as np
import streamlit as st

from engine.analysis.comparison import Table
from engine.analysis.groups import Grouping
from engine.analysis.profile import WHERE
from engine.analysis.varied import varied
from engine.figures.compare import PANELS
from engine.figures.varied import curve_over
from pages.parts.figure_view import show


def section(
    table: Table, grouping: Grouping, column: int, query: Mapping[str, str], change: Callable, lead: Callable, mark: str
) -> None:
    """Nothing where no number was varied. `change(**keys)` keeps a choice in the URL; `lead(run, task)` is a click."""
    found = {v.name: v for v in varied(grouping)}
    there = [w for i, w in enumerate(WHERE) if any(np.isfinite(s.mean[i, column]) for s in table.summaries)]
    if not found or not there:
        return
    over = query.get("over") if query.get("over") in found else next(iter(found))
    where = query.get("curve") if query.get("curve") in there else "last" if "last" in there else there[0]
    st.subheader("Over what was varied")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        if len(found) > 1:
            st.session_state["compare_over"] = over
            st.selectbox("Over", list(found), key="compare_over", width=320,
                         on_change=lambda: change(over=st.session_state["compare_over"]))  # fmt: skip
        if len(there) > 1:
            st.session_state["compare_curve"] = where
            st.segmented_control("What", there, key="compare_curve", format_func=PANELS.get, required=True,
                                 on_change=lambda: change(curve=st.session_state["compare_curve"]))  # fmt: skip
    chosen, task = found[over], table.tasks[column]

    def clicked(line: str, number: str) -> None:
        on_line = chosen.lines[int(line)].groups
        group = next((g for g in on_line if f"{chosen.values[g]:g}" == number), on_line[0])
        lead(table.groups[group].runs[0].id, task)

    show(curve_over(table, chosen, column, where), f"compare-{mark}-{task}-{where}-over", clicked)
