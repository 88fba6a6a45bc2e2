"""What kind of example is lost?

A **slice** is all examples with something in common: length, confidence before, label, source, words seen in training,
a column of your own, or a text or pattern. Its **forgetting rate** is cnt3 / cnt1: forgotten, of those right at first.
It is held against **the rest** by a permutation test over examples, corrected for all slices tested (Holm); *enough
evidence* means corrected p < .05. What is made of right and wrong itself is never ranked.
"""

import streamlit as st

from engine.analysis import bins
from engine.analysis.slices import ENTITIES, FEATURES, ORDERS, OUTSIDE, ranked
from engine.errors import UserError
from engine.figures import caption
from engine.figures.slices import how, slice_forest
from pages.parts import (
    cached,
    filter_bar,
    formula_card,
    meeting,
    own_slice,
    paint,
    refusal,
    score_words,
    slice_link,
    slice_view,
)
from pages.parts.figure_view import csv_download, show
from pages.parts.plain import plain
from pages.parts.url_select import select
from pages.parts.view import sentence

IN_FIGURE, IN_MEETING = 14, 9  # rows: more cannot be read on a slide, or from the back of a room


def choose(key: str, value: str) -> None:
    """A select box was changed."""
    filter_bar.go({**query, key: value, "slice": ""})


def choose_slice(ref: str, label: str) -> None:
    filter_bar.go({**query, "slice": ref})


st.html(paint.style())
view = filter_bar.bar("slices")
query, said = filter_bar.query(), []
run, task = view.run, view.run.tasks[view.task]
score_words.marks(score_words.split_marks(run, task.name))
if view.problem:
    refusal.refuse(view, "slices")
score_words.marks(score_words.untrained_marks(view))

columns = slice_link.columns(view)
features = {key: f.title for key, f in FEATURES.items() if task.kind in f.kinds and f.role != "filter"}
features |= {f"column.{name}": name for name in columns}
labels = cached.of_answers(bins.bins, run, task.name).labels
with st.container(horizontal=True, vertical_alignment="bottom", key="slice_controls"):
    feature = select("feature", {"": "all features", **features}, "Feature", 260, query, said, choose)
    counted = {"": "all", **({ENTITIES: ENTITIES} if OUTSIDE in labels else {}), **{x: f"gold {x}" for x in labels}}
    within = select("within", counted, "Count units of", 190, query, said, choose)
    order = select("order", ORDERS, "Order", 330, query, said, choose)
    own_slice.form(view, query)
filter_bar.say(said)
own = query.get("own") or None
try:
    with st.spinner("Slicing …"):
        table = slice_link.table(view, feature or None, own, within or None)
except UserError as error:
    st.error(plain(sentence(str(error))))
    st.stop()

found = ranked(table, order)
st.html(slice_view.answer(table))
chosen = next((s for s in found if s.ref == query.get("slice")), None)
if query.get("slice") and chosen is None:
    filter_bar.say([f"Ignored slice {query['slice'][:80]!r} in the link: it is not among these slices."])
slice_view.panel(view, table, chosen or next(iter(found), None))

about = caption.of_run(run)
most = IN_MEETING if meeting.asked() else IN_FIGURE
top = [s for s in found if s.cnt1 and (s.method or len(found) <= IN_FIGURE)][:most]
if top:
    show(slice_forest(table, top, task, about), f"{run.id}-{task.name}-slices", choose_slice, said=table.sentence)
st.subheader(f"All {len(found)} slices")
slice_view.show_table(found, chosen, query)
st.html(slice_view.small_print(table))
used = f"{caption.between(table.first, table.second)}; n = {table.cnt1:,} {table.unit} right at first; {how(table)}"
with st.container(horizontal=True, gap="small"):
    for key in ("slice_rate", "slice_difference", "slice_p", "slice_holm"):
        formula_card.card(key, used, label=formula_card.FORMULAS[key].title)
    csv_download(lambda: slice_view.frame(found).to_csv(index=False), "slices", f"{run.id}-{task.name}-slices")
