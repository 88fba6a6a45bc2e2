"""The retention curve: of the units right at first, the share still right at each later snapshot."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from statsmodels.stats.proportion import proportion_confint

from engine import store
from engine.analysis.counts import UNITS
from engine.analysis.numbers import to_json
from engine.answers import Snapshot, TaskAnswers
from engine.errors import UserError

if TYPE_CHECKING:
    from engine.store import Run


@dataclass(frozen=True)
class Retention:
    """Arrays are (snapshots,), from first on; the first snapshot's shares are 1."""

    task: str
    unit: str
    snapshots: tuple[Snapshot, ...]
    places: np.ndarray  # indices in the run
    steps: np.ndarray  # optimizer steps of the whole run until then; snapshots counted from 0 if those are not known
    counted_steps: bool  # False: `steps` only counts snapshots
    right_at_first: int
    kept: np.ndarray  # of them right now
    low: np.ndarray  # Wilson 95 %, pointwise, units taken as independent
    high: np.ndarray
    ever_since: np.ndarray  # of them right at every snapshot until now
    lost: np.ndarray  # of them right at the snapshot before, wrong now; 0 at first
    returned: np.ndarray  # of them wrong at the snapshot before, right now

    @property
    def share(self) -> np.ndarray:
        return self.kept / self.right_at_first

    @property
    def sentence(self) -> str:
        """`Of 140 sentences right at snapshot 1, 46 (32.9 %) were still right at 4, ...`"""
        return (
            f"Of {self.right_at_first:,} {self.unit} right at snapshot {self.snapshots[0].name}, {self.kept[-1]:,} "
            f"({self.share[-1] * 100:.1f} %) were still right at {self.snapshots[-1].name}, and "
            f"{self.ever_since[-1]:,} had been right ever since."
        )

    def to_json(self) -> dict[str, Any]:
        arrays = ("steps", "kept", "share", "low", "high", "ever_since", "lost", "returned")
        return {
            "snapshots": [s.name for s in self.snapshots],
            "right_at_first": self.right_at_first,
            "x": "optimizer steps" if self.counted_steps else "snapshots",
            **{name: to_json(getattr(self, name)) for name in arrays},
        }


def retention(run: Run, answers: TaskAnswers, first: int) -> Retention:
    """Follow the units right at the snapshot with index `first`. UserError if there is none, or nothing comes later."""
    snapshots = answers.snapshots[first:]
    if len(snapshots) < 2:
        raise UserError(f"no snapshot is later than {answers.snapshots[first].name}: choose an earlier first one")
    right = answers.right()[first:]
    right = right[:, right[0]]
    if not right.shape[1]:
        raise UserError(f"nothing was right at snapshot {snapshots[0].name}: there is nothing to be kept")
    kept = right.sum(axis=1)
    low, high = proportion_confint(kept, right.shape[1], method="wilson")
    change = np.diff(right.astype(np.int8), axis=0, prepend=right[:1].astype(np.int8))
    steps = snapshot_steps(run, answers.snapshots)
    return Retention(
        task=answers.task.name,
        unit=UNITS[answers.task.kind],
        snapshots=snapshots,
        places=np.arange(first, len(answers.snapshots)),
        steps=(np.arange(len(answers.snapshots)) if steps is None else steps)[first:],
        counted_steps=steps is not None,
        right_at_first=right.shape[1],
        kept=kept,
        low=low,
        high=high,
        ever_since=np.logical_and.accumulate(right, axis=0).sum(axis=1),
        lost=(change < 0).sum(axis=1),
        returned=(change > 0).sum(axis=1),
    )


def snapshot_steps(run: Run, snapshots: tuple[Snapshot, ...]) -> np.ndarray | None:
    """(snapshots,) optimizer steps of the whole run until each; None where a stage's length is not known (imports)."""
    losses = store.read_losses(run)
    lengths = losses.groupby("stage")["step"].max().to_dict()
    found = []
    for snapshot in snapshots:
        ended = range(1, snapshot.stage + (snapshot.step is None))
        if any(stage not in lengths for stage in ended):
            return None
        found.append(sum(int(lengths[stage]) for stage in ended) + (snapshot.step or 0))
    return np.array(found, dtype=np.int64)
