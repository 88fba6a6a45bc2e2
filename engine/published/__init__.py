"""Published results, as read-only reference figures to show beside a run: facts, restated, with their source."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Restored:
    """A digit the publication lost."""

    row: int
    column: int
    printed: float
    value: float


@dataclass(frozen=True)
class PublishedCounts:
    """The cnt table of one task, its own stage against the last. Arrays are (labels,)."""

    task: str
    labels: tuple[str, ...]
    frequency: np.ndarray
    cnt1: np.ndarray
    cnt2: np.ndarray
    cnt3: np.ndarray
    cnt4: np.ndarray
    share: tuple[float | None, ...]  # cnt3 / frequency as printed, rounded; None: not printed
    share_learned: tuple[float | None, ...]  # cnt4 / frequency as printed; () where it is not
    rebuilt: tuple[str, ...]  # columns published as totals only and rebuilt per label
    not_evaluated: int


@dataclass(frozen=True)
class Reference:
    """One published experiment. Rows of the matrices are stages, columns tasks, both in the order of `tasks`."""

    name: str
    title: str
    source: str
    url: str
    version: str
    encoder: str
    seed: int
    tasks: tuple[Mapping[str, Any], ...]  # name (ours), title, kind, units
    metrics: tuple[str, ...]  # (columns,) names in engine.metrics
    result: np.ndarray  # (rows, columns), lost digits restored
    transfer: np.ndarray  # (rows, columns) as printed
    restored: tuple[Restored, ...]
    counts: PublishedCounts
    notes: tuple[str, ...]  # what is inconsistent or must be known

    @property
    def citation(self) -> str:
        return f"{self.source} ({self.version})"


def names() -> tuple[str, ...]:
    """The published experiments there are."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.json")))


def reference(preset: str) -> Reference | None:
    """What was published for this preset; `experiment-1-minilm` has that of `experiment-1`. None if nothing was."""
    name = preset.removesuffix("-minilm")
    return _load(name) if name in names() else None


@cache
def _load(name: str) -> Reference:
    document = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    counts = document["counts"]
    arrays = {key: np.array(counts[key]) for key in ("frequency", "cnt1", "cnt2", "cnt3", "cnt4")}
    return Reference(
        name=document["name"],
        title=document["title"],
        source=document["source"]["title"],
        url=document["source"]["url"],
        version=document["source"]["version"],
        encoder=document["encoder"],
        seed=document["seed"],
        tasks=tuple(document["tasks"]),
        metrics=tuple(document["metrics"]),
        result=np.array(document["result"]),
        transfer=np.array(document["transfer"]),
        restored=tuple(Restored(**cell) for cell in document["restored"]),
        counts=PublishedCounts(
            task=counts["task"],
            labels=tuple(counts["labels"]),
            **arrays,
            share=tuple(counts["share"]),
            share_learned=tuple(counts.get("share_learned", ())),
            rebuilt=tuple(counts["rebuilt"]),
            not_evaluated=counts["not_evaluated"],
        ),
        notes=tuple(document["notes"]),
    )
