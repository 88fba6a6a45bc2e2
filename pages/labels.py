"""Which labels were forgotten?

Per gold label: **cnt1** right at the first snapshot, **cnt2** right at the second, **cnt3** right, then wrong
(*forgotten*), **cnt4** wrong, then right (*learned*); always cnt2 = cnt1 − cnt3 + cnt4. The published share is cnt3 /
frequency; cnt3 / cnt1 asks how much was lost of what was known. The **verdict** is after a test of each label,
corrected for their number (Holm). **NFR** and its like measure flips over all labels. Click a row, a bar or a cell to
narrow what is looked at.
"""

import streamlit as st

from engine.analysis import counts, entities, evidence, moves
from engine.analysis.selection import describe
from engine.figures import caption, labels
from pages.parts import (
    cached,
    count_view,
    drift_view,
    filter_bar,
    flip_strip,
    formula_card,
    label_verdicts,
    lead,
    metric_choice,
    paint,
    published,
    refusal,
    score_words,
    token_view,
    verdict_view,
)
from pages.parts import margin as margins
from pages.parts.figure_view import caption as small_print
from pages.parts.figure_view import csv_download, show


def choose_row() -> None:
    """A row of the table was clicked: look at that label; at all of them, if it was the sum or the same row again."""
    rows = st.session_state[table_key].selection.rows
    label = shown["gold label"][rows[0]] if rows else count_view.ALL
    filter_bar.go({**query, "label": "" if label == count_view.ALL else label})


def choose_segment(label: str, change: str) -> None:
    filter_bar.go({**query, "label": label, "change": change})


def choose_move(gold: str, predicted: str) -> None:
    filter_bar.go({**query, "label": gold, "change": "forgotten", "to": predicted})


st.html(paint.style())
looked_at = filter_bar.bar("labels")
query = filter_bar.query()
run, task = looked_at.run, looked_at.run.tasks[looked_at.task]
score_words.marks(score_words.split_marks(run, looked_at.task))
if looked_at.problem:
    refusal.refuse(looked_at, "labels")
score_words.marks(score_words.untrained_marks(looked_at))
pair = (looked_at.first, looked_at.second)
table = cached.of_answers(counts.count_table, run, task.name, *pair)
about = caption.of_run(run)

verdict, choices = st.columns([3, 1.4], vertical_alignment="center")
with choices, st.container(horizontal=True, vertical_alignment="bottom", horizontal_alignment="right"):
    metric = dict(metric_choice.choose(run, query, task.name)).get(task.name)
    margin = margins.choose(query)
with verdict, st.spinner("Resampling …"):
    found = cached.of_answers(evidence.evidence, run, task.name, *pair, metric, margin)
    st.html(verdict_view.box(found.difference))
    st.html(count_view.summary(table, task))
of_labels = cached.of_answers(evidence.labels_of, run, task.name, *pair, margin)
shown = label_verdicts.beside(count_view.frame(table), of_labels)
table_key = f"counts-{hash((looked_at.label, task.name, pair))}"
picked = [table.labels.index(looked_at.label)] if looked_at.label else []
columns = count_view.column_config(table.unit) | label_verdicts.column_config(of_labels)
st.dataframe(label_verdicts.styled(shown), hide_index=True, column_config=columns, key=table_key,
             on_select=choose_row, selection_mode="single-row", height="content", placeholder="–",
             selection_default={"selection": {"rows": picked, "columns": [], "cells": []}})  # fmt: skip
with st.container(horizontal=True):
    between, n = caption.between(table.first, table.second), f"n = {table.frequency.sum():,} {table.unit}"
    small_print(caption.caption(about, task.title or task.name, between, n, caption.quirks([task])))
    formula_card.glossary(count_view.FORMULA_KEYS, f"{between}, {n}")
    formula_card.glossary(label_verdicts.FORMULA_KEYS, f"{between}, {n}", "How it is tested")
    all_numbers = label_verdicts.table(shown, of_labels)
    csv_download(lambda: all_numbers.to_csv(index=False), "counts", f"{run.id}-{task.name}-counts")

with st.container(border=True, horizontal=True, vertical_alignment="center"):
    st.html(count_view.of_label(table, looked_at.label), width="stretch")
    for change, count in count_view.changed(table, looked_at.label).items():
        name = paint.change_name(change)
        lead.link("examples", f"{count:,} {name}", looked_at.query(change=change))
    if looked_at.label and query.get("to") in table.labels:
        lead.link("examples", f"{looked_at.label} → {query['to']}", looked_at.query(change="forgotten", to=query["to"]))

flip_strip.strip(found, f"{between}, {n}")
if task.kind == "token":
    token_view.outside(looked_at)

left, right = st.columns(2)
with left:
    show(labels.count_bars(table, task, about), f"{run.id}-{task.name}-labels", choose_segment, said=found.sentence)
with right:
    went = cached.of_answers(moves.where_to, run, task.name, *pair)
    if went.total:
        moved = labels.where_to_heatmap(went, task, about)
        show(moved, f"{run.id}-{task.name}-moves", choose_move, said=found.sentence)
    else:
        st.info(f"Nothing was forgotten between {describe(table.first)} and {describe(table.second)}.")
    drift_view.moves(looked_at, f"{between}, {n}")

if entities.has_entities(task):
    token_view.whole_entities(looked_at, about)
drift_view.over_stages(looked_at)
published.counts(looked_at, table)
