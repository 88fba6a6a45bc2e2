"""The equivalence margin: the largest loss that does not matter to the user. In the URL: `margin=0.02`."""

import math
from collections.abc import Mapping

import streamlit as st

from engine.analysis.evidence import verdict
from engine.errors import UserError
from pages.parts import filter_bar
from pages.parts.view import sentence

_HELP = (
    "The largest loss that would not matter to you, in points of the metric (0.02 is two of a hundred). Only with it "
    "can the verdict be *did not forget*: then the whole interval must lie within it. Without it, too little evidence "
    "stays too little evidence."
)


def read(text: str) -> tuple[float | None, str]:
    """The margin a link asks for, and a sentence about what of it was ignored."""
    if not text:
        return None, ""
    try:
        margin = float(text)
    except ValueError:
        return None, f"Ignored margin {text!r} in the link: it is no number such as 0.02."
    try:
        verdict.check_margin(None if math.isnan(margin) else margin)
    except UserError as error:
        return None, sentence(f"Ignored margin {text!r} in the link: {error}")
    return (None if math.isnan(margin) else margin), ""


def choose(query: Mapping[str, str]) -> float | None:
    """Draw the field; return what is chosen."""
    margin, ignored = read(query.get("margin", ""))
    filter_bar.say([ignored] * bool(ignored))
    st.session_state["margin"] = margin
    st.number_input("Equivalence margin", 0.0, 0.5, step=0.005, format="%.3f", key="margin", placeholder="none",
                    width=170, help=_HELP, on_change=_changed, args=(dict(query),))  # fmt: skip
    return margin


def _changed(query: dict[str, str]) -> None:
    margin = st.session_state["margin"]
    filter_bar.go({**query, "margin": f"{margin:g}" if margin else ""})
