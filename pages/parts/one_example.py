"""One example alone: its text, its answers at every snapshot, and the way to the ones before and after it."""

from collections.abc import Mapping

import numpy as np
import streamlit as st

from engine import store
from engine.analysis.examples import Listing, units_of
from engine.answers import TaskAnswers
from engine.errors import UserError
from engine.store import Remark
from pages.parts import card, example_note, filter_bar, paint, strip
from pages.parts.stepper import stepper
from pages.parts.view import View


def find(view: View, text: str) -> tuple[int | None, str]:
    """The example a link asks for, and a sentence if there is none such."""
    known = view.run.tasks[view.task].evaluation_rows
    if text.isascii() and text.isdigit() and len(text) < 10:
        try:
            store.read_examples(view.run, view.task, [int(text)])
        except UserError:
            pass
        else:
            return int(text), ""
    return None, f"Ignored example {text!r} in the link: they are numbered from 0 to {max(known - 1, 0):,}."


def show(view: View, answers: TaskAnswers, number: int, found: Listing, query: Mapping[str, str],
         untrained: frozenset[str], text: str, noted: Mapping[int, Remark]) -> None:  # fmt: skip
    """Draw example `number`; the arrows step through `found`."""
    example = store.read_examples(view.run, view.task, [number])[0]
    places = np.flatnonzero(found.examples == number)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button("Back to the list", icon=":material/arrow_back:", on_click=filter_bar.go,
                  args=({k: v for k, v in query.items() if k != "example"},))  # fmt: skip
        if len(places):
            numbers = [int(i) for i in found.examples]
            stepper(int(places[0]), len(numbers), "example",
                    lambda place: filter_bar.go({**query, "example": str(numbers[place])}))  # fmt: skip
        else:
            st.html('<span class="le le-quiet">Not in the list as it is filtered now.</span>', width="content")
    units = units_of(answers, number)
    token = answers.task.kind == "token"
    note = "under a word: gold label, then first → second" if token else strip.note(untrained)
    st.html(paint.legend(*card.described(view), note=note))
    with st.container(border=True):
        st.html(card.card(view, answers, example, untrained, text))
        example_note.edit(view.run, view.task, number, noted)
    if token:
        chosen = card.changed_words(answers, example, untrained)
        if chosen:
            st.html(f'<div class="le le-quiet">Words that changed: {strip.note(untrained)}</div>')
            st.html(card.word_strips(view, answers, chosen, untrained))
    elif len(units):
        st.html(card.probabilities(answers, int(units[0]), untrained))
