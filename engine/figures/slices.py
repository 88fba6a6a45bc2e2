"""Figure of slices: the forgetting rate of each with its interval, beside that of all units."""

from collections.abc import Sequence

import numpy as np

from engine.analysis.slices import Slice, SliceTable
from engine.answers import TaskRecord
from engine.figures.caption import About, between, caption, number, quirks
from engine.figures.forest import Forest


def slice_forest(table: SliceTable, shown: Sequence[Slice], task: TaskRecord, about: About) -> Forest:
    """The `shown` slices from the top. A click gives (the slice's ref, its label)."""
    title = task.title or task.name
    within = f", gold label: {table.within}" if table.within else ""
    return Forest(
        title=f"{title}: what kind of example was forgotten?",
        caption=caption(
            about,
            f"{title}, {between(table.first, table.second)}{within}",
            "forgetting rate: cnt3 / cnt1, Wilson 95 %"
            + (" (tokens taken as independent)" if table.unit == "tokens" else ""),
            f"n = {table.cnt1:,} {table.unit} right at first, {table.cnt3:,} forgotten",
            f"{len(shown)} of {len(table.slices)} slices; {how(table)}",
            quirks([task]),
        ),
        labels=tuple(f"{s.title}: {s.name}  ({s.cnt3:,} of {s.cnt1:,})" for s in shown),
        keys=tuple(s.ref for s in shown),
        values=np.array([s.rate for s in shown]),
        low=np.array([s.low for s in shown]),
        high=np.array([s.high for s in shown]),
        firm=np.array([s.established for s in shown], dtype=bool),
        hover=tuple(words(s, table.unit) for s in shown),
        whole=table.rate,
        whole_name=f"all {table.unit}: {number(table.rate)}",
        axis_title="forgetting rate, cnt3 / cnt1",
        legend=(f"filled: differs from the rest by more than chance (Holm, {table.tests} tests)",),
    )


def how(table: SliceTable) -> str:
    """How the p-values were had: `exact permutation tests; Holm over 35 tests`."""
    if not table.tests:
        return "nothing tested"
    drawn = f"{table.permutations:,} permutations of sentences" if table.permutations else "exact permutation tests"
    return f"{drawn}; Holm over {table.tests} test{'s' * (table.tests != 1)}"


def words(found: Slice, unit: str) -> str:
    """What a slice came to, in lines."""
    lines = [
        f"{found.title}: {found.name}",
        f"{found.cnt3:,} of {found.cnt1:,} {unit} right at first were forgotten: {found.rate:.1%}",
        f"{found.difference * 100:+.1f} points against the rest".replace("-", "−"),
    ]
    if found.why_not:
        return "\n".join([*lines, f"not tested: {found.why_not}"])
    p = f"corrected p {p_value(found.p_holm)} (Holm), {p_value(found.p_bh)} (Benjamini-Hochberg)"
    return "\n".join([*lines, p, "more than chance" if found.established else "not enough evidence"])


def p_value(p: float) -> str:
    """`.013`, `<.001`; an en dash where nothing was tested."""
    if p != p:
        return "–"
    return "<.001" if p < 0.001 else number(p)
