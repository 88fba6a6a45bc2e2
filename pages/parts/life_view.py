"""Life-lines on a page: the four classes, the intervals of the retention curve, the units that changed most."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
import streamlit as st

from engine import store
from engine.analysis.lifelines import CLASSES, NAMES, LifeLines
from engine.analysis.retention import Retention
from engine.analysis.selection import describe
from engine.answers import TaskAnswers
from pages.parts import card, filter_bar, lead, paint
from pages.parts.paint import esc
from pages.parts.view import View

MOST = 50  # rows of the table of forgetting events


def tiles(view: View, lines: LifeLines) -> None:
    """A tile per class, with the way to its examples."""
    whole = max(len(lines.code), 1)
    for column, look, count in zip(st.columns(len(CLASSES)), CLASSES.values(), lines.counts, strict=True):
        with column.container(border=True, height="stretch"):
            st.html(
                f'<div class="le le-tile"><div><b style="border-bottom:3px solid {look.colour}">{look.glyph} '
                f'{esc(look.name)}</b><span class="le-big">{count / whole:.1%}</span></div>'
                f'<div>{count:,} {lines.unit}</div><div class="le-quiet le-small">{esc(look.meaning)}</div></div>'
            )
            if count and not view.problem:
                lead.link("examples", "See them", view.query(slice=f"life:{look.name}", change=None, label=None))


def interval(view: View, found: Retention, at: str | None) -> None:
    """One interval of the curve, and the way to what was lost in it; by default the one that lost most."""
    names = [s.name for s in found.snapshots]
    i = names.index(at) if at in names[1:] else int(found.lost.argmax()) or 1
    before, after, first = found.snapshots[i - 1], found.snapshots[i], found.snapshots[0]
    with st.container(border=True, horizontal=True, vertical_alignment="center", key="interval"):
        most = "" if at in names[1:] else ", more than in any other interval"
        st.html(
            f'<div class="le">From <b>{esc(describe(before))}</b> to <b>{esc(describe(after))}</b>: '
            f"<b>{found.lost[i]:,}</b> of the {found.right_at_first:,} {found.unit} right at first were lost{most}; "
            f"{found.share[i]:.1%} are right now.</div>",
            width="stretch",
        )
        pair = {"first": before.name, "second": after.name, "slice": f"right.{first.name}:right", "label": None}
        lead.link("examples", f"x {found.lost[i]:,} lost", view.query(**pair, change="forgotten"))
        lead.link("examples", f"+ {found.returned[i]:,} came back", view.query(**pair, change="learned"))


def interval_frame(found: Retention) -> pd.DataFrame:
    """A row per snapshot."""
    return pd.DataFrame(
        {
            "snapshot": [describe(s) for s in found.snapshots],
            "steps" if found.counted_steps else "number": found.steps,
            "still right": found.kept,
            "share": found.share,
            "low": found.low,
            "high": found.high,
            "right ever since": found.ever_since,
            "lost here": found.lost,
            "came back here": found.returned,
        }
    )


def event_frame(view: View, answers: TaskAnswers, lines: LifeLines) -> tuple[pd.DataFrame, np.ndarray]:
    """The units with the most forgetting events, and their indices."""
    order = np.argsort(-lines.events, kind="stable")[:MOST]
    order = order[lines.events[order] > 0]
    ids = answers.units.example[order]
    texts = {r.example: r for r in store.read_examples(view.run, view.task, sorted(set(ids.tolist())))}
    rows: dict[str, list] = {"events": lines.events[order].tolist(), "class": [NAMES[lines.code[u]] for u in order]}
    rows["first right at"] = [lines.snapshots[lines.first_right[u]].name for u in order]
    rows["right at"] = [f"{lines.correctness[u]:.0%}" for u in order]
    rows["example"] = ids.tolist()
    if answers.task.kind == "token":
        words = [texts[int(answers.units.example[u])].words for u in order]
        places = answers.units.position[order]
        rows["word"] = [w[p] if len(w) > p else f"word {p + 1}" for w, p in zip(words, places, strict=True)]
    rows["text"] = [" ".join(texts[i].words) or " ‖ ".join(texts[i].texts) for i in ids.tolist()]
    return pd.DataFrame(rows), order


def events_table(shown: pd.DataFrame, units: np.ndarray, chosen: int | None, query: Mapping[str, str]) -> None:
    """A row is looked at when clicked."""
    key = f"events-{hash((query.get('run'), query.get('task'), chosen))}"
    rows = [i for i, unit in enumerate(units) if unit == chosen]

    def picked() -> None:
        now = st.session_state[key].selection.rows
        filter_bar.go({**query, "unit": str(units[now[0]]) if now else ""})

    st.dataframe(
        shown, hide_index=True, key=key, on_select=picked, selection_mode="single-row", height=360,
        selection_default={"selection": {"rows": rows, "columns": [], "cells": []}},
        column_config={"events": st.column_config.NumberColumn(help="from right to wrong at the next snapshot"),
                       "text": st.column_config.TextColumn(width="large")},
    )  # fmt: skip


def one(view: View, answers: TaskAnswers, lines: LifeLines, unit: int) -> None:
    """The example of a unit that was clicked."""
    number = int(answers.units.example[unit])
    example = store.read_examples(view.run, view.task, [number])[0]
    trained = {snapshot.name for snapshot in lines.snapshots}
    untrained = frozenset(s.name for s in answers.snapshots if s.name not in trained)
    with st.container(border=True, key="life_example"):
        text, to = st.columns([1, 0.14])
        look = CLASSES[NAMES[lines.code[unit]]]
        word = answers.units.position[unit] if answers.task.kind == "token" else None
        named = f"word {word + 1}, {example.words[word]}: " if word is not None and len(example.words) > word else ""
        text.html(f'<div class="le"><b>{look.glyph} {esc(named)}{esc(look.name)}</b>, forgetting events: '
                  f"{lines.events[unit]}; {esc(look.meaning)}</div>")  # fmt: skip
        text.html(paint.legend(*card.described(view)) + card.card(view, answers, example, untrained))
        with to:
            lead.link("examples", "Open", view.query(example=str(number), change=None, label=None), icon=False)
