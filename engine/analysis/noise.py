"""The noise floor: how many answers flip without another task's training, by seed or by more training as such."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.analysis import selection
from engine.analysis.counts import UNITS
from engine.analysis.evidence.bootstrap import NONE, Interval, interval
from engine.analysis.evidence.rows import distinct
from engine.analysis.numbers import to_json
from engine.answers import TaskAnswers
from engine.errors import UserError

if TYPE_CHECKING:
    from engine.store import Run

KINDS = {
    "sham": "sham: as many steps on the task's own data",
    "twin": "twin: the task's own stage with another seed",
    "seed": "other runs of the group: everything with another seed",
}


@dataclass(frozen=True)
class Right:
    """What a control got right, to be held against the run's answers at first."""

    kind: str  # a key of KINDS
    run: str  # the control's id
    right: np.ndarray  # (units,) bool, in the order of the run's units


@dataclass(frozen=True)
class Floor:
    """One kind of control: what it loses of what was right at first, against what the run lost. Shares are of cnt1."""

    kind: str
    runs: tuple[str, ...]
    forgotten: tuple[int, ...]  # units per control: right at first, wrong in the control
    share: float  # mean over the controls of forgotten / cnt1
    excess: float  # the run's share less this one
    interval: Interval  # of the excess, over examples, at these controls
    also: int  # of the forgotten: wrong in at least half of these controls, too

    @property
    def established(self) -> bool:
        """The run forgets more than this floor: the interval of the excess lies above 0."""
        return self.interval.known and self.interval.low > 0


@dataclass(frozen=True)
class Noise:
    """Forgetting between two snapshots beside its noise floor."""

    task: str
    unit: str
    first: str
    second: str
    cnt1: int
    forgotten: int  # cnt3
    floors: tuple[Floor, ...]
    left_out: tuple[str, ...] = ()  # controls that could not be used, and why

    @property
    def share(self) -> float:
        return self.forgotten / self.cnt1 if self.cnt1 else float("nan")

    @property
    def sentence(self) -> str:
        """What was forgotten beside each floor, and whether it is more."""
        beside = "; ".join(
            f"of {len(floor.runs)} {floor.kind} control{'s' * (len(floor.runs) != 1)} {floor.share * 100:.1f} % flip "
            f"anyway: an excess of {floor.excess * 100:+.1f} points".replace("-", "−")
            + ("" if floor.established else " (not enough evidence)")
            for floor in self.floors
        )
        whole = f"Of {self.cnt1:,} {self.unit} right at first {self.share * 100:.1f} % were forgotten"
        return f"{whole}; {beside}." if beside else f"{whole}; no control says how much flips anyway."

    def to_json(self) -> dict[str, Any]:
        floors = [
            {
                "kind": f.kind, "runs": list(f.runs), "forgotten": list(f.forgotten), "share": to_json(f.share),
                "excess": to_json(f.excess), "interval": [to_json(f.interval.low), to_json(f.interval.high)],
                "also_in_controls": f.also, "established": f.established,
            }
            for f in self.floors
        ]  # fmt: skip
        return {
            "task": self.task, "first": self.first, "second": self.second, "unit": self.unit, "cnt1": self.cnt1,
            "cnt3": self.forgotten, "cnt3/cnt1": to_json(self.share), "floors": floors,
            "left_out": list(self.left_out),
        }  # fmt: skip


def noise(
    answers: TaskAnswers, first: int, second: int, controls: Sequence[Right], left_out: Sequence[str] = ()
) -> Noise:
    """Forgetting between the snapshots with these indices, and what each kind of control loses of the same units.

    The excess is mean(forgotten by the run - forgotten by a control) over the units right at first; its interval is a
    paired bootstrap over examples (sentences), with the controls as they are: it says nothing about other seeds.
    """
    right = answers.right()
    known, lost = right[first], right[first] & ~right[second]
    floors = []
    for kind in KINDS:
        mine = [c for c in controls if c.kind == kind]
        if mine:
            floors.append(_floor(kind, mine, answers.units.example, known, lost))
    names = [answers.snapshots[i].name for i in (first, second)]
    unit = UNITS[answers.task.kind]
    return Noise(answers.task.name, unit, *names, int(known.sum()), int(lost.sum()), tuple(floors), tuple(left_out))


