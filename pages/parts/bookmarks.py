"""Bookmarks on the Runs page: views that somebody kept, for all."""

from urllib.parse import parse_qsl

import streamlit as st

from engine import store
from pages.parts import acts, places
from pages.parts.frame import PAGES
from pages.parts.plain import plain


def show() -> None:
    """A link each; those of pages that this Lethe has not are passed over."""
    marks = [mark for mark in store.read_bookmarks(places.runs_folder()) if mark.address.partition("?")[0] in PAGES]
    if not marks:
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="bookmarks"):
        for mark in marks:
            page, _, query = mark.address.partition("?")
            asked: dict[str, list[str]] = {}
            for key, value in parse_qsl(query):
                asked.setdefault(key, []).append(value)
            st.page_link(f"pages/{page}.py", label=plain(mark.name), icon=":material/bookmark:", query_params=asked,
                         help=plain(f"{PAGES[page][0]}, kept by {mark.owner or 'somebody'}"))  # fmt: skip
        if not places.read_only():
            with st.popover("Edit bookmarks", type="tertiary", icon=":material/edit:"):
                for number, mark in enumerate(marks):
                    st.button(plain(f"Remove {mark.name}"), icon=":material/bookmark_remove:", type="tertiary",
                              key=f"unmark-{number}", on_click=acts.attempt,
                              args=(acts.drop_bookmark, mark.name))  # fmt: skip
