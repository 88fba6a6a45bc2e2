"""The list of examples: how many pass the filters, their histories, and a page of them."""

from collections.abc import Mapping, Sequence

import numpy as np
import streamlit as st

from engine import store
from engine.analysis.changes import CHANGES
from engine.analysis.counts import UNITS
from engine.analysis.example_file import write
from engine.analysis.examples import Listing
from engine.analysis.selection import Pair
from engine.answers import TaskAnswers
from engine.store import Remark
from pages.parts import card, example_note, filter_bar, list_filter, paint, pattern_table, strip
from pages.parts.figure_view import csv_download, name
from pages.parts.lead import link
from pages.parts.list_filter import ListFilter
from pages.parts.paint import esc
from pages.parts.plain import plain
from pages.parts.stepper import stepper
from pages.parts.view import View, other_filter

PER_PAGE = 10  # cards; hundreds of them would slow any browser down


def show(view: View, answers: TaskAnswers, found: Listing, wanted: ListFilter, tags: tuple[str, ...],
         stages: Sequence[int], query: Mapping[str, str], untrained: frozenset[str],
         noted: Mapping[int, Remark]) -> None:  # fmt: skip
    """Draw filters, pattern table, and one page of cards."""
    unit = UNITS[answers.task.kind]
    list_filter.draw(wanted, tags, noted, query, bool(np.isfinite(answers.p_predicted).any()))
    left, right = st.columns([1.4, 2], gap="medium")
    with left:
        names = ", ".join(answers.snapshots[i].name for i in stages)
        told = f"All {len(answers.units.gold):,} {unit} by history after stages {esc(names)}."
        st.html(f'<div class="le le-quiet">{told} Click a row to list only these.</div>')
        pattern_table.table(view, answers, stages, wanted.pattern, query)
    with right:
        token = answers.task.kind == "token"
        note = "under a word: gold label, then first → second" if token else strip.note(untrained)
        st.html(paint.legend(*card.described(view), note=note))
        _head(view, answers, found, wanted, unit, query)
        if len(found.examples):
            _page(view, answers, found, wanted, query, untrained, noted)


def count_words(answers: TaskAnswers, found: Listing, unit: str) -> str:
    """`118 of 1,043 sentences`; `240 of 51,343 tokens, in 180 sentences`."""
    text = f"{len(found.units):,} of {len(answers.units.gold):,} {unit}"
    if answers.task.kind == "token":
        text += f", in {len(found.examples):,} sentence{'s' * (len(found.examples) != 1)}"
    return text


def _export(view: View, answers: TaskAnswers, found: Listing) -> None:
    """The whole list as it is filtered and ordered, not only the page that is shown."""

    def make(ending: str) -> str:
        return write(ending, view.run, answers, found, Pair(view.first, view.second))

    file_name = f"{view.run.id}-{view.task}-{view.change or 'examples'}"
    st.download_button("JSONL", lambda: make(".jsonl"), f"{name(file_name)}.jsonl", "application/jsonl",
                       key="list-jsonl", on_click="ignore", type="tertiary", icon=":material/data_object:",
                       help="this list, to replay or to annotate: texts, ids, gold, every answer")  # fmt: skip
    csv_download(lambda: make(".csv"), "list", file_name, "this list, a row per answer, for a spreadsheet")


def _head(view: View, answers: TaskAnswers, found: Listing, wanted: ListFilter, unit: str,
          query: Mapping[str, str]) -> None:  # fmt: skip
    narrowed = {
        "label": view.label and f"gold {view.label}",
        "change": view.change and f"{CHANGES[view.change].glyph} {paint.change_name(view.change)}",
        "pattern": wanted.pattern and strip.bits(wanted.pattern),
        "to": wanted.to and f"predicted {wanted.to} at second",
        "text": wanted.text and f"contains {wanted.text!r}",
        "tag": wanted.tag,
        "slice": wanted.slice,
        "within": wanted.within,
        "recovery": wanted.recovery,
        "noted": wanted.noted and ("with a note or tag" if wanted.noted == list_filter.ANY else f"tag {wanted.noted}"),
        "confidence": (wanted.low, wanted.high) != (0, 1) and f"confidence {wanted.low:g} to {wanted.high:g}",
    }
    chips = {key: text for key, text in narrowed.items() if text}
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.html(f'<div class="le"><b>{count_words(answers, found, unit)}</b></div>', width="content")
        for key, text in chips.items():
            gone = {"low": None, "high": None} if key == "confidence" else {key: None}
            st.button(plain(text), key=f"without_{key}", icon=":material/close:", type="tertiary",
                      help="Drop this filter", on_click=filter_bar.go, args=(other_filter(query, **gone),))  # fmt: skip
        _export(view, answers, found)
    if found.unknown_confidence:
        st.caption(f"{found.unknown_confidence:,} left out: the probability of their answer is not known.")
    if not len(found.units):
        st.info(f"No {unit} pass these filters. Drop one of them above." if chips else f"There are no {unit} here.")


def _page(view: View, answers: TaskAnswers, found: Listing, wanted: ListFilter, query: Mapping[str, str],
          untrained: frozenset[str], noted: Mapping[int, Remark]) -> None:  # fmt: skip
    pages = -(-len(found.examples) // PER_PAGE)
    text = query.get("page", "1")
    page = int(text) if text.isascii() and text.isdigit() and 1 <= int(text[:9]) <= pages else 1
    if text != str(page):
        filter_bar.say([f"Ignored page {text!r} in the link: there {'are' if pages > 1 else 'is'} {pages:,}."])
    if pages > 1:
        _turner(page, pages, query)
    numbers = found.examples[(page - 1) * PER_PAGE : page * PER_PAGE].tolist()
    for example in store.read_examples(view.run, view.task, numbers):
        with st.container(border=True, key=f"card_{example.example}"):
            text, to = st.columns([1, 0.12])
            remark = noted.get(example.example, Remark())
            text.html(card.card(view, answers, example, untrained, wanted.text) + example_note.html(remark))
            with to:
                link("examples", "Open", icon=False, query={**query, "example": str(example.example)})


def _turner(page: int, pages: int, query: Mapping[str, str]) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        stepper(page - 1, pages, "page", lambda place: _turn(place + 1, query))
        st.session_state["list_page"] = page
        st.pagination(pages, key="list_page", on_change=lambda: _turn(st.session_state["list_page"], query))


def _turn(page: int, query: Mapping[str, str]) -> None:
    filter_bar.go({**query, "page": str(page) if page > 1 else ""})
