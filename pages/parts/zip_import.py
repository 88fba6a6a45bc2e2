"""A run's ZIP, uploaded: it becomes a run, or it is said why not."""

import streamlit as st

from engine import store
from engine.errors import UserError
from pages.parts import acts
from pages.parts.plain import plain

LARGEST = 500  # MB through a browser; more by the command line
_ID, _DONE = "import-id", "imported run"


def popover() -> None:
    """A button that takes a ZIP."""
    with st.popover("Import", type="tertiary", icon=":material/upload_file:"):
        file = st.file_uploader("A run's ZIP", "zip", key="import-zip", max_upload_size=LARGEST, on_change=_forget_id,
                                help="As Export makes it. It may come from anybody: all is checked first.")  # fmt: skip
        if file is not None:
            st.text_input("Id", key=_ID, placeholder="its own", help="Needed where its own is taken here")
            st.button("Import", type="primary", key="import-go", on_click=_import, args=(file,))
        st.caption("Predictions made elsewhere, and larger ZIPs, come in by `python -m engine import FILE`.")


def done() -> None:
    """What became of it, once."""
    if run_id := st.session_state.pop(_DONE, ""):
        with st.container(border=True, horizontal=True, vertical_alignment="center", key="imported"):
            st.markdown(f"Imported as `{plain(run_id)}`.", width="stretch")
            st.page_link("pages/matrix.py", label="Matrix", icon=":material/grid_on:", query_params={"run": run_id})


def _import(file) -> None:
    def act() -> str:
        try:
            file.seek(0)
            return acts.import_zip(file, file.name, st.session_state.get(_ID, ""))
        except store.IdTaken as taken:
            st.session_state[_ID] = taken.other
            raise UserError(f"{taken}. It stands in the field: press Import again.") from taken

    if run_id := acts.attempt(act):
        st.session_state[_DONE] = run_id
        _forget_id()


def _forget_id() -> None:
    """It was meant for one file, once."""
    st.session_state[_ID] = ""
