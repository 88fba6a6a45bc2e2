"""What a newcomer sees: what Lethe is, one button for a first run, and how to bring predictions made elsewhere."""

import streamlit as st

from engine import encoders, presets, tasks
from engine.plan import Plan
from pages.parts import acts, places
from pages.parts.plain import plain

FIRST = "quickstart"
WIDTH = 760  # pixels: lines that can be read


def welcome() -> None:
    """The empty state of the Runs page."""
    with st.container(border=True, width=WIDTH, key="welcome"):
        st.markdown("### What did it forget?")
        st.markdown(
            "Lethe fine-tunes a language encoder through several tasks in turn and keeps its every answer. "
            "Then it shows which sentences, tokens and labels were forgotten on the way, and when."
        )
        if places.read_only():
            st.info("There is no run yet, and this dashboard is read-only: runs are launched elsewhere.")
            return
        with st.container(horizontal=True, vertical_alignment="center"):
            st.button("Launch the quickstart", type="primary", icon=":material/rocket_launch:", key="quickstart",
                      on_click=acts.once, args=(acts.next_token(), _launch))  # fmt: skip
            st.page_link("pages/launch.py", label="Plan a run of your own", icon=":material/edit_note:")
        st.caption(plain(presets.description(FIRST)))
    with st.container(width=WIDTH):
        st.markdown("##### Already have predictions?")
        st.markdown("Any model's forgetting can be inspected without training it here: give its answers then and now.")
        st.code("python -m engine import predictions.tsv --task cola", language="bash")
        st.caption(
            "A TSV or CSV with the columns index, label and one per snapshot; JSONL and the files of the original "
            "experiments are read, too. `python -m engine import --help` says more."
        )


def _launch() -> None:
    document = presets.load(FIRST)
    acts.start(Plan.from_json(document, tasks.names(places.data_folder()), encoders.problem), [document["seed"]])
