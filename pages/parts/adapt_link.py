"""From a run to the form that adapts it to new tasks."""

import streamlit as st

from engine import store
from engine.store import Run
from pages.parts import places


def show(run: Run) -> None:
    """Nothing for a run that kept no weights, or where nothing can be launched."""
    if not places.read_only() and store.kept_snapshots(run):
        st.page_link("pages/launch.py", label="Adapt to new tasks", icon=":material/fork_right:",
                     query_params={"adapt": run.id}, help="A few examples of other tasks, learned from this run's "
                     "weights and from the plain encoder beside it")  # fmt: skip
