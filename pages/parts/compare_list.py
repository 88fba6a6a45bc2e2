"""Which examples: forgotten in k of n seeds, by exactly these groups, lost by one and kept by another. One list."""

from collections.abc import Mapping
from itertools import permutations

import numpy as np
import pandas as pd
import streamlit as st

from engine import store
from engine.analysis.changes import CHANGES, NAMES, codes
from engine.analysis.comparison import MANY, Forgotten
from engine.analysis.counts import UNITS
from engine.analysis.overlap import intersections, loses_keeps
from engine.analysis.profile import pair_of
from engine.store import Run
from pages.parts import cached, compare_choice, lead, paint, places
from pages.parts.figure_view import csv_download
from pages.parts.paint import esc

_MOST = 1_000  # rows on screen; the file has all
_SETS = 100  # intersections that can be chosen, the largest
_NAMED = 8  # groups in the name of a list


def options(found: Forgotten) -> dict[str, tuple[str, np.ndarray]]:
    """What can be listed: key in the URL -> (in words, indices of units)."""
    keys, lists = [group.key for group in found.groups], {}
    unit = UNITS[found.joined.task.kind]
    for group, c in zip(found.groups, found.consensus, strict=True):
        for k in range(c.seeds, 0, -1):
            units = np.flatnonzero(c.times == k)
            words = (
                f"{group.label}: forgotten in {k} of {c.seeds} seeds" if c.seeds > 1 else f"{group.label}: forgotten"
            )
            lists[f"often:{group.key}:{k}"] = (f"{words} ({len(units):,} {unit})", units)
    if len(keys) > 1:
        for part in intersections(found.sets)[:_SETS]:
            inside = [n for n, m in zip(found.sets.names, part.members, strict=True) if m]
            named = [*inside[:_NAMED], f"{len(inside) - _NAMED} more"] if len(inside) > _NAMED else inside
            words = " and ".join(named) + ("" if len(inside) == len(keys) else " and no other")
            lists[f"set:{part.key}"] = (f"Forgotten by {words} ({len(part.units):,} {unit})", part.units)
        names = found.sets.names
        for i, j in permutations(range(len(names)), 2):
            if len(names) <= MANY or 0 in (i, j):  # of many groups each against the first alone
                units = loses_keeps(found.sets, i, j)
                words = f"{names[i]} loses, {names[j]} keeps ({len(units):,} {unit})"
                lists[f"keeps:{keys[i]}:{keys[j]}"] = (words, units)
    return {key: value for key, value in lists.items() if len(value[1])}


def show(found: Forgotten, query: Mapping[str, str]) -> None:
    """The choice, the list, and the chosen example in every run."""
    lists = options(found)
    if not lists:
        st.info("Nothing was forgotten by any group.")
        return
    picked = query.get("pick") if query.get("pick") in lists else next(iter(lists))
    st.session_state["compare_pick"] = picked
    st.selectbox(
        "List", list(lists), key="compare_pick", format_func=lambda key: lists[key][0], width="stretch",
        on_change=lambda: compare_choice.change(query, pick=st.session_state["compare_pick"]),
    )  # fmt: skip
    units, task = lists[picked][1], found.joined.task
    run = _loser(found, picked)
    frame = _frame(found, units[:_MOST], run)
    looked_at = query.get("unit", "")
    rows = [n for n, unit in enumerate(units[:_MOST].tolist()) if str(unit) == looked_at]
    key = f"compare-list-{task.name}-{picked}-{looked_at}"
    st.dataframe(
        frame, hide_index=True, key=key, selection_mode="single-row", height=min(460, 40 + 35 * len(frame)),
        on_select=lambda: _chosen(key, units, query),
        selection_default={"selection": {"rows": rows, "columns": [], "cells": []}},
        column_config={"open": st.column_config.LinkColumn("", display_text="Examples", width="small")},
    )  # fmt: skip
    with st.container(horizontal=True):
        more = f"The first {_MOST:,} of {len(units):,}; the CSV has all. " if len(units) > _MOST else ""
        note = "Click a row to see the example in every run."
        st.html(f'<div class="le le-caption">{more}{note}</div>', width="stretch")
        csv_download(
            lambda: _frame(found, units, run).drop(columns="open").to_csv(index=False), key, f"{task.name}-{picked}"
        )
    if rows:
        _example(found, int(units[rows[0]]))


