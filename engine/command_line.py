"""The command lines that do what a form does: PLAN and --set, the inverse of `plan_changes.changed`; and adapt."""

import json
import shlex
from collections.abc import Mapping, Sequence
from typing import Any

from engine.adaptations import Adaptation
from engine.plan import Plan, TaskSettings
from engine.plan_changes import read
from engine.settings import describe

MOST = 8  # changes that are still readable as --set; with more of them, the plan is better a file


def command(
    plan: Plan,
    preset: tuple[str, Plan] | None,
    seeds: Sequence[int],
    options: Mapping[str, str],
    all_orders: bool = False,
    varied: Sequence[str] = (),
) -> str:
    """One `python -m engine launch`; several seeds, all orders or what is varied are one sweep.

    `preset` is the name and plan it began from, if it began from one. A plan that has little to do with it is to be
    saved as plan.json. `varied` are --vary's KEY=V,V where they are not the preset's. `options` are such as
    {"--runs": "DIR"}.
    """
    changes = differences(preset[1], plan) if preset else None
    as_preset = changes is not None and len(changes) <= MOST
    several = len(seeds) > 1
    words = ["python", "-m", "engine", "launch", preset[0] if as_preset else "plan.json"]
    for change in changes if as_preset else ():
        words += ["--set", change] if not (several and change.startswith("seed=")) else []
    words += ["--seeds", ",".join(map(str, seeds))] if several else []
    words += [word for each in varied for word in ("--vary", each)]
    words += ["--all-orders"] if all_orders else []
    words += [word for option in options.items() for word in option]
    return shlex.join(words)


def adapt(asked: Adaptation, changes: Sequence[str], options: Mapping[str, str]) -> str:
    """The command that launches adaptation runs; `changes` are --set's KEY=VALUE."""
    words = ["python", "-m", "engine", "adapt", asked.start.run, *asked.words()]
    words += [word for change in changes for word in ("--set", change)]
    return shlex.join(words + [word for option in options.items() for word in option])


def differences(before: Plan, after: Plan) -> list[str] | None:
    """KEY=VALUE for each thing in which `after` differs; None where --set cannot say it: stages more or fewer."""
    if len(before.stages) != len(after.stages):
        return None
    old, new = _flat(_named(before)), _flat(_named(after))
    # Another strategy or task brings its settings along; what only the old one had goes with it.
    if "strategy.name" in new and old["strategy.name"] != new["strategy.name"]:
        old = {k: v for k, v in old.items() if not k.startswith("strategy.")}
    changed = {key: value for key, value in new.items() if key not in old or old[key] != value}
    # What an objective is not told is its default: --set cannot take back what the preset told it.
    left_out = [k for k in old if k not in new and k.partition(".")[0] not in ("strategy", "start")]
    if left_out:
        return None
    # A task's settings that are as they would be anyway need no words.
    read = {setting.name: setting.default for setting in describe(TaskSettings)}
    told = {
        key: value
        for key, value in changed.items()
        if key in old or not key.startswith("task_settings.") or value != read.get(key.rpartition(".")[2])
    }
    return [
        f"{key.removesuffix('.name') if _is_named(key) else key}={_text(key, value)}" for key, value in told.items()
    ]


def _named(plan: Plan) -> dict[str, Any]:
    """The plan's document with every objective as an object with a name."""
    document = plan.to_json()
    for stage in document["stages"]:
        if isinstance(stage["objective"], str):
            stage["objective"] = {"name": stage["objective"]}
    return document


def _is_named(key: str) -> bool:
    return key == "strategy.name" or key.endswith(".objective.name")


def _flat(document: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    """`{"stages.1.epochs": 3, "strategy.name": "ewc", ...}`; lists of names stay whole."""
    found: dict[str, Any] = {}
    for key, value in document.items():
        if isinstance(value, list) and value and isinstance(value[0], dict):
            value = {str(number): item for number, item in enumerate(value, 1)}
        found |= _flat(value, f"{prefix}{key}.") if isinstance(value, dict) else {prefix + key: value}
    return found


def _text(key: str, value: Any) -> str:
    """As `plan_changes.read` takes it: plain text where that is not JSON of another meaning, else JSON."""
    if isinstance(value, str) and read(key, value) == value:
        return value
    return json.dumps(value)
