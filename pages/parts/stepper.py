"""Stepping through a list with buttons, or with the left and right arrow keys."""

from collections.abc import Callable

import streamlit as st

from pages.parts import meeting


def stepper(place: int, count: int, what: str, go: Callable[[int], None]) -> None:
    """`previous what`, `next what`, and where one is. `place` counts from 0; `go` gets the new one, in a callback."""
    left, right = (None, None) if meeting.asked() else ("ArrowLeft", "ArrowRight")  # there they step through figures
    with st.container(horizontal=True, vertical_alignment="center", width="content", gap="small"):
        st.button("Previous", key=f"previous_{what}", help=f"previous {what}: left arrow key", shortcut=left,
                  on_click=go, args=(place - 1,), disabled=place <= 0)  # fmt: skip
        st.button("Next", key=f"next_{what}", help=f"next {what}: right arrow key", shortcut=right,
                  on_click=go, args=(place + 1,), disabled=not 0 <= place < count - 1)  # fmt: skip
        st.html(f'<span class="le le-quiet">{what} {place + 1:,} of {count:,}</span>', width="content")
