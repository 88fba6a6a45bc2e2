"""The line above every page: its question, help that defines its words, and the ways to share what is looked at."""

from urllib.parse import urlencode

import streamlit as st

from pages.parts import about_page, acts, places, tour
from pages.parts.copy_link import copy_link
from pages.parts.paint import esc

_NAME = "bookmark name"
# No text from data in here.
STYLE = """<style>
.lethe-question{font-size:1.35rem;font-weight:600;line-height:1.25;margin:0;padding:0}
.st-key-head [data-testid="stPopoverButton"]{padding:.2rem .4rem;min-height:2rem}
.st-key-tour{position:fixed;right:1.5rem;bottom:1.5rem;width:min(30rem,calc(100vw - 3rem));z-index:100;
  background:light-dark(#FFFFFF,#20262A);box-shadow:0 4px 24px rgba(0,0,0,.25);border-radius:.5rem}
.st-key-head{border-bottom:1px solid light-dark(#D9DEE1,#3A4247);padding-bottom:.35rem}
</style>"""


def draw(page: str) -> None:
    """Drawn before the page, so it knows what is looked at only when it is clicked."""
    st.html(STYLE)
    with st.container(horizontal=True, vertical_alignment="center", key="head", gap="small"):
        st.html(f'<h1 class="lethe-question">{esc(about_page.question(page))}</h1>', width="stretch")
        with st.popover("Help", type="tertiary", icon=":material/help:"):
            st.markdown(about_page.words(page))
            tour.offer("tour-from-help")
        copy_link()
        if not places.read_only():
            with st.popover("Bookmark", type="tertiary", icon=":material/bookmark_add:"):
                st.text_input("Name of this view", key=_NAME, max_chars=100, placeholder="press Enter to keep it",
                              on_change=acts.attempt, args=(_keep, page),
                              help="Kept with the runs: all who look at them find it on the Runs page.")  # fmt: skip


def _keep(page: str) -> None:
    name = st.session_state[_NAME].strip()
    if name:
        query = [(key, value) for key in st.query_params for value in st.query_params.get_all(key)]
        acts.bookmark(name, page + (f"?{urlencode(query)}" if query else ""))
        st.session_state[_NAME] = ""
        st.toast("Kept on the Runs page", icon=":material/bookmark:")