def control_at(run: Run, control: Run, task: str, first: int, second: int) -> int:
    """Index of the control's snapshot that stands in for the run's second. Raises UserError where it says nothing
    about this pair."""
    kind = (control.control or {}).get("kind")
    own = run.own.get(task)
    described = selection.describe(run.snapshots[first])
    if own is None or run.snapshots[first].name != str(own):
        raise UserError(f"{control.id} is a control from right after {task}'s own stage on, not from {described}")
    if kind == "twin":
        wanted = 1
    elif kind == "sham" and run.snapshots[second].ends_stage:
        wanted = run.snapshots[second].stage - own
    else:
        raise UserError(f"{control.id} stands in for stage ends, not for {run.snapshots[second].name}")
    for index, snapshot in enumerate(control.snapshots):
        if snapshot.name == str(wanted):
            return index
    raise UserError(f"{control.id} has no answers after its stage {wanted} (yet)")


def right_of(run_answers: TaskAnswers, control: TaskAnswers, at: int, kind: str, run: str) -> Right:
    """A control's answers in the run's own order of units. Raises UserError if they are not answers to the same."""
    mine, theirs = run_answers.units, control.units
    same = (
        run_answers.task.evaluation_fingerprint == control.task.evaluation_fingerprint
        and run_answers.task.labels == control.task.labels
        and all(np.array_equal(getattr(mine, f), getattr(theirs, f)) for f in ("example", "position", "gold"))
    )
    if not same:
        raise UserError(f"{run} was evaluated on other examples, labels or word pieces: not comparable")
    if run_answers.task.train_fingerprint != control.task.train_fingerprint:
        raise UserError(f"{run} was trained on other data: not comparable")
    return Right(kind, run, control.right()[at])


def _floor(kind: str, mine: Sequence[Right], example: np.ndarray, known: np.ndarray, lost: np.ndarray) -> Floor:
    control_lost = np.stack([known & ~c.right for c in mine])  # (controls, units)
    forgotten = control_lost.sum(axis=1)
    cnt1 = known.sum()
    if not cnt1:
        nan = float("nan")
        return Floor(kind, tuple(c.run for c in mine), tuple(map(int, forgotten)), nan, nan, NONE, 0)
    _, group = np.unique(example, return_inverse=True)
    columns = (known, lost, control_lost.mean(axis=0))
    per_example = np.stack([np.bincount(group, weights=c) for c in columns], axis=1)  # (examples, 3)
    rows, of = distinct(per_example)

    def excess(summed: np.ndarray) -> np.ndarray:
        with np.errstate(all="ignore"):
            return (summed[..., 1] - summed[..., 2]) / summed[..., 0]

    also = int((lost & (control_lost.mean(axis=0) >= 0.5)).sum())
    share = float(forgotten.mean() / cnt1)
    return Floor(
        kind, tuple(c.run for c in mine), tuple(map(int, forgotten)), share, float(lost.sum() / cnt1) - share,
        interval(rows, of, excess), also,
    )  # fmt: skip


def measure(
    run: Run,
    answers: TaskAnswers,
    pair: selection.Pair,
    controls: Sequence[Run],
    twins: Sequence[Run],
    answers_of: Callable[[Run, str], TaskAnswers],
) -> Noise:
    """The noise floor of one task of a run from its control runs and from the other seeds of its group (`twins`).

    What says nothing about this pair of snapshots is left out and said.
    """
    found, left_out = [], []
    candidates = [(control, (control.control or {}).get("kind", "")) for control in controls]
    for other, kind in [*candidates, *((twin, "seed") for twin in twins)]:
        try:
            if kind == "seed":
                at = selection.parse_snapshot(other, run.snapshots[pair.first].name)
            else:
                at = control_at(run, other, answers.task.name, *pair)
            found.append(right_of(answers, answers_of(other, answers.task.name), at, kind, other.id))
        except UserError as error:
            left_out.append(str(error))
    return noise(answers, *pair, found, left_out)
