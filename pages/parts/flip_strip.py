"""The flip measures of two snapshots, by their names, each with its formula card."""

import streamlit as st

from engine.analysis.evidence import Evidence
from engine.analysis.evidence.mcnemar import INDEPENDENT
from engine.analysis.evidence.verdict import said
from engine.analysis.flips import Flips
from engine.analysis.formulas import FORMULAS
from engine.figures.caption import number
from pages.parts import formula_card
from pages.parts.paint import esc

KEYS = {  # name in the literature -> key of its formula
    "NFR": "nfr", "PFR": "pfr", "relative NFR": "relative_nfr", "NFI": "nfi", "cnt3/cnt1": "forgetting_rate",
    "churn": "churn", "BTC": "btc", "BEC": "bec",
}  # fmt: skip


def strip(found: Evidence, used: str) -> None:
    """Two rows of small tiles: the shares, then the tests. `used`: the snapshots and n, for the cards."""
    counted, shares = found.flips, found.flips.measures()
    why = counted.why_not()
    with st.container(border=True):
        _row(
            [(name, number(shares[name], 4), _small(name, found), key) for name, key in KEYS.items()], used, shares, why
        )
        independent = INDEPENDENT if counted.unit == "tokens" else ""
        low, high = (number(x, 4, sign=True) for x in (found.accuracy_interval.low, found.accuracy_interval.high))
        tests = [
            ("accuracy difference", number(counted.accuracy_difference, 4, sign=True), f"[{low}, {high}]", "bootstrap"),
            ("McNemar p", said(found.mcnemar_p), independent or "exact", "mcnemar"),
            ("Cohen's g", number(found.cohen_g, 3, sign=True), "", "cohen_g"),
            ("prediction churn", number(counted.prediction_churn, 4), "", "prediction_churn"),
        ]
        _row(tests, used, shares, why)


def _row(tiles: list[tuple[str, str, str, str]], used: str, shares: dict[str, float], why: dict[str, str]) -> None:
    for column, (name, value, small, key) in zip(st.columns(len(KEYS), gap="small"), tiles, strict=False):
        with column, st.container(gap=None):
            formula_card.card(key, used, _rivals(key, shares), label=name)
            below = why.get(name) or small
            st.html(f'<div class="le"><b>{esc(value)}</b><div class="le-quiet le-small">{esc(below)}&nbsp;</div></div>')


def _small(name: str, found: Evidence) -> str:
    counted: Flips = found.flips
    low, high = (number(x) for x in counted.wilson)
    return {
        "NFR": f"{counted.forgotten:,} of {counted.n:,}",
        "PFR": f"{counted.learned:,} of {counted.n:,}",
        "NFI": f"{counted.forgotten:,} of {counted.forgotten + counted.never:,}",
        "cnt3/cnt1": f"[{low}, {high}] Wilson",
        "churn": f"{counted.forgotten + counted.learned:,} of {counted.n:,}",
        "BTC": f"{counted.kept:,} of {counted.cnt1:,}",
        "BEC": f"{counted.never:,} of {counted.learned + counted.never:,}",
    }.get(name, "")


def _rivals(key: str, shares: dict[str, float]) -> list[tuple[str, str]]:
    """How the other definitions of the same name come out here."""
    names = {k: name for name, k in KEYS.items()}
    return [(FORMULAS[r].title, number(shares[names[r]], 4)) for r in FORMULAS[key].rivals if r in names]
