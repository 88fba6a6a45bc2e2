"""Captions: run, metric, n, snapshots and seed, so that a screenshot explains itself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.analysis.counts import UNITS
from engine.analysis.selection import describe
from engine.answers import Snapshot, TaskRecord
from engine.published import Reference

if TYPE_CHECKING:
    from engine.store import Run

_MANY = 4  # tasks


@dataclass(frozen=True)
class About:
    """Where the numbers of a figure come from."""

    source: str  # "Run quickstart (20261122-...)" or "Published: ..."
    seeds: str  # "seed 42 (1 run)"


def of_run(run: Run) -> About:
    name = f"{run.name} ({run.id})" if run.name and run.name != run.id else run.id
    if run.kind == "import":
        return About(f"Import {name}", "seed unknown (1 run)")
    return About(f"Run {name}", "seed unknown (1 run)" if run.seed is None else f"seed {run.seed} (1 run)")


def of_reference(reference: Reference) -> About:
    return About(
        f"Published: {reference.title}, {reference.encoder}; {reference.citation}", f"seed {reference.seed} (1 run)"
    )


def caption(about: About, *parts: str) -> str:
    """`Run ... · part · part · seed 42 (1 run)`; empty parts fall away."""
    return " · ".join(part for part in (about.source, *parts, about.seeds) if part)


def sizes(tasks: Iterable[TaskRecord]) -> str:
    """`n = 1,043 sentences (CoLA), 408 sentence pairs (MRPC)`; of many tasks only the range."""
    tasks = list(tasks)
    if len(tasks) > _MANY:
        units = [task.units for task in tasks]
        return f"n = {min(units):,} to {max(units):,} answers per task ({len(tasks)} tasks)"
    return "n = " + ", ".join(f"{task.units:,} {UNITS[task.kind]} ({task.title or task.name})" for task in tasks)


def quirks(tasks: Iterable[TaskRecord]) -> str:
    """What must be said wherever these tasks' scores are shown: non-official splits, words not evaluated."""
    tasks = list(tasks)
    parts = [f"non-official split: {', '.join(t.title or t.name for t in tasks if t.official is False)}"]
    parts = parts if any(t.official is False for t in tasks) else []
    parts += [
        f"{t.not_evaluated:,} tokens of {t.title or t.name} beyond the maximum length not evaluated"
        for t in tasks
        if t.not_evaluated
    ]
    return "; ".join(parts)


def between(first: Snapshot, second: Snapshot) -> str:
    """`first: 1 (after cola), second: 3 (after mrpc)`."""
    return f"first: {describe(first)}, second: {describe(second)}"


def number(value: float, digits: int = 3, sign: bool = False) -> str:
    """`.570`, `−.106`, `1.000`; with `sign` also `+.012`. An en dash where there is none."""
    if value != value:
        return "–"
    text = f"{abs(value):.{digits}f}"
    text = text[1:] if text.startswith("0.") else text
    if float(f"{abs(value):.{digits}f}") == 0:
        return "0" if sign else text
    return ("−" if value < 0 else "+" if sign else "") + text
