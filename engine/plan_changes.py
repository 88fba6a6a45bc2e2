"""KEY=VALUE: one thing in a plan's JSON document set to something else, on a command line or over a sweep."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from engine import settings
from engine.errors import UserError
from engine.plan import Plan
from engine.stage import Stage
from engine.task_settings import TaskSettings

PLAN_KEYS = ("format", *Plan.__dataclass_fields__)
STAGE_KEYS = tuple(name for name in Stage.__dataclass_fields__ if name != "objective_settings")
LISTS = ("tasks", "evaluate")
TEXTS = frozenset(s.name for cls in (Plan, Stage, TaskSettings) for s in settings.describe(cls) if s.type is str)
TEXTS |= {"run", "snapshot"}  # of `start`
_OBJECTIVE = "objective."


def copied(document: Mapping[str, Any]) -> dict[str, Any]:
    """A plan's document to be changed."""
    return json.loads(json.dumps(document))


def changed(document: Any, changes: Sequence[str]) -> Any:
    """A copy of a plan's document with each KEY=VALUE set, in order. Raises UserError for a key that does not exist.

    What is wrong with the document itself is left for `Plan.from_json` to say.
    """
    document = copied(document)
    if not isinstance(document, dict):
        return document
    for text in changes:
        key, equals, value = text.partition("=")
        if not equals or not key:
            raise UserError(f"--set takes KEY=VALUE, for example --set epochs=1; got {text!r}")
        put(document, key.strip(), read(key, value.strip()))
    return document


def put(document: dict[str, Any], key: str, value: Any, option: str = "--set") -> None:
    """Set `epochs` (in every stage), `stages.2.epochs`, `strategy.strength`, `task_settings.cola.max_length`,
    `stages.1.objective.sampling` or a key of the plan, in place. Raises UserError for a key that does not exist, which
    is said to have been given as `option`.
    """
    head, _, rest = key.partition(".")
    stages = document.get("stages")
    stages = stages if isinstance(stages, list) and all(isinstance(s, dict) for s in stages) else []
    if head == "stages" and rest:
        number, _, name = rest.partition(".")
        if not number.isdigit() or not 1 <= int(number) <= len(stages):
            raise UserError(f"{option} {key}: stages are counted from 1 to {len(stages)}, got {number!r}")
        _put_in_stage(stages[int(number) - 1], key, name, value, option, STAGE_KEYS)
    elif head == "strategy" and rest:
        strategy = document.get("strategy", "sequential")
        document["strategy"] = {**(strategy if isinstance(strategy, dict) else {"name": strategy}), rest: value}
    elif head == "start" and rest:
        document["start"] = {**(document.get("start") or {}), rest: value}
    elif head == "task_settings" and rest:
        task, dot, name = rest.rpartition(".")
        if not dot:
            raise UserError(
                f"{option} {key}: takes task_settings.TASK.SETTING, for example task_settings.cola.max_length=64"
            )
        document["task_settings"] = {**document.get("task_settings", {})}
        document["task_settings"][task] = {**document["task_settings"].get(task, {}), name: value}
    elif key in PLAN_KEYS:
        document[key] = value
    else:
        for stage in stages or [{}]:
            _put_in_stage(stage, key, key, value, option, (*PLAN_KEYS, *STAGE_KEYS))


def read(key: str, text: str) -> Any:
    """JSON where it is JSON, else text; lists of names may be written with commas. What takes text gets text, though
    it may look like a number: `layers=12`."""
    name = key.split(".")[-1]
    try:
        found = json.loads(text)
    except ValueError:
        return [part.strip() for part in text.split(",")] if name in LISTS else text
    return text if name in TEXTS and isinstance(found, int | float) else found


def _put_in_stage(stage: dict[str, Any], key: str, name: str, value: Any, option: str, known: tuple[str, ...]) -> None:
    if name.startswith(_OBJECTIVE):
        given = stage.get("objective", "finetune")
        given = given if isinstance(given, dict) else {"name": given}
        stage["objective"] = {**given, name.removeprefix(_OBJECTIVE): value}
        return
    if name not in known:
        raise UserError(f"{option} {key}: {settings.unknown('setting', name, list(dict.fromkeys(known)))}")
    stage[name] = value
