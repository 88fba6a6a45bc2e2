"""In what plans differ: flattened, stages by name and not by place, so that another order is one setting."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from engine.errors import UserError
from engine.plan import Plan
from engine.stage import numbered

if TYPE_CHECKING:
    from engine.store import Run

ARROW = " → "
_APART = ("format", "name", "seed", "device", "keep_checkpoints")  # what runs of a group may differ in


@dataclass(frozen=True)
class Setting:
    """One setting that is not the same everywhere."""

    name: str  # "order", "strategy.name", "mrpc.epochs"
    values: tuple[str, ...]  # one per plan; "–" where a plan has no such setting


def order(run: Run) -> str:
    """`cola → mrpc → conll2003`: the stages, or an import's columns."""
    if run.kind == "import":
        return ARROW.join(s.stage_name for s in run.snapshots)
    return ARROW.join(_stage_names(run.plan.get("stages") or ()))


def flat(run: Run) -> dict[str, Any]:
    """Every setting that makes a run what it is, but for its seed, and the fingerprints of its data."""
    found: dict[str, Any] = {"order": order(run)}
    plan = _whole(run.plan)
    stages = plan.get("stages") or ()
    for key, value in plan.items():
        if key == "strategy":
            value = {"name": value} if isinstance(value, str) else dict(value)
            found |= {("strategy" if k == "name" else f"strategy.{k}"): v for k, v in value.items()}
        elif key == "start":
            found["start"] = f"{value['run']}, snapshot {value['snapshot']}" if value else "plain encoder"
        elif key not in ("stages", *_APART):
            found |= _flatten(value, key)
    for name, stage in zip(_stage_names(stages), stages, strict=True):
        found |= {f"{name}.{k}": v for k, v in stage.items() if k not in ("tasks", "name")}
    for task in run.tasks.values():
        found[f"data.{task.name}.train"] = task.train_fingerprint
        found[f"data.{task.name}.{task.evaluation_name}"] = task.evaluation_fingerprint
    return found


def differing(runs: Sequence[Run]) -> tuple[Setting, ...]:
    """The settings that are not the same in all of the runs' plans, the order first."""
    plans = [flat(run) for run in runs]
    keys = dict.fromkeys(key for plan in plans for key in plan)
    return tuple(
        Setting(key, tuple(_text(plan.get(key)) for plan in plans))
        for key in keys
        if any(plan.get(key) != plans[0].get(key) for plan in plans[1:])
    )


def _whole(plan: Mapping[str, Any]) -> Mapping[str, Any]:
    """With the defaults of what it does not say, so that saying a default is no difference. An import has none."""
    try:
        return Plan.from_json(plan).to_json()
    except UserError:
        return plan


def _stage_names(stages: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    return numbered(str(stage.get("name") or "+".join(stage.get("tasks", ()))) for stage in stages)


def _flatten(value: Any, prefix: str) -> dict[str, Any]:
    if isinstance(value, Mapping):
        return {k: v for key, inner in value.items() for k, v in _flatten(inner, f"{prefix}.{key}").items()}
    return {prefix: value}


def _text(value: Any) -> str:
    if value is None or value == "":
        return "–"
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value)) or "–"
    return f"{value:g}" if isinstance(value, float) else str(value)
