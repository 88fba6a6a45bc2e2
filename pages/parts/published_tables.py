"""Published tables beside a run, or beside groups of seeds, whose settings are those of their rows."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import streamlit as st

from engine.analysis.groups import Group
from engine.analysis.matrices import ResultMatrix
from engine.analysis.measures import overall
from engine.analysis.profile import Profile
from engine.analysis.published_rows import Beside, beside, by_table
from engine.figures.caption import number
from engine.published.tables import Table
from engine.store import Run
from pages.parts import published
from pages.parts.figure_view import caption as small_print
from pages.parts.figure_view import csv_download
from pages.parts.paint import esc


def of_run(run: Run, matrix: ResultMatrix) -> None:
    """Every table that has a row for this run, the one that says most first; the others folded away."""
    found = by_table(beside(run.plan, matrix))
    for i, of in enumerate(found.values()):
        if i == 0:
            st.subheader("Published beside this run")
            _one(run.id, of[0].table, {"this run": of}, _about(run))
        else:
            with st.expander(f"{of[0].table.title} ({of[0].table.place})"):
                _one(run.id, of[0].table, {"this run": of}, _about(run))


def of_groups(groups: Sequence[Group], profiles: dict[str, Profile], mark: str) -> None:
    """The same for groups: each row beside the mean over the seeds of the group that is it."""
    found: dict[str, dict[str, list[Beside]]] = {}
    for group in groups:
        for run in group.runs:
            for name, of in by_table(beside(run.plan, profiles[run.id].matrix)).items():
                found.setdefault(name, {}).setdefault(group.label, []).extend(of)
    tables = sorted(found.values(), key=lambda of: -len({one.row.name for each in of.values() for one in each}))
    runs = sum(len(group.runs) for group in groups)
    about = f"Ours: {runs} runs in {len(groups)} group{'s' * (len(groups) != 1)}, each where it is the row's variant"
    for i, of in enumerate(tables):
        table = next(iter(of.values()))[0].table
        if i == 0:
            st.subheader("Published beside these runs")
            _one(mark, table, of, about)
        else:
            with st.expander(f"{table.title} ({table.place})"):
                _one(mark, table, of, about)


def _one(mark: str, table: Table, ours: dict[str, list[Beside]], about: str) -> None:
    """All rows of the table, and what runs come to in theirs; a row for each of several groups that are it."""
    st.html(
        f'<div class="le">Published: {esc(table.title)}, {esc(table.encoder)}, {esc(table.unit)}, '
        f'<a href="{esc(table.url)}" target="_blank" rel="noopener">{esc(table.citation)}</a>. {esc(about)}.</div>'
    )
    frame = _frame(table, ours)
    numbers = {c: st.column_config.NumberColumn(format="%.3f" if table.unit == "score" else "%.2f", width="small")
               for c in frame.columns if frame[c].dtype == np.float64}  # fmt: skip
    st.dataframe(frame, hide_index=True, placeholder="–", column_config=numbers,
                 height="content" if len(frame) < 16 else 520)  # fmt: skip
    with st.container(horizontal=True, gap="small"):
        many = "mean over seeds of a group" if any(len(_runs(of)) > 1 for of in ours.values()) else "one run"
        small_print(f"ours: {many}, after the stage at which it is what the row is; in {table.unit}")
        csv_download(lambda: frame.to_csv(index=False), f"published-{table.name}", f"{mark}-published-{table.name}")
    published.notes(table.notes)
    for of in ours.values() if table.name == "minbert" and len(ours) == 1 else ():
        _trace(of)


def _frame(table: Table, ours: dict[str, list[Beside]]) -> pd.DataFrame:
    shown = [j for j, c in enumerate(table.columns) if any(one.column == c for of in ours.values() for one in of)]
    several = len({one.stage for of in ours.values() for one in of}) > 1
    rows = []
    for row in table.rows:
        mine = {label: of for label, found in ours.items() if (of := [one for one in found if one.row is row])}
        for label, of in (mine or {"": []}).items():
            line: dict[str, object] = {"variant": row.name}
            line["ours"] = f"{label}, stage {of[0].stage}" if of and several else label
            for j in shown:
                column = table.columns[j]
                values = [one.ours for one in of if one.column == column and one.ours is not None]
                line[f"{column.title}, published"] = _float(row.values[j])
                line[f"{column.title}, ours"] = _float(np.mean(values) if values else None)
            rows.append({**line, "note": row.note})
    frame = pd.DataFrame(rows)
    empty = [c for c in ("note",) if not frame[c].any()]
    return frame.drop(columns=empty)


def _trace(of: Sequence[Beside]) -> None:
    """What each later stage did to every score: published, and here."""
    steps: dict[int, dict[str, Beside]] = {}
    for one in of:
        if not one.row.name.endswith("leaderboard"):
            steps.setdefault(one.stage, {})[one.column.title] = one
    rows = []
    for before, after in zip(sorted(steps), sorted(steps)[1:], strict=False):
        for title, one in steps[after].items():
            first = steps[before].get(title)
            if first is None or None in (first.published, one.published):
                continue
            here = None if None in (first.ours, one.ours) else one.ours - first.ours
            there = one.published - first.published
            same = "–" if here is None else "yes" if np.sign(round(here, 3)) == np.sign(round(there, 3)) else "no"
            rows.append({"from": first.row.name, "to": one.row.name, "score": title,
                         "published": number(there, sign=True), "this run": number(_float(here), sign=True),
                         "same sign": same})  # fmt: skip
    if rows:
        st.html('<div class="le"><b>As a trace of forgetting</b>: what each later stage changed</div>')
        st.dataframe(pd.DataFrame(rows), hide_index=True, height="content")
        small_print(f"Overall: mean of SST, paraphrase and (STS + 1) / 2; tasks: {', '.join(overall.TASKS)}")


def _about(run: Run) -> str:
    return f"This run: {run.plan.get('encoder', '')}, seed {run.seed}"


def _runs(of: Sequence[Beside]) -> list[Beside]:
    """One per run: of any one row and column there is one number per run."""
    return [one for one in of if one.row is of[0].row and one.column is of[0].column]


def _float(value: float | None) -> float:
    return float("nan") if value is None else float(value)