def _chosen(key: str, units: np.ndarray, query: Mapping[str, str]) -> None:
    """A row was clicked: its example is part of the view, and of its link."""
    rows = st.session_state[key].selection.rows
    compare_choice.change(query, unit=str(units[rows[0]]) if rows else None)


def _loser(found: Forgotten, picked: str) -> Run:
    """A run to show the examples in: of the group that lost them."""
    kind, _, rest = picked.partition(":")
    if kind == "set":
        return found.groups[rest.index("1")].runs[0]
    key = rest.split(":")[0]
    return next(group for group in found.groups if group.key == key).runs[0]


def _frame(found: Forgotten, units: np.ndarray, run: Run) -> pd.DataFrame:
    task, of = found.joined.task, found.joined.units
    ids = [int(i) for i in np.unique(of.example[units])]
    texts = {e.example: e for e in store.read_examples(found.joined.runs[0], task.name, ids)}
    rows = []
    for unit in units:
        record, position = texts[int(of.example[unit])], int(of.position[unit])
        row = {"example": record.example}
        if task.kind == "token":
            row["word"] = record.words[position] if position < len(record.words) else f"word {position + 1}"
        gold = of.gold[unit]
        row["gold"] = f"{gold:g}" if task.kind == "regression" else task.labels[int(gold)]
        for name, c in zip(found.sets.names, found.consensus, strict=True):
            row[f"forgotten: {name}"] = f"{c.times[unit]} of {c.seeds}"
        row["text"] = " ‖ ".join(record.texts) or " ".join(record.words)
        row["open"] = places.link("examples", run=run.id, task=task.name, example=str(record.example))
        rows.append(row)
    return pd.DataFrame(rows)


def _example(found: Forgotten, unit: int) -> None:
    """One unit in every run: right after the task's own stage, and after the last."""
    task, of = found.joined.task, found.joined.units
    example, position = int(of.example[unit]), int(of.position[unit])
    record = store.read_examples(found.joined.runs[0], task.name, [example])[0]
    word = f" · word {position + 1}: <b>{esc(record.words[position])}</b>" if record.words else ""
    lines = []
    for group in found.groups:
        for run in group.runs:
            lines.append(_line(group.label, run, task.name, example, position))
    text = "<br>".join(esc(t) for t in record.texts) or esc(" ".join(record.words))
    head = (
        "<tr><th>group</th><th>seed</th><th></th><th>right after its own stage</th><th>after the last stage</th></tr>"
    )
    with st.container(border=True):
        st.html(
            f'<div class="le"><div class="le-head"><b>#{example}</b>{word}</div><div class="le-text">{text}</div>'
            f'<table class="le-table">{head}{"".join(lines)}</table></div>'
        )
        run = found.groups[0].runs[0]
        lead.link("examples", f"Over all snapshots of {run.name}, seed {run.seed}",
                  {"run": run.id, "task": task.name, "example": str(example)})  # fmt: skip


def _line(group: str, run: Run, task: str, example: int, position: int) -> str:
    answers, pair = cached.answers(run, task), pair_of(run, task)
    unit = int(np.flatnonzero((answers.units.example == example) & (answers.units.position == position))[0])
    right = answers.right()[:, unit]
    change = NAMES[int(codes(right[[pair.first]], right[[pair.second]])[0])]
    shown = []
    for at in pair:
        value = answers.predicted[at, unit]
        label = float(value) if answers.task.kind == "regression" else answers.task.labels[int(value)]
        p = answers.p_predicted[at, unit]
        shown.append(
            f"{'✓' if right[at] else '✗'} {paint.answer(label)} {paint.probability(None if p != p else float(p))}"
        )
    mark = f'<span class="le-badge le-{change}">{CHANGES[change].glyph} {paint.change_name(change)}</span>'
    return f"<tr><td>{esc(group)}</td><td>{run.seed}</td><td>{mark}</td><td>{shown[0]}</td><td>{shown[1]}</td></tr>"
