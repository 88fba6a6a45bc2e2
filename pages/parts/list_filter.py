"""The filters of the list of examples that are not in the bar: read from a link, drawn, and carried out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import streamlit as st

from engine import store
from engine.analysis.bins import bins
from engine.analysis.examples import ORDERS, Listing, listing
from engine.answers import TaskAnswers
from engine.store import Remark
from pages.parts import cached, filter_bar
from pages.parts.view import View, other_filter

ANY = "any"  # not a tag: those have no meaning of their own
STEP = 0.05  # of the confidence slider


@dataclass(frozen=True)
class ListFilter:
    """What the list is narrowed to and how it is ordered. None and "" do not narrow."""

    pattern: str = ""  # bits over stage ends
    to: str = ""  # predicted at second
    text: str = ""
    tag: str = ""  # "phenomenon: agreement"
    low: float = 0.0  # p(predicted) at second
    high: float = 1.0
    order: str = "index"
    slice: str = ""  # "Length in words: 4 to 6": a title, as its units are handed over
    within: str = ""  # "all but O", likewise
    recovery: str = ""  # "h recovered by head", likewise
    noted: str = ""  # ANY: with a note or tags of the user's; else one of these tags


def read(
    answers: TaskAnswers,
    query: Mapping[str, str],
    tags: tuple[str, ...],
    stages: Sequence[int],
    noted: Mapping[int, Remark],
) -> tuple[ListFilter, list[str]]:
    """The filter a link asks for, and sentences about what of it was ignored. `stages`: those of a pattern; `noted`:
    what was written about examples."""
    ignored: list[str] = []

    def choice(key: str, known: tuple[str, ...], default: str) -> str:
        value = query.get(key, "") or default
        if value == default or value in known:
            return value
        ignored.append(f"Ignored {key} {value!r} in the link: there is {', '.join(known) or 'none'}.")
        return default

    def probability(key: str, default: float) -> float:
        try:
            value = float(query.get(key, "") or default)
        except ValueError:
            value = np.nan
        if 0 <= value <= 1:
            return value
        ignored.append(f"Ignored {key} {query[key]!r} in the link: it is a probability from 0 to 1.")
        return default

    pattern = query.get("pattern", "")
    length = len(stages)
    if pattern and (len(pattern) != length or set(pattern) - set("01.")):
        ignored.append(f"Ignored pattern {pattern!r} in the link: it has a 1 (right) or 0 (wrong) for {length} stages.")
        pattern = ""
    low, high = probability("low", 0.0), probability("high", 1.0)
    if low > high:
        ignored.append(f"Ignored low {low:g} and high {high:g} in the link: low is above high.")
        low, high = 0.0, 1.0
    to, tag, order, said = (
        choice("to", bins(answers).labels, ""),
        choice("tag", tags, ""),
        choice("sort", tuple(ORDERS), "index"),
        choice("noted", (ANY, *own_tags(noted)), ""),
    )
    return ListFilter(pattern, to, query.get("text", "").strip(), tag, low, high, order, noted=said), ignored


def own_tags(noted: Mapping[int, Remark]) -> list[str]:
    """The tags that users put on examples, by name."""
    return sorted({tag for remark in noted.values() for tag in remark.tags}, key=str.casefold)


def tags_of(run: store.Run, task: str) -> dict[str, tuple[int, ...]]:
    """Every tag of a task's examples, as `name: value`, with the examples that carry it."""
    found: dict[str, list[int]] = {}
    for example in store.read_examples(run, task):
        for name, value in example.tags.items():
            found.setdefault(f"{name}: {value}", []).append(example.example)
    return {tag: tuple(found[tag]) for tag in sorted(found)}


def carry_out(
    view: View, answers: TaskAnswers, wanted: ListFilter, tags: Mapping[str, tuple[int, ...]], stages: Sequence[int],
    noted: Mapping[int, Remark], inside: np.ndarray | None = None,
) -> Listing:  # fmt: skip
    """The units that pass. `inside`: (units,) bool of the slice and the verdict."""
    ids: set[int] | None = None
    if wanted.tag:
        ids = set(tags[wanted.tag])
    if wanted.noted:
        found = {i for i, remark in noted.items() if wanted.noted == ANY or wanted.noted in remark.tags}
        ids = found if ids is None else ids & found
    if wanted.text:
        found = cached.of_run(store.search_examples, view.run, view.task, wanted.text)
        ids = found if ids is None else ids & found
    narrowed = (wanted.low, wanted.high) != (0.0, 1.0)
    return listing(
        answers, view.first, view.second, change=view.change, label=view.label, pattern=wanted.pattern or None,
        pattern_snapshots=stages, ids=ids, inside=inside,
        predicted=wanted.to or None, min_confidence=wanted.low if narrowed else None,
        max_confidence=wanted.high if narrowed else None, order=wanted.order,
    )  # fmt: skip


def draw(wanted: ListFilter, tags: tuple[str, ...], noted: Mapping[int, Remark], query: Mapping[str, str],
         probabilities: bool) -> None:  # fmt: skip
    """The controls, in one row."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        _control("text", wanted.text, query, st.text_input, "Text contains", width=260, placeholder="any case")
        if tags:
            _control("tag", wanted.tag, query, st.selectbox, "Tag", options=("", *tags), width=220,
                     format_func=lambda tag: tag or "all tags")  # fmt: skip
        if noted:
            titles = {"": "with and without", ANY: "with a note or tag", **{tag: tag for tag in own_tags(noted)}}
            _control("noted", wanted.noted, query, st.selectbox, "Notes", options=tuple(titles), width=180,
                     format_func=titles.get)  # fmt: skip
        if probabilities:
            _control("confidence", (wanted.low, wanted.high), query, st.slider, "Confidence at second", min_value=0.0,
                     max_value=1.0, step=STEP, width=220, help="p(predicted) at the second snapshot")  # fmt: skip
        _control("sort", wanted.order, query, st.selectbox, "Order", options=tuple(ORDERS), width=300,
                 format_func=ORDERS.get)  # fmt: skip


def _control(key, value, query, widget, label, width, **more) -> None:
    st.session_state[f"list_{key}"] = value
    widget(label, key=f"list_{key}", width=width, on_change=_changed, args=(key, dict(query)), **more)


def _changed(key: str, query: dict[str, str]) -> None:
    value = st.session_state[f"list_{key}"]
    if key == "confidence":
        low, high = value
        filter_bar.go(other_filter(query, low=f"{low:g}" if low > 0 else None, high=f"{high:g}" if high < 1 else None))
    else:
        filter_bar.go(other_filter(query, **{key: None if value == "index" else value}))
