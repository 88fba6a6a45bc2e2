"""First and second cannot be compared: why, and what can be looked at instead."""

import streamlit as st

from engine.analysis import selection
from pages.parts import lead
from pages.parts.plain import plain
from pages.parts.view import View


def refuse(view: View, page: str) -> None:
    """Say why nothing is drawn, offer the task's own stage against the snapshot before it, and stop the page."""
    st.info(plain(view.problem), icon=":material/compare_arrows:")
    own = view.run.snapshots[selection.default_first(view.run, view.task)]
    pair = lead.cell_pair(view.run, view.task, own.name)
    if pair:
        lead.link(page, f"Compare {pair['first']} with {pair['second']}: what its own stage taught", view.query(**pair))
    st.stop()
