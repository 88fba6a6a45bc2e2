"""Deleted runs: they can be brought back until the Runs page is left, then they are removed. Others' are offered."""

from collections.abc import Sequence
from pathlib import Path

import streamlit as st

from engine import store
from engine.store import DiskUse
from pages.parts import acts, amounts, places
from pages.parts.plain import plain

_DELETED = "deleted runs"  # in the session: their folders in the trash


def delete(run_id: str) -> None:
    """Move a run into the trash, and remember that it was done here. In a callback."""
    if trashed := acts.attempt(acts.delete, run_id):
        st.session_state[_DELETED] = [*_mine(), trashed]


def bar() -> None:
    """What was deleted on this visit, each with a way back."""
    for trashed in _mine():
        with st.container(border=True, horizontal=True, vertical_alignment="center", key=f"undo-{trashed.parent.name}"):
            st.markdown(
                f"Deleted **{plain(_name(trashed))}**. It is removed when you leave this page.", width="stretch"
            )
            st.button("Undo", icon=":material/undo:", key=f"undo-{trashed.parent.name}-button", on_click=_undo,
                      args=(trashed,))  # fmt: skip


def forget() -> None:
    """The page was left: remove what was deleted on it."""
    if mine := _mine():
        st.session_state[_DELETED] = []
        acts.attempt(acts.remove, mine)


def trash() -> None:
    """Runs that were deleted elsewhere, or before a crash: they wait until somebody decides."""
    found = [] if places.read_only() else [f for f in store.list_trash(places.runs_folder()) if f not in _mine()]
    if not found:
        return
    size = sum((store.disk_use(folder) for folder in found), DiskUse()).total
    with st.popover(f"Trash: {len(found)}", type="tertiary", icon=":material/delete:"):
        st.caption(f"Deleted elsewhere, or on a visit that was cut off ({amounts.size(size)}).")
        for folder in found:
            st.button(plain(f"Bring back {_name(folder)}"), icon=":material/undo:", key=f"restore-{folder.parent.name}",
                      on_click=acts.attempt, args=(acts.restore, folder))  # fmt: skip
        if st.button("Remove for good", icon=":material/delete_forever:", key="trash-remove"):
            _ask(found)


@st.dialog("Remove for good?")
def _ask(found: Sequence[Path]) -> None:
    """There is no way back from this."""
    st.markdown("  \n".join(f"**{plain(_name(folder))}** `{plain(folder.name)}`" for folder in found))
    with st.container(horizontal=True):
        if st.button("Remove them", type="primary", icon=":material/delete_forever:", key="trash-really",
                     on_click=acts.attempt, args=(acts.remove, found)):  # fmt: skip
            st.rerun()
        if st.button("Keep them", key="trash-keep"):
            st.rerun()


def _undo(trashed: Path) -> None:
    acts.attempt(acts.restore, trashed)
    st.session_state[_DELETED] = [folder for folder in _mine() if folder != trashed]


def _mine() -> Sequence[Path]:
    return [folder for folder in st.session_state.get(_DELETED, []) if folder.exists()]


def _name(folder: Path) -> str:
    return str(store.read_about(folder).get("name") or folder.name)
