"""What a newcomer sees: what Lethe is, one button for a first run, ways to bring one, and what others found."""

import streamlit as st

from engine import encoders, presets, published, tasks
from engine.analysis import references
from engine.figures import caption, matrix
from engine.plan import Plan
from pages.parts import acts, paint, places, zip_import
from pages.parts.figure_view import show
from pages.parts.paint import esc
from pages.parts.plain import plain

FIRST = "quickstart"


def welcome() -> None:
    """The empty state of the Runs page."""
    left, right = st.columns((1.25, 1), gap="large")
    with left, st.container(border=True, key="welcome"):
        st.markdown("### What did it forget?")
        st.markdown(
            "Lethe fine-tunes a language encoder through several tasks in turn and keeps its every answer. "
            "Then it shows which sentences, tokens and labels were forgotten on the way, and when."
        )
        if places.read_only():
            st.info("There is no run yet, and this dashboard is read-only: runs are launched elsewhere.")
        else:
            with st.container(horizontal=True, vertical_alignment="center"):
                st.button("Launch the quickstart", type="primary", icon=":material/rocket_launch:", key="quickstart",
                          on_click=acts.once, args=(acts.next_token(), _launch))  # fmt: skip
                st.page_link("pages/launch.py", label="Plan a run of your own", icon=":material/edit_note:")
            st.caption(plain(presets.description(FIRST)))
    with right:
        st.markdown("##### Already have predictions, or a run's ZIP?")
        st.markdown("Any model's forgetting can be inspected without training it here: give its answers then and now.")
        st.code("python -m engine import predictions.tsv --task cola", language="bash")
        st.caption(
            "A TSV or CSV with the columns index, label and one per snapshot; JSONL and the files of the original "
            "experiments are read, too. `python -m engine import --help` says more."
        )
        if not places.read_only():
            zip_import.popover()
    _published()


def _published() -> None:
    """The published experiments: what such a run comes to, to read and not to click."""
    st.html(paint.style())
    st.subheader("What others found: the original experiments, as published")
    names = published.names()
    titles = {name: " → ".join(task["title"] for task in published.reference(name).tasks) for name in names}
    name = st.segmented_control("Order of the tasks", names, format_func=lambda n: plain(titles[n]), default=names[0],
                                required=True, key="published")  # fmt: skip
    reference = published.reference(name)
    result, about = references.matrix_of(reference), caption.of_reference(reference)
    st.html(
        f'<div class="le">{esc(reference.title)}, {esc(reference.encoder)}, seed {reference.seed}, '
        f'<a href="{esc(reference.url)}" target="_blank" rel="noopener">{esc(reference.citation)}</a>. '
        "A row per stage, a column per task: <b>read down a column</b>. What falls below the outlined cell was "
        "forgotten.</div>"
    )
    left, right = st.columns(2)
    with left:
        show(matrix.result_heatmap(result, about), f"published-{name}-result")
    with right:
        show(matrix.transfer_heatmap(result, about), f"published-{name}-transfer")


def _launch() -> None:
    document = presets.load(FIRST)
    acts.start(Plan.from_json(document, tasks.names(places.data_folder()), encoders.problem), [document["seed"]])
