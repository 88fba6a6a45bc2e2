"""What is asked before something is done to a run: its tags and note, its ZIP, its checkpoints, its end."""

import io
from pathlib import Path

import streamlit as st

from engine import sharing, store
from engine.store import Remark
from pages.parts import acts, amounts, undo
from pages.parts.figure_view import name as file_name
from pages.parts.plain import plain

LARGEST = 500 * 10**6  # bytes of weights that go through a browser; more by the command line


@st.dialog("Tags and note")
def describe(folder: Path, name: str, known: list[str]) -> None:
    """Tags and note of a run. `known`: the tags of all runs."""
    notes, run = store.read_notes(folder), folder.name  # in every key: what was typed for one run is no other's
    _head(folder, name)
    with st.form(f"run-describe-{run}", border=False):
        st.multiselect("Tags", sorted({*known, *notes.tags}, key=str.casefold), notes.tags, key=f"run-tags-{run}",
                       accept_new_options=True, placeholder="Choose, or type a new one")  # fmt: skip
        st.text_area("Note", notes.note, key=f"run-note-{run}", max_chars=10_000, height=140)
        if st.form_submit_button("Save", type="primary", on_click=_describe, args=(run, notes)):
            st.rerun()


def _describe(run_id: str, seen: Remark) -> None:
    acts.attempt(
        acts.annotate, run_id, seen, st.session_state[f"run-note-{run_id}"], st.session_state[f"run-tags-{run_id}"]
    )


@st.dialog("Export as ZIP")
def export(folder: Path, name: str) -> None:
    """One file that holds the run, and becomes one again by Import."""
    _head(folder, name)
    use = store.disk_use(folder)
    texts = st.checkbox("With the examples' texts", True, key=f"zip-texts-{folder.name}",
                        help="Without, for data that must not be redistributed: every answer stays, no word does. Also "
                        "left out: the log, uploaded columns and notes on examples.")  # fmt: skip
    small = use.checkpoints <= LARGEST
    weights = st.checkbox(f"With the checkpoints ({amounts.size(use.checkpoints)})", False,
                          key=f"zip-checkpoints-{folder.name}", disabled=not small or not use.checkpoints,
                          help=None if small else "Too large for a browser: use the command below.")  # fmt: skip

    def make() -> bytes:
        target = io.BytesIO()
        sharing.export(folder, target, texts, weights)
        return target.getvalue()

    st.download_button("Download", make, f"{file_name(folder.name)}.zip", "application/zip", key="zip-download",
                       type="primary", icon=":material/download:", on_click="ignore")  # fmt: skip
    same = "The same, of any size:" if small else "With the checkpoints, too:"
    st.caption(f"Absolute paths and secrets of this machine do not travel. {same}")
    leave = not weights and small  # too large to be asked for here, they come by the command
    options = " --without-texts" * (not texts) + " --without-checkpoints" * leave
    st.code(f"python -m engine export {folder.name} --out {folder.name}.zip{options}", language="bash", wrap_lines=True)


@st.dialog("Drop the checkpoints?")
def drop_checkpoints(folder: Path, name: str) -> None:
    """Most of a run's size is weights; its answers do not need them."""
    _head(folder, name)
    st.markdown(f"Its weights ({amounts.size(store.disk_use(folder).checkpoints)}) go for good. All answers stay; no "
                "refit of it, and no run that starts from it, is possible any longer.")  # fmt: skip
    _decide("Drop them", acts.attempt, (acts.drop_checkpoints, folder.name))


@st.dialog("Delete this run?")
def delete(folder: Path, name: str) -> None:
    """Ask before all answers of a run are gone."""
    _head(folder, name)
    size = amounts.size(store.disk_use(folder).total)
    st.markdown(f"Its answers, checkpoints and log ({size}) go. It can be brought back until you leave the Runs page.")
    _decide("Delete", undo.delete, (folder.name,))


def _head(folder: Path, name: str) -> None:
    st.markdown(f"**{plain(name)}**  \n`{plain(folder.name)}`")


def _decide(label: str, act, arguments: tuple) -> None:
    with st.container(horizontal=True):
        if st.button(label, type="primary", icon=":material/delete:", key="really", on_click=act, args=arguments):
            st.rerun()
        if st.button("Keep it", key="really-not"):
            st.rerun()
