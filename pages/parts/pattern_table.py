"""Right or wrong over the stages: which histories there are, and how many units have each. A row narrows the list."""

from collections.abc import Mapping, Sequence

import pandas as pd
import streamlit as st

from engine.analysis.patterns import patterns
from engine.answers import TaskAnswers
from pages.parts import cached, filter_bar
from pages.parts.strip import bits
from pages.parts.view import View, other_filter


def table(view: View, answers: TaskAnswers, stages: Sequence[int], chosen: str, query: Mapping[str, str]) -> None:
    """Draw it with the chosen pattern's row picked."""
    found = cached.of_answers(counted, view.run, view.task, tuple(stages))
    if not found:
        return
    names = [answers.snapshots[i].stage_name or answers.snapshots[i].name for i in stages]
    total = sum(count for _, count in found)
    frame = pd.DataFrame(
        {
            "history": [bits(pattern) for pattern, _ in found],
            "n": [count for _, count in found],
            "share": [100 * count / total for _, count in found],
            "in words": [words(pattern, names) for pattern, _ in found],
        }
    )
    rows = [i for i, (pattern, _) in enumerate(found) if pattern == chosen]
    column = st.column_config
    key = f"patterns-{hash((view.task, chosen))}"
    st.dataframe(
        frame, hide_index=True, key=key, selection_mode="single-row", height="content" if len(frame) <= 12 else 460,
        on_select=lambda: _chosen(key, [p for p, _ in found], query),
        selection_default={"selection": {"rows": rows, "columns": [], "cells": []}},
        column_config={
            "history": column.TextColumn(help=f"right ✓ or wrong ✗ after: {', '.join(names)}", width="small"),
            "n": column.ProgressColumn(format="localized", max_value=found[0][1], width="small"),
            "share": column.NumberColumn(format="%.1f%%", width="small"),
        },
    )  # fmt: skip


def counted(answers: TaskAnswers, stages: tuple[int, ...]) -> list[tuple[str, int]]:
    """(bits, units) of every history, most frequent first."""
    return [(p.bits, p.count) for p in patterns(answers, stages)]


def words(pattern: str, stages: list[str]) -> str:
    """What a history says: `forgotten after mrpc`, `learned in cola`, `changed 3 times`."""
    turns = [i for i in range(1, len(pattern)) if pattern[i] != pattern[i - 1]]
    if not turns:
        return "always right" if pattern[:1] == "1" else "never right"
    if len(turns) == 1:
        return f"forgotten in {stages[turns[0]]}" if pattern[0] == "1" else f"learned in {stages[turns[0]]}"
    if len(turns) == 2 and pattern[0] == "1":
        return f"forgotten in {stages[turns[0]]}, back in {stages[turns[1]]}"
    if len(turns) == 2:
        return f"learned in {stages[turns[0]]}, forgotten in {stages[turns[1]]}"
    return f"changed {len(turns)} times"


def _chosen(key: str, found: list[str], query: Mapping[str, str]) -> None:
    rows = st.session_state[key].selection.rows
    # a history says what changed: another change asked for beside it would leave nothing, without a visible reason
    filter_bar.go(other_filter(query, pattern=found[rows[0]] if rows else None, change=None, to=None))
