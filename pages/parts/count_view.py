"""The cnt table on a page: as a data frame, in words, and against the published one."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
import streamlit as st

from engine.analysis.counts import CountTable
from engine.answers import TaskRecord
from engine.published import Reference
from pages.parts.paint import esc

ALL = "all labels"
SHARE = "cnt3 / frequency"
SHARE_OF_RIGHT = "cnt3 / cnt1"
COLUMNS: Mapping[str, str] = {
    "frequency": "units with this gold label",
    "cnt1": "right at first",
    "cnt2": "right at second; always cnt1 − cnt3 + cnt4",
    "cnt3": "forgotten: right at first, wrong at second",
    "cnt4": "learned: wrong at first, right at second",
    SHARE: "forgotten, as a share of all with this label: the published share",
    SHARE_OF_RIGHT: "forgotten, as a share of those right at first",
}
FORMULA_KEYS = ("frequency", "cnt1", "cnt2", "cnt3", "cnt4", "share", "share_of_right")  # one per column


def frame(table: CountTable) -> pd.DataFrame:
    """A row per label in the task's label order, then their sum."""
    total = table.total()
    counts = ("frequency", "cnt1", "cnt2", "cnt3", "cnt4")
    columns = {"gold label": [*table.labels, ALL]}
    columns |= {name: [*getattr(table, name).tolist(), total[name]] for name in counts}
    columns |= {SHARE: [*table.share, total["share"]], SHARE_OF_RIGHT: [*table.share_of_right, total["share_of_right"]]}
    return pd.DataFrame(columns)


def column_config(unit: str) -> dict[str, object]:
    helps = {name: text.replace("units", unit) for name, text in COLUMNS.items()}
    number = st.column_config.NumberColumn
    shares = {name: number(format="%.4f", help=helps[name]) for name in (SHARE, SHARE_OF_RIGHT)}
    counts = {name: number(format="localized", help=text) for name, text in helps.items() if name not in shares}
    return {"gold label": st.column_config.TextColumn(pinned=True), **counts, **shares}


def summary(table: CountTable, task: TaskRecord) -> str:
    """HTML: the one sentence of the page, then what the counts are of."""
    total = table.total()
    if not total["frequency"]:
        return '<div class="le">Nothing was evaluated.</div>'
    said = (
        f"<b>{total['cnt3']:,}</b> of {total['frequency']:,} {table.unit} were forgotten: {total['share']:.2%} of all, "
        f"{_percent(total['share_of_right'])} of those right at first. <b>{total['cnt4']:,}</b> were learned."
    )
    small = []
    if task.kind == "token":
        small.append(
            "Counts are of tokens: words, each judged by the label at its first word piece, not whole entities"
        )
    if task.kind == "regression":
        small.append(f"Right means within {task.tolerance:g} of the gold value; labels are bins of it")
    if table.not_evaluated:
        small.append(f"{table.not_evaluated:,} tokens beyond the maximum length were not evaluated and are in no count")
    return (
        f'<div class="le">{said}</div><div class="le le-quiet le-caption">{". ".join(small)}{"." * bool(small)}</div>'
    )


def of_label(table: CountTable, label: str | None) -> str:
    """HTML: the label that is looked at."""
    return f'<div class="le">Gold label: <b>{esc(label or ALL)}</b>. See in Examples:</div>'


def changed(table: CountTable, label: str | None) -> dict[str, int]:
    """How many units of a label, or of all, were kept, forgotten, learned, never right."""
    rows = slice(None) if label is None else table.labels.index(label)
    parts = {"forgotten": table.cnt3, "learned": table.cnt4, "kept": table.cnt1 - table.cnt3, "never": table.never}
    return {name: int(np.sum(counts[rows])) for name, counts in parts.items()}


def beside(table: CountTable, reference: Reference) -> pd.DataFrame:
    """This run's counts beside the published ones, label by label; shares as printed."""
    counts = reference.counts
    place = {label: i for i, label in enumerate(counts.labels)}
    rows = []
    for i, label in enumerate(table.labels):
        j = place.get(label)
        row: dict[str, object] = {"gold label": label}
        for name in ("frequency", "cnt1", "cnt2", "cnt3", "cnt4"):
            row[f"{name} published"] = None if j is None else int(getattr(counts, name)[j])
            row[f"{name} here"] = int(getattr(table, name)[i])
        row["share published"] = None if j is None else counts.share[j]
        row["share here"] = float(table.share[i])
        rows.append(row)
    return pd.DataFrame(rows)


def beside_config(both: pd.DataFrame) -> dict[str, object]:
    number = st.column_config.NumberColumn
    shares = {c: number(format="%.4f" if "here" in c else "%g", help=COLUMNS[SHARE]) for c in both if "share" in c}
    return {"gold label": st.column_config.TextColumn(pinned=True), **shares}


def _percent(share: float) -> str:
    return "–" if np.isnan(share) else f"{share:.2%}"
