"""Which two snapshots are compared: first and second."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from engine.answers import Snapshot
from engine.errors import UserError

if TYPE_CHECKING:
    from engine.store import Run


class Pair(NamedTuple):
    """Indices of two different snapshots of a run."""

    first: int
    second: int


def pair(run: Run, task: str, first: str | None = None, second: str | None = None) -> Pair:
    """The two snapshots to compare; None stands for the default of `default_pair`.

    Raises UserError for an unknown snapshot, equal ones, or where there is nothing to compare yet.
    """
    check_task(run, task)
    if first is None and second is None:
        return default_pair(run, task)
    chosen = (
        default_first(run, task) if first is None else parse_snapshot(run, first),
        default_second(run, task) if second is None else parse_snapshot(run, second),
    )
    if chosen[0] == chosen[1]:
        raise UserError(
            f"first and second are the same snapshot, {describe(run.snapshots[chosen[0]])}: "
            f"choose two different ones of {_list(run)}"
        )
    return Pair(*chosen)


def default_pair(run: Run, task: str) -> Pair:
    """As in the original experiments: right after the task's own stage, and after the last stage.

    While a run is under way, what there is stands in: the newest snapshot as second, the oldest as first.
    Raises UserError, in one sentence, where nothing came after the task's own stage.
    """
    check_task(run, task)
    first, second = default_first(run, task), default_second(run, task)
    if first != second:
        return Pair(first, second)
    if len(run.snapshots) == 1:
        raise UserError(f"only one snapshot so far, {describe(run.snapshots[0])}: two are needed to see a change")
    if first < len(run.snapshots) - 1:  # the next stage is under way and was evaluated inside
        return Pair(first, len(run.snapshots) - 1)
    if first > 0 and not _finished(run):
        return Pair(0, first)
    raise UserError(
        f"{task} was trained in the last stage ({describe(run.snapshots[first])}), so nothing came after that could "
        f"make it forget: choose two snapshots of {_list(run)}"
    )


def default_first(run: Run, task: str) -> int:
    """Right after the task's own stage; the oldest snapshot if it has none, or not yet."""
    _check_any(run)
    own = run.own.get(task)
    ends = {s.stage: i for i, s in enumerate(run.snapshots) if s.ends_stage}
    return ends.get(own, 0) if own is not None else 0


def default_second(run: Run, task: str) -> int:
    """After the last stage that is done; the newest snapshot if none is."""
    _check_any(run)
    ends = [i for i, s in enumerate(run.snapshots) if s.ends_stage]
    return ends[-1] if ends else len(run.snapshots) - 1


def parse_snapshot(run: Run, text: str) -> int:
    """Index of the snapshot called `0`, `2`, `2@150`, or its stage end by the stage's name; a number wins over a name.

    Raises UserError with the snapshots there are.
    """
    _check_any(run)
    wanted = str(text).strip()
    for test in (
        lambda s: s.name == wanted,
        lambda s: s.step is None and s.stage_name == wanted,
        lambda s: s.step is None and s.stage_name.casefold() == wanted.casefold(),
    ):
        for index, snapshot in enumerate(run.snapshots):
            if test(snapshot):
                return index
    raise UserError(f"no snapshot {wanted!r} in this run. There are: {_list(run)}")


def describe(snapshot: Snapshot) -> str:
    """`2 (after mrpc)`, `2@150 (in mrpc)`, `0 (before training)`."""
    if snapshot.stage == 0:
        return f"{snapshot.name} (before training)"
    if not snapshot.stage_name:
        return snapshot.name
    return f"{snapshot.name} ({'after' if snapshot.step is None else 'in'} {snapshot.stage_name})"


def check_task(run: Run, task: str) -> None:
    """Raises UserError with the tasks there are, if this is none of them."""
    if task not in run.tasks:
        known = ", ".join(run.tasks) or "none yet"
        raise UserError(f"no task {task!r} in this run. There are: {known}")


def _check_any(run: Run) -> None:
    if not run.snapshots:
        raise UserError("this run has no snapshot yet: its first one is taken before training")


def _finished(run: Run) -> bool:
    done = sum(s.ends_stage for s in run.snapshots)
    return run.kind == "import" or done >= len(run.plan.get("stages", ()))


def _list(run: Run) -> str:
    return ", ".join(describe(s) for s in run.snapshots)
