"""The tables of the Compare page: groups and settings that differ, scores over seeds, forgotten in k of n, tests."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
import streamlit as st
from pandas.io.formats.style import Styler

from engine.analysis.comparison import Forgotten, Table
from engine.analysis.counts import UNITS
from engine.analysis.groups import Grouping
from engine.analysis.overlap import KNOWN, pairs
from engine.analysis.run_tests import RunTest
from engine.analysis.seeds.hierarchical import FEW, FEW_SEEDS, GroupInterval
from engine.figures.caption import number
from engine.figures.compare import PANELS
from engine.figures.slices import p_value
from engine.store import Run
from pages.parts.figure_view import csv_download
from pages.parts.paint import esc

_P = ("p", "Holm", "permutation p", "McNemar p", "p by sentence")
_FEW = 5  # settings that still fit beside the groups


def groups(grouping: Grouping) -> None:
    """A row per group, a column per setting that differs; many settings stand in a table of their own."""
    frame = pd.DataFrame(
        {
            "group": [g.label for g in grouping.groups],
            "seeds": [", ".join("–" if s is None else str(s) for s in g.seeds) for g in grouping.groups],
            "runs": [len(g.runs) for g in grouping.groups],
        }
    )
    beside = len(grouping.settings) <= _FEW
    if beside:
        frame = frame.assign(**{s.name: s.values for s in grouping.settings if s.name != "order"})
    st.dataframe(frame, hide_index=True, height="content")
    if not beside:
        with st.expander(f"{len(grouping.settings)} settings differ", expanded=len(grouping.groups) == 2):
            table = pd.DataFrame([[s.name, *s.values] for s in grouping.settings],
                                 columns=["setting", *(g.label for g in grouping.groups)])  # fmt: skip
            st.dataframe(table, hide_index=True, height="content" if len(table) < 16 else 460)


def left_out(grouping: Grouping) -> None:
    """Which of the chosen runs are not used, and why."""
    if grouping.left_out:
        lines = "".join(f"<li>{esc(run)}: {esc(why)}</li>" for run, why in grouping.left_out)
        st.html(f'<div class="le le-warn">Left out:<ul>{lines}</ul></div>')


def scores(table: Table, column: int, intervals: Sequence[Mapping[str, GroupInterval]]) -> None:
    """One task over the seeds of every group."""
    rows = []
    for i, (where, title) in enumerate(PANELS.items()):
        for g, group in enumerate(table.groups):
            of, both = table.summaries[g], intervals[g].get(where)
            rows.append(
                {
                    "what": title, "group": group.label, "seeds": of.n,
                    **{n: _known(getattr(of, n)[i, column]) for n in ("mean", "sd", "iqm", "minimum", "maximum")},
                    "95 % over seeds": _range(of.low[i, column], of.high[i, column]),
                    "95 % over seeds and examples": _both(both, of.n),
                }
            )  # fmt: skip
    frame = pd.DataFrame(rows).rename(columns={"sd": "SD", "iqm": "IQM", "minimum": "lowest", "maximum": "highest"})
    numbers = {n: st.column_config.NumberColumn(format="%.4f") for n in ("mean", "SD", "IQM", "lowest", "highest")}
    st.dataframe(frame, hide_index=True, column_config=numbers, height="content", placeholder="–")
    csv_download(lambda: frame.to_csv(index=False), f"scores-{table.tasks[column]}", f"{table.tasks[column]}-seeds")


def consensus(found: Forgotten) -> None:
    """How many units were forgotten in how many seeds, beside what chance would give."""
    unit, rows = UNITS[found.joined.task.kind], []
    for group, c in zip(found.groups, found.consensus, strict=True):
        for k in range(c.seeds, -1, -1):
            rows.append(
                {"group": group.label, "forgotten in": f"{k} of {c.seeds} seeds", unit: int(c.all_units[k]),
                 "of those all seeds knew": int(c.observed[k]), "expected by chance": float(c.expected[k])}
            )  # fmt: skip
    frame = pd.DataFrame(rows)
    st.dataframe(frame, hide_index=True, height="content" if len(frame) < 16 else 460, column_config={
        unit: st.column_config.NumberColumn(format="localized"),
        "of those all seeds knew": st.column_config.NumberColumn(format="localized", help="right at first in each"),
        "expected by chance": st.column_config.NumberColumn(format="%.1f", help="of those all seeds knew, if every "
                                                            "seed forgot its own share of them at random"),
    })  # fmt: skip
    csv_download(lambda: frame.to_csv(index=False), f"consensus-{found.joined.task.name}", "forgotten-in-k")


def overlaps(found: Forgotten) -> None:
    """Jaccard of every two groups' forgotten sets, of the units known to both, beside sets drawn at random."""
    two, names, unit = pairs(found.sets), found.sets.names, UNITS[found.joined.task.kind]
    rows = [
        {"groups": f"{names[i]}  |  {names[j]}", "known to both": int(two.known[i, j]), "forgotten by both":
         int(two.both[i, j]), "Jaccard": _known(two.jaccard[i, j]), "if drawn at random": _known(two.expected[i, j])}
        for i in range(len(names)) for j in range(i + 1, len(names))
    ]  # fmt: skip
    numbers = {n: st.column_config.NumberColumn(format="%.3f") for n in ("Jaccard", "if drawn at random")}
    numbers |= {n: st.column_config.NumberColumn(format="localized") for n in ("known to both", "forgotten by both")}
    st.dataframe(
        pd.DataFrame(rows), hide_index=True, column_config=numbers, height="content" if len(rows) < 12 else 380
    )
    st.html(f'<div class="le le-caption">n = {unit} {KNOWN}</div>')


