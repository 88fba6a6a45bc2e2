"""The slices of a task side by side: sizes, counts, rates with intervals, and what is more than chance."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from statsmodels.stats.proportion import proportion_confint

from engine.analysis.changes import FORGOTTEN, changes
from engine.analysis.counts import UNITS
from engine.analysis.evidence.correction import benjamini_hochberg, holm
from engine.analysis.evidence.verdict import said
from engine.analysis.numbers import to_json
from engine.analysis.slices import counts, permutation
from engine.analysis.slices.context import SliceContext
from engine.analysis.slices.counts import EXACT, MEMBERSHIP, SliceCounts
from engine.analysis.slices.grouping import Grouping
from engine.answers import Snapshot
from engine.errors import UserError

SMALLEST = 20  # units right at first, in a slice and in all others: with fewer nothing is tested
FEWEST = 10  # examples with such a unit, likewise
ALPHA = 0.05
ORDERS = {
    "effect": "largest difference, evidence first",
    "rate": "highest forgetting rate",
    "forgotten": "most forgotten",
    "size": "largest",
}


@dataclass(frozen=True)
class Slice:
    """One slice of one feature. Probabilities and shares from 0 to 1; NaN where there is none."""

    feature: str  # the grouping's key
    title: str  # the feature's, as shown
    name: str
    ref: str  # what a link calls it
    units: int
    examples: int
    cnt1: int
    cnt2: int
    cnt3: int
    cnt4: int
    rate: float  # cnt3 / cnt1
    low: float  # Wilson 95 %, units taken as independent
    high: float
    difference: float  # the rate minus that of all other units
    p: float = np.nan
    p_holm: float = np.nan
    p_bh: float = np.nan
    method: str = ""  # EXACT, MEMBERSHIP or SIGNS; "" where nothing was tested
    why_not: str = ""  # why nothing was tested

    @property
    def established(self) -> bool:
        """Is the difference to the rest more than chance, all slices that were tested considered (Holm)?"""
        return bool(self.p_holm < ALPHA)


@dataclass(frozen=True)
class SliceTable:
    """All slices of some features between two snapshots."""

    task: str
    unit: str  # "sentences", "sentence pairs", "tokens"
    first: Snapshot
    second: Snapshot
    within: str | None  # only units with this gold label; ENTITIES: all but O
    units: int
    cnt1: int
    cnt3: int
    slices: tuple[Slice, ...]  # feature by feature, in their natural order
    unavailable: dict[str, str]  # feature -> why there is none
    tests: int  # that are corrected for; two slices that are each other's rest are one test
    permutations: int | None  # None: exact

    @property
    def rate(self) -> float:
        return self.cnt3 / self.cnt1 if self.cnt1 else float("nan")

    @property
    def sentence(self) -> str:
        """What lost most, for a reader who has not seen the table."""
        top = next(iter(ranked(self)), None)
        if top is None or not (top.established and top.difference > 0):
            return "No slice lost more than the rest by more than chance." if self.tests else "Nothing could be tested."
        return (
            f"Most was lost among {top.title}: {top.name}: {top.cnt3:,} of {top.cnt1:,} {self.unit} right at first "
            f"({top.rate * 100:.1f} %), {top.difference * 100:.1f} points more than among the rest (corrected p "
            f"{said(top.p_holm)})."
        )

    def to_json(self) -> dict[str, Any]:
        """Full precision; slices in the order of `ranked`."""
        return {
            "task": self.task,
            "first": self.first.name,
            "second": self.second.name,
            "unit": self.unit,
            "within": self.within,
            "units": self.units,
            "cnt1": self.cnt1,
            "cnt3": self.cnt3,
            "rate": to_json(self.rate),
            "tests": self.tests,
            "permutations": self.permutations,
            "seed": permutation.SEED,
            "smallest": SMALLEST,
            "fewest_examples": FEWEST,
            "slices": [
                {name: to_json(value) for name, value in vars(s).items()} | {"established": s.established}
                for s in ranked(self)
            ],
            "unavailable": self.unavailable,
        }


def slice_table(
    context: SliceContext, groupings: Sequence[Grouping], unavailable: dict[str, str] | None = None
) -> SliceTable:
    """Count and test every slice of these groupings; p-values are corrected over all of them."""
    inside = context.inside
    what = changes(context.answers, context.first, context.second)[inside]
    counted = counts.Counted(context.row[inside], what)
    codes = [grouping.code[inside] for grouping in groupings]
    found = [counts.count(counted, code, len(g.names)) for g, code in zip(groupings, codes, strict=True)]
    p_values, methods = counts.p_values(counted, codes, found)
    rows = [
        row
        for grouping, of_grouping, p, method in zip(groupings, found, p_values, methods, strict=True)
        for row in _rows(grouping, of_grouping, p, method)
    ]
    tests = _correct(rows)
    drawn = any(row.method and row.method != EXACT for row in rows)
    return SliceTable(
        task=context.answers.task.name,
        unit=UNITS[context.answers.task.kind],
        first=context.answers.snapshots[context.first],
        second=context.answers.snapshots[context.second],
        within=context.within,
        units=len(what),
        cnt1=int(counted.right.sum()),
        cnt3=int((what == FORGOTTEN).sum()),
        slices=tuple(rows),
        unavailable=dict(unavailable or {}),
        tests=tests,
        permutations=permutation.permutations(counted.right_examples) if drawn else None,
    )


def _correct(rows: list[Slice]) -> int:
    """Correct the p-values in place, Holm and Benjamini-Hochberg over all slices tested; returns how many those are."""
    twins = {i for i in range(len(rows)) if _twin(rows, i)}
    tested = [i for i, row in enumerate(rows) if row.method and i not in twins]
    if tested:
        p = np.array([rows[i].p for i in tested])
        for i, of_all, share in zip(tested, holm(p), benjamini_hochberg(p), strict=True):
            rows[i] = replace(rows[i], p_holm=float(of_all), p_bh=float(share))
    for i in twins:
        rows[i] = replace(rows[i], p=rows[i - 1].p, p_holm=rows[i - 1].p_holm, p_bh=rows[i - 1].p_bh)
    return len(tested)


def ranked(table: SliceTable, by: str = "effect") -> list[Slice]:
    """Which slice lost most? By one of ORDERS; raises UserError for another."""
    orders = {
        "effect": lambda s: (not (s.established and s.difference > 0), not s.method, _down(s.difference)),
        "rate": lambda s: _down(s.rate),
        "forgotten": lambda s: -s.cnt3,
        "size": lambda s: -s.units,
    }
    if by not in orders:
        raise UserError(f"no order {by!r}. There are: {', '.join(ORDERS)}")
    return sorted(table.slices, key=orders[by])


def _down(value: float) -> float:
    return np.inf if np.isnan(value) else -value


def _rows(grouping: Grouping, found: SliceCounts, p: np.ndarray, method: str) -> list[Slice]:
    whole, lost, right_examples = found.cnt1.sum(), found.cnt3.sum(), found.right_examples
    rate = _divide(found.cnt3, found.cnt1)
    rest = _divide(lost - found.cnt3, whole - found.cnt1)
    low, high = np.full(len(rate), np.nan), np.full(len(rate), np.nan)
    some = found.cnt1 > 0
    if some.any():
        low[some], high[some] = proportion_confint(found.cnt3[some], found.cnt1[some], method="wilson")
    small = np.minimum(found.cnt1, whole - found.cnt1) < SMALLEST
    # of a slice's rest the examples are at most all others, where slices hold whole examples, else at least as many
    others = right_examples.sum() - right_examples if method in (EXACT, MEMBERSHIP) else right_examples
    small |= np.minimum(right_examples, others) < FEWEST
    rows = []
    for i, name in enumerate(grouping.names):
        if not found.units[i]:  # of another gold label
            continue
        rows.append(
            Slice(
                grouping.key, grouping.title, name, grouping.refs[i], int(found.units[i]), int(found.examples[i]),
                int(found.cnt1[i]), int(found.cnt2[i]), int(found.cnt3[i]), int(found.cnt4[i]),
                float(rate[i]), float(low[i]), float(high[i]), float(rate[i] - rest[i]),
                p=np.nan if small[i] else float(p[i]), method="" if small[i] else method,
                why_not=f"fewer than {SMALLEST} units (or {FEWEST} examples) right at first in it, or in the rest"
                if small[i] else "",
            )
        )  # fmt: skip
    return rows


def _twin(rows: Sequence[Slice], i: int) -> bool:
    """Is this the second of a feature's two slices? Then its test is the first one's: each is the other's rest."""
    same = [j for j, row in enumerate(rows) if row.feature == rows[i].feature]
    return len(same) == 2 and same[1] == i and bool(rows[i].method and rows[same[0]].method)


def _divide(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    return np.divide(part, whole, out=np.full(len(part), np.nan), where=whole > 0)
