"""The evidence of every label beside its counts: interval, corrected p, verdict; greyed where there is too little."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import streamlit as st
from pandas.io.formats.style import Styler

from engine.analysis.counts import CountTable
from engine.analysis.evidence import LabelEvidence
from engine.analysis.evidence.labels import of_table
from engine.analysis.evidence.verdict import UNKNOWN
from engine.analysis.wilson import wilson
from engine.figures.slices import p_value
from pages.parts import count_view, verdict_view

INTERVAL, P, VERDICT = "95 % interval", "p (Holm)", "verdict"
FORMULA_KEYS = ("wilson", "mcnemar", "sign_flip", "holm", "benjamini_hochberg", "equivalence")
PUBLISHED_P, PUBLISHED_VERDICT = "McNemar p published", "verdict published"
_GREY = "color: #8a8a8a"


def beside(shown: pd.DataFrame, rows: Sequence[LabelEvidence]) -> pd.DataFrame:
    """The cnt table with three more columns; the sum over all labels has an interval, and no test."""
    total = wilson(int(shown["cnt3"].iloc[-1]), int(shown["cnt1"].iloc[-1]))
    return shown.assign(
        **{
            INTERVAL: [*(_interval(row.wilson) for row in rows), _interval(total)],
            P: [*(row.holm for row in rows), np.nan],
            VERDICT: [*(f"{verdict_view.glyph(row.verdict.name)} {row.verdict.name}" for row in rows), ""],
        }
    )


def styled(shown: pd.DataFrame) -> Styler:
    """Grey, where the label's row is not established."""

    def grey(row: pd.Series) -> list[str]:
        unsure = str(row[VERDICT]).endswith(UNKNOWN)
        return [_GREY if unsure and name != "gold label" else "" for name in row.index]

    counts = dict.fromkeys(("frequency", "cnt1", "cnt2", "cnt3", "cnt4"), "{:,}")
    shares = dict.fromkeys((count_view.SHARE, count_view.SHARE_OF_RIGHT), "{:.4f}")
    return shown.style.apply(grey, axis=1).format({**counts, **shares, P: p_value}, na_rep="–")


def column_config(rows: Sequence[LabelEvidence]) -> dict[str, object]:
    test = rows[0].test if rows else ""
    return {
        INTERVAL: st.column_config.TextColumn(help="of cnt3 / cnt1 (Wilson 1927)"),
        P: st.column_config.NumberColumn(help=f"{test}, corrected over the {len(rows)} labels (Holm 1979)"),
        VERDICT: st.column_config.TextColumn(help="grey: not enough evidence at 5 %, whatever the counts look like"),
    }


def published(both: pd.DataFrame, theirs: CountTable) -> Styler:
    """The published counts beside this run's, with what may be said of the published ones: counts are all there is."""
    found = {row.label: row for row in of_table(theirs)}
    rows = [found.get(label) for label in both["gold label"]]
    verdicts = ["" if r is None else f"{verdict_view.glyph(r.verdict.name)} {r.verdict.name}" for r in rows]
    wider = both.assign(**{PUBLISHED_VERDICT: verdicts, PUBLISHED_P: [np.nan if r is None else r.p for r in rows]})
    first = ["gold label", PUBLISHED_VERDICT, PUBLISHED_P]  # the table is wide: what it comes to stands in sight
    wider = wider[first + [name for name in both if name not in first]]

    def grey(row: pd.Series) -> list[str]:
        unsure = row[PUBLISHED_VERDICT].endswith(UNKNOWN)
        return [_GREY if unsure and "published" in name else "" for name in row.index]

    shares = {name: "{:.4f}" if "here" in name else "{:g}" for name in both if name.startswith("share")}
    counts = {name: "{:,.0f}" for name in both if name.split()[0] in ("frequency", "cnt1", "cnt2", "cnt3", "cnt4")}
    return wider.style.apply(grey, axis=1).format({**counts, **shares, PUBLISHED_P: p_value}, na_rep="–")


def table(shown: pd.DataFrame, rows: Sequence[LabelEvidence]) -> pd.DataFrame:
    """All numbers, in full precision, for a download."""
    more = pd.DataFrame(
        [
            {
                "Wilson low": row.wilson[0], "Wilson high": row.wilson[1], "McNemar p": row.mcnemar_p,
                "sentence-level p": row.sentence_p, "Holm": row.holm, "Benjamini-Hochberg": row.benjamini_hochberg,
                "Cohen's g": row.cohen_g, "test": row.test, "verdict": row.verdict.name, "reason": row.verdict.reason,
            }
            for row in rows
        ]
    )  # fmt: skip
    return pd.concat([shown.drop(columns=[INTERVAL, P, VERDICT]), more], axis=1)


def _interval(ends: tuple[float, float]) -> str:
    return "" if np.isnan(ends[0]) else f"{ends[0]:.3f} – {ends[1]:.3f}"
