"""What somebody wrote about one example: shown on its card, written where it is open."""

from collections.abc import Mapping

import streamlit as st

from engine.store import Remark, Run
from pages.parts import acts, list_filter, places
from pages.parts.paint import esc


def html(remark: Remark) -> str:
    """Tags and note; nothing where there are none."""
    if not remark:
        return ""
    tags = "".join(f'<span class="le-own">{esc(tag)}</span>' for tag in remark.tags)
    return f'<div class="le le-note">{tags}{esc(remark.note)}</div>'


def edit(run: Run, task: str, example: int, noted: Mapping[int, Remark]) -> None:
    """A form with the example's tags and note; the note alone, to read, in a read-only dashboard."""
    remark = noted.get(example, Remark())
    if places.read_only():
        if remark:
            st.html(html(remark))
        return
    here = f"{run.id}-{task}-{example}"
    with (
        st.form(f"example-note-{here}", border=False),
        st.container(horizontal=True, vertical_alignment="bottom", key="example-note"),
    ):
        st.multiselect("Tags of yours", sorted({*list_filter.own_tags(noted), *remark.tags}), remark.tags,
                       key=f"tags-{here}", accept_new_options=True, width=260, placeholder="none")  # fmt: skip
        st.text_input("Note", remark.note, key=f"note-{here}", max_chars=10_000, placeholder="why was it lost?")
        st.form_submit_button("Save", on_click=_save, args=(run.id, remark, task, example, here))


def _save(run_id: str, seen: Remark, task: str, example: int, here: str) -> None:
    note, tags = st.session_state[f"note-{here}"], st.session_state[f"tags-{here}"]
    acts.attempt(acts.annotate, run_id, seen, note, tags, task, example)