def evidence(table: Table) -> None:
    """Every difference that is drawn, with its interval and its p."""
    rows = []
    for c in table.contrasts:
        for j, task in enumerate(table.tasks):
            for i, title in enumerate(PANELS.values()):
                if np.isfinite(c.difference[i, j]):
                    rows.append(
                        {"of": c.b, "task": task, "what": title, "difference": float(c.difference[i, j]),
                         "95 %": _range(c.low[i, j], c.high[i, j], True), "p": _known(c.p[i, j]),
                         "Holm": _known(c.holm[i, j]), "permutation p": _known(c.p_permutation[i, j])}
                    )  # fmt: skip
    frame = pd.DataFrame(rows)
    if len(table.contrasts) == 1:
        frame = frame.drop(columns="of")
    numbers = {"difference": st.column_config.NumberColumn(format="%+.4f")}
    st.dataframe(_styled(frame.dropna(axis=1, how="all")), hide_index=True, column_config=numbers,
                 height="content" if len(frame) < 16 else 460)  # fmt: skip


def tests(found: Sequence[tuple[Run, Run, RunTest]]) -> None:
    """Two runs on the same examples, after the last stage."""
    rows = []
    for a, b, test in found:
        rows.append(
            {
                "runs": f"{_name(b)}  against  {_name(a)}", "only the first has right": test.only_b,
                "only the second has right": test.only_a, "n": test.n, "difference": _known(test.difference),
                "95 % over examples": _range(test.interval.low, test.interval.high, True),
                "McNemar p": test.p_mcnemar, "p by sentence": test.p_examples if test.note else None,
                "Holm": test.holm if len(found) > 1 else None, "note": test.note,
            }
        )  # fmt: skip
    numbers = {"difference": st.column_config.NumberColumn(format="%.4f")}
    frame = pd.DataFrame(rows).dropna(axis=1, how="all")
    frame = frame.loc[:, (frame != "").any()]
    st.dataframe(_styled(frame), hide_index=True, column_config=numbers, height="content")


def _styled(frame: pd.DataFrame) -> Styler:
    """p-values with three decimals, so that they stand by the point; all of their digits are behind them."""
    return frame.style.format(dict.fromkeys((n for n in _P if n in frame), p_value), na_rep="–")


def _name(run: Run) -> str:
    return f"{run.name} (seed {run.seed})" if run.seed is not None else run.name


def _known(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None


def _range(low: float, high: float, sign: bool = False) -> str | None:
    return None if low != low else f"[{number(low, 3, sign)}, {number(high, 3, sign)}]"


def _both(interval: GroupInterval | None, seeds: int) -> str | None:
    if interval is None:
        return None
    note = " (examples alone)" if seeds == 1 else f" ({FEW_SEEDS})" if seeds < FEW else ""
    return f"{_range(*interval.both)}{note}"
