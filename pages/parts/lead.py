"""From what is looked at to the pages that show more of it: links that carry the whole selection."""

from collections.abc import Mapping

import streamlit as st

from engine.analysis import selection
from engine.store import Run
from pages.parts.frame import PAGES
from pages.parts.plain import plain


def link(page: str, text: str, query: Mapping[str, str], icon: bool = True) -> None:
    """A link to a page with this view."""
    _, symbol = PAGES[page]
    st.page_link(f"pages/{page}.py", label=plain(text), icon=symbol if icon else None, query_params=dict(query))


def cell_pair(run: Run, task: str, snapshot: str) -> dict[str, str]:
    """The snapshots that a click on a matrix cell compares: the task's own stage and that one, in time order.

    For the own stage itself, the snapshot before it: what that stage taught. Empty: nothing to compare with it.
    """
    names = [s.name for s in run.snapshots]
    own, there = selection.default_first(run, task), names.index(snapshot)
    if own == there:
        before = [i for i in range(there) if run.snapshots[i].step is None]
        if not before:
            return {}
        return {"first": names[before[-1]], "second": snapshot}
    first, second = sorted((own, there))
    return {"first": names[first], "second": names[second]}
