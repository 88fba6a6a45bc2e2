"""Groups: runs of the same plan on the same data that differ in the seed alone. They form by themselves."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.analysis import plan_settings
from engine.analysis.plan_settings import Setting

if TYPE_CHECKING:
    from engine.store import Run


@dataclass(frozen=True)
class Group:
    """Runs that differ in the seed alone, one per seed."""

    key: str  # of the plan and its data; the run's id where there is no plan
    label: str  # what tells it from the other groups
    runs: tuple[Run, ...]  # by seed

    @property
    def seeds(self) -> tuple[int | None, ...]:
        return tuple(run.seed for run in self.runs)

    @property
    def said_seeds(self) -> str:
        """`seeds 42, 43, 44 (3 runs)`."""
        if self.seeds == (None,):
            return "seed unknown (1 run)"
        many = "s" * (len(self.runs) != 1)
        return f"seed{many} {', '.join(map(str, self.seeds))} ({len(self.runs)} run{many})"


@dataclass(frozen=True)
class Grouping:
    """Runs side by side, by group."""

    groups: tuple[Group, ...]  # in the order of the runs given
    settings: tuple[Setting, ...]  # those that differ between groups, a value per group
    left_out: tuple[tuple[str, str], ...]  # run ids, and why in words

    def find(self, key: str) -> Group | None:
        return next((g for g in self.groups if g.key == key), None)


def grouped(runs: Sequence[Run], state_of: Callable[[Run], str]) -> Grouping:
    """The runs by group. `state_of(run)` is one of store.STATES.

    Left out, and said: runs that are not done, and all but the oldest of those with the same group and seed.
    """
    found: dict[str, dict[int | None, Run]] = {}
    left_out = []
    for run in sorted(dict.fromkeys(run.id for run in runs)):
        run = next(r for r in runs if r.id == run)
        state = state_of(run)
        if state != "done" or not run.snapshots:
            left_out.append((run.id, f"not done: it is {state}" if state != "done" else "it has no answers"))
            continue
        seeds = found.setdefault(_key(run), {})
        if run.seed in seeds:
            left_out.append((run.id, f"repeats {seeds[run.seed].id}: the same plan, data and seed"))
        else:
            seeds[run.seed] = run
    keys = list(dict.fromkeys(_key(run) for run in runs if _key(run) in found))
    members = [tuple(found[key][seed] for seed in sorted(found[key], key=_by_seed)) for key in keys]
    settings = plan_settings.differing([m[0] for m in members])
    labels = _labels([m[0] for m in members], settings)
    groups = tuple(Group(*parts) for parts in zip(keys, labels, members, strict=True))
    return Grouping(groups, settings, tuple(left_out))


def _key(run: Run) -> str:
    """An import is no seed of anything: what trained the model is not known. Nor does a control mix with runs."""
    if run.kind == "import" or not run.group:
        return run.id
    return f"{run.group}-{run.control.get('kind', 'control')}" if run.control else run.group


def _by_seed(seed: int | None) -> int:
    return -1 if seed is None else seed


def _labels(runs: Sequence[Run], settings: Sequence[Setting]) -> list[str]:
    """The order where it differs, or nothing does; then what tells those apart whose labels are the same so far.

    Runs that begin with the weights of others are called what who made them called them, if that tells them apart.
    """
    names = [run.name for run in runs]
    if len(set(names)) == len(names) and any(s.name == "start" for s in settings):
        return names
    if len(runs) == 1 or any(s.name == "order" for s in settings):
        labels = [plan_settings.order(run) or run.name for run in runs]
    else:
        labels = ["" for _ in runs]
    plain = {"strategy": 0, "encoder": 1}  # these say what they are without their name
    for setting in sorted((s for s in settings if s.name != "order"), key=lambda s: plain.get(s.name, 2)):
        alike = {label: {v for n, v in zip(labels, setting.values, strict=True) if n == label} for label in labels}
        named = "" if setting.name in plain else f"{setting.name} "
        labels = [
            ", ".join(filter(None, [label, f"{named}{value}"]))
            if setting.name in plain or len(alike[label]) > 1
            else label
            for label, value in zip(labels, setting.values, strict=True)
        ]
    if len(set(labels)) < len(labels):
        labels = [f"{label} ({run.name})" if label else run.name for label, run in zip(labels, runs, strict=True)]
    if len(set(labels)) < len(labels):
        labels = [f"{label} {run.id[-8:]}" for label, run in zip(labels, runs, strict=True)]
    return labels
