"""A refit on a page: verdicts as tiles, scores as a table, and what must be known to read them."""

import pandas as pd
import streamlit as st

from engine import metrics
from engine.analysis import refit_notes
from engine.analysis.recovery import ROWS, VERDICTS, Part, Recovery, trade
from engine.analysis.selection import describe
from engine.answers import TaskRecord
from engine.store import Result
from pages.parts import formula_card
from pages.parts.paint import esc

LEAD = (
    "Forgotten answers may only need a new decision: here the task's bias, then its whole head, is fitted anew on the "
    "<b>frozen encoder of the second snapshot</b>, with training data alone. What comes back can still "
    "be read from it by a linear head."
)
KEYS = {"bias": "recovered_bias", "head": "recovered_head", "lost": "lost_in_encoder"}


def lead() -> None:
    st.html(f'<div class="le">{LEAD}</div><div class="le le-quiet le-caption">{esc(refit_notes.CAUTION)}</div>')


def tiles(found: Recovery, label: str | None) -> None:
    """One per verdict: share of the forgotten, interval, count."""
    used = f"{describe(found.first)} and {describe(found.second)}"
    for column, (name, verdict) in zip(st.columns(len(VERDICTS)), VERDICTS.items(), strict=True):
        part = found.part(name, label)
        with column.container(border=True, height="stretch"):
            st.html(tile(name, part, label, found.unit))
            formula_card.card(
                KEYS[name], used=f"{used}; n = {part.whole:,} forgotten {found.unit}", label=verdict.title
            )


def tile(name: str, part: Part, label: str | None, unit: str) -> str:
    """HTML: `b recovered by bias  1.1 %  1 of 91 (95 % .002 to .060)`."""
    verdict = VERDICTS[name]
    of = f" with gold label {label}" if label else ""
    low, high = part.interval
    share = f"{part.share:.1%}" if part.whole else "–"
    how = "Wilson, tokens taken as independent" if unit == "tokens" else "Wilson"
    interval = f" · 95 % {low:.1%} to {high:.1%} ({how})" if part.whole else ""
    mark = f'<span style="border-left:.8rem solid {verdict.colour};padding-left:.5rem"></span>'
    return (
        f'<div class="le le-tile"><div>{mark}<b>{esc(verdict.glyph)} {esc(verdict.title)}</b>'
        f'<span class="le-big">{share}</span></div>'
        f"<div>{part.count:,} of {part.whole:,} forgotten {esc(unit)}{esc(of)}{interval}</div>"
        f'<div class="le-quiet le-small">{esc(verdict.meaning)}</div></div>'
    )


def scores(found: Recovery, result: Result) -> pd.DataFrame:
    """A row per thing that answered: its scores, the forgotten it gets right, the kept it gets wrong."""
    named = {"before": "", **{role: e["snapshot"] for role, e in result.document["encoders"].items()}}
    right = {"first": int(found.forgotten.sum()), "second": 0} | {key: part.count for key, part in found.back.items()}
    broken = {"first": 0, "second": 0, **found.broken}
    rows = []
    for key, words in ROWS.items():
        if all(key in row for row in found.scores.values()):
            row = {"answers": words.format(**named)}
            row |= {metrics.get(metric).short: values[key] for metric, values in found.scores.items()}
            rows.append(row | {"forgotten, right": right[key], "kept, wrong": broken[key]})
    return pd.DataFrame(rows)


def column_config(found: Recovery) -> dict[str, object]:
    number = st.column_config.NumberColumn
    shown = {metrics.get(metric).short: number(format="%.4f") for metric in found.scores}
    total = int(found.forgotten.sum())
    helps = {
        "forgotten, right": f"of the {total:,} forgotten {found.unit}, how many these answers get right",
        "kept, wrong": f"of the {found.kept:,} {found.unit} right at both, how many these answers get wrong",
    }
    return shown | {name: number(format="localized", help=text) for name, text in helps.items()}


def reading(found: Recovery, first: str) -> str:
    """HTML: what the numbers say, in sentences."""
    lines = [esc(line) for line in trade(found)]
    there = found.lost_there
    if there.whole:
        missed = there.whole - there.count
        lines.append(
            f"Of the {there.whole:,} lost, a fresh head on the encoder of {esc(first)} gets <b>{there.count:,}</b> "
            "right: so many the read-out can do, and the encoder no longer offers."
            + (f" The other {missed:,} it misses there, too: with them the read-out fails." if missed else "")
        )
    if part := found.back.get("before/head"):
        lines.append(
            f"On the encoder before training a fresh head gets {part.count:,} of {part.whole:,} forgotten right: "
            "what comes back beyond that, training put there."
        )
    return '<div class="le"><ul>' + "".join(f"<li>{line}</li>" for line in lines) + "</ul></div>"


def notes(result: Result, task: TaskRecord) -> None:
    """How the refit was made; what weakens it stands outside the fold."""
    for sentence in refit_notes.warnings(result, task):
        st.html(f'<div class="le le-warn">{esc(sentence)}</div>')
    with st.expander("How it was fitted", icon=":material/science:"):
        said = [refit_notes.seen(result, task), *refit_notes.fitted(result, task), f"Cost: {refit_notes.cost(result)}."]
        st.html('<div class="le"><ul>' + "".join(f"<li>{esc(line)}</li>" for line in said) + "</ul></div>")
