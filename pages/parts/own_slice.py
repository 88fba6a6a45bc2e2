"""A user's own slice: a text, a regular expression, or an uploaded column of values by example id."""

from collections.abc import Mapping

import streamlit as st

from engine import store
from engine.analysis.slices.column import read_column
from engine.errors import UserError
from pages.parts import filter_bar, places, slice_link
from pages.parts.view import View, sentence

WAYS = {"contains": "contains a text", "matches": "matches a regular expression"}
_LARGEST = 5_000_000  # bytes of an uploaded column


def form(view: View, query: Mapping[str, str]) -> None:
    """A button that opens it."""
    with st.popover("Own slice", icon=":material/add:", width="content"):
        way, _, text = query.get("own", "").partition(":")
        with st.form("own_slice", border=False):
            chosen = st.radio("Examples whose text", list(WAYS), format_func=WAYS.get, key="own_way",
                              index=list(WAYS).index(way) if way in WAYS else 0)  # fmt: skip
            wanted = st.text_input("Text or expression", value=text, key="own_text",
                                   help="Python's re; (?i) at the beginning ignores case")  # fmt: skip
            if st.form_submit_button("Add slice"):
                _go(query, f"{chosen}:{wanted}" if wanted.strip() else "")
        if query.get("own"):
            st.button("Remove own slice", on_click=filter_bar.go, args=({**query, "own": "", "slice": ""},))
        st.divider()
        _upload(view, query)


def _upload(view: View, query: Mapping[str, str]) -> None:
    if places.read_only():
        st.caption("This dashboard is read-only: it takes no columns.")
        return
    st.caption("Or a CSV or TSV with a column `example` (its number in the evaluation split), perhaps "
               "`content_hash`, and one of values. It is kept with the run.")  # fmt: skip
    with st.form("own_column", border=False, clear_on_submit=True):
        file = st.file_uploader("Column", type=["csv", "tsv", "txt"], key="own_file", max_upload_size=5)
        if not st.form_submit_button("Add column") or file is None:
            return
    try:
        places.refuse_if_read_only()
        if file.size > _LARGEST:
            raise UserError(f"{file.name} has {file.size / 1e6:.0f} MB, at most {_LARGEST / 1e6:.0f} are taken")
        name, values = read_column(slice_link.context(view), _text(file), file.name)
        store.write_column(view.run.folder, view.task, name, values)
    except UserError as error:
        st.error(sentence(str(error)))
        return
    _go(query, "", feature=f"column.{name}")


def _text(file) -> str:
    try:
        return file.getvalue().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = file.getvalue()[: error.start].count(b"\n") + 1
        raise UserError(f"{file.name}, line {line}: no UTF-8 text") from error


def _go(query: Mapping[str, str], own: str, **more: str) -> None:
    filter_bar.go({**query, "own": own, "slice": "", **more})
    st.rerun()
