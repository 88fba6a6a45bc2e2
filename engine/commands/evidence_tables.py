"""Evidence as tables in the terminal."""

from collections.abc import Sequence

import numpy as np
from rich.console import Console
from rich.table import Table

from engine.analysis import selection
from engine.analysis.entities import INVENTED, OUTCOMES, EntityView
from engine.analysis.evidence import CochranQ, Evidence, LabelEvidence, Symmetry
from engine.analysis.evidence.mcnemar import INDEPENDENT
from engine.analysis.evidence.verdict import UNKNOWN, said
from engine.analysis.flips import Flips
from engine.commands.options import print_table, text
from engine.store import Run


def print_evidence(console: Console, run: Run, found: Evidence) -> None:
    """The verdict, then the flip measures."""
    difference, counted = found.difference, found.flips
    moments = f"first {selection.describe(difference.first)}, second {selection.describe(difference.second)}"
    title = f"{run.id}: {difference.task.name}, n = {counted.n:,} {counted.unit}; {moments}"
    table = Table()
    for head in ("", "value", "95 % interval", "of"):
        table.add_column(head, justify="right" if head == "value" else "left")
    intervals = {"cnt3/cnt1": f"{_share(counted.wilson[0])} to {_share(counted.wilson[1])} (Wilson)"}
    of = {
        "NFR": f"{counted.forgotten:,} forgotten of {counted.n:,}",
        "PFR": f"{counted.learned:,} learned of {counted.n:,}",
        "cnt3/cnt1": f"{counted.forgotten:,} forgotten of {counted.cnt1:,} right at first",
        "churn": f"{counted.forgotten + counted.learned:,} flips of {counted.n:,}",
    }
    why = counted.why_not()
    for name, value in counted.measures().items():
        about = f"undefined: {why[name]}" if name in why else of.get(name, "")
        table.add_row(name, _share(value), intervals.get(name, ""), about)
    table.add_section()
    low, high = found.accuracy_interval.low, found.accuracy_interval.high
    resampled = found.accuracy_interval.describe(difference.unit).split(": ")[-1]
    table.add_row("accuracy difference", _signed(counted.accuracy_difference), _range(low, high), resampled)
    independent = f", {INDEPENDENT}" if counted.unit == "tokens" else ""
    table.add_row("McNemar p", said(found.mcnemar_p), "", f"exact{independent}")
    table.add_row("Cohen's g", _signed(found.cohen_g), "", "forgotten / flips - 1/2")
    print_table(console, title, table)
    style = "dim" if found.verdict.name == UNKNOWN else "bold"
    console.print(text(difference.sentence, style), soft_wrap=True)
    console.print(text(difference.method, "dim"), soft_wrap=True)


def print_labels(console: Console, labels: Sequence[LabelEvidence]) -> None:
    """A row per label; what is not established is dim."""
    table = Table()
    table.add_column("label")
    heads = ("cnt1", "cnt3", "cnt4", "cnt3/cnt1", "Wilson 95 %", "McNemar p", "p", "Holm", "BH")
    for head in heads:
        table.add_column(head, justify="right")
    table.add_column("verdict")
    for row in labels:
        shares = [_share(row.share_of_right), f"{_share(row.wilson[0])}–{_share(row.wilson[1])}"]
        tests = [said(p) for p in (row.mcnemar_p, row.p, row.holm, row.benjamini_hochberg)]
        counts = [f"{n:,}" for n in (row.cnt1, row.cnt3, row.cnt4)]
        verdict = text(row.verdict.name, "dim" if row.verdict.name == UNKNOWN else "bold")
        table.add_row(text(row.label), *counts, *shares, *tests, verdict)
    test = labels[0].test if labels else ""
    print_table(console, f"by gold label; p is of the {test}, corrected over {len(labels)} labels; Holm decides", table)


def print_outside(console: Console, whole: Flips, without: Flips) -> None:
    """The share of right tokens with O and without it."""
    for name, counted in (("with O", whole), ("without O", without)):
        scores = f"{_share(counted.accuracy_first)} → {_share(counted.accuracy_second)}"
        flips = f"{counted.forgotten:,} forgotten, {counted.learned:,} learned"
        console.print(text(f"token accuracy {name}: {scores}, n = {counted.n:,}; {flips}"), soft_wrap=True)


def print_entities(console: Console, view: EntityView) -> None:
    """Whole entities by type at first and second."""
    table = Table()
    table.add_column("entities")
    for head in ("gold", "F1", *OUTCOMES, "invented", "forgotten", "learned"):
        table.add_column(head, justify="right")
    for j, name in enumerate(view.types):
        outcomes = [_arrow(*view.outcomes[:, j, k]) for k in range(len(OUTCOMES))]
        table.add_row(text(name), f"{view.gold[j]:,}", _arrow(*view.f1[:, j]), *outcomes, _arrow(*view.invented[:, j]),
                      f"{view.forgotten[j]:,}", f"{view.learned[j]:,}")  # fmt: skip
    table.add_section()
    sums = view.outcomes.sum(axis=1)
    outcomes = [_arrow(*sums[:, k]) for k in range(len(OUTCOMES))]
    totals = (_arrow(*view.invented.sum(axis=1)), f"{view.forgotten.sum():,}", f"{view.learned.sum():,}")
    table.add_row("all", f"{view.gold.sum():,}", _arrow(*view.f1_overall), *outcomes, *totals)
    print_table(console, "whole entities, first → second", table)
    meanings = "; ".join(f"{name}: {meaning}" for name, meaning in {**OUTCOMES, "invented": INVENTED}.items())
    console.print(text(meanings, "dim"), soft_wrap=True)


def print_symmetry(console: Console, moved: Symmetry, over: CochranQ | None) -> None:
    """Tests of where predictions went, and over all stage ends."""
    for test in (moved.bowker, moved.stuart_maxwell):
        result = test.why_not or f"chi-square {test.statistic:.2f}, df {test.df}, p = {said(test.p)}"
        console.print(text(f"{test.name}: {result} ({test.question})"), soft_wrap=True)
    if over:
        note = f"; {over.note}" if over.note else ""
        names = ", ".join(s.name for s in over.snapshots)
        console.print(
            text(f"Cochran's Q over snapshots {names}: {over.statistic:.2f}, df {over.df}, p = {said(over.p)}{note}"),
            soft_wrap=True,
        )


def _arrow(first: float, second: float) -> str:
    return f"{_count(first)} → {_count(second)}"


def _count(value: float) -> str:
    return f"{int(value):,}" if isinstance(value, int | np.integer) else _share(value)


def _share(value: float) -> str:
    return "—" if np.isnan(value) else f"{value:.4f}"


def _signed(value: float) -> str:
    return "—" if np.isnan(value) else f"{value:+.4f}"


def _range(low: float, high: float) -> str:
    return "—" if np.isnan(low + high) else f"{low:+.4f} to {high:+.4f}"
