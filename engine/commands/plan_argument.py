"""PLAN and --set: a plan's file, a preset or the original's order file becomes a validated plan."""

import json
from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from engine import encoders, order_file, presets, readiness, settings, tasks
from engine.errors import UserError
from engine.plan import Plan
from engine.settings import PlanError
from engine.stage import Stage

PLAN_KEYS = ("format", *Plan.__dataclass_fields__)
STAGE_KEYS = tuple(Stage.__dataclass_fields__)
LISTS = ("tasks", "evaluate")


def add(parser: ArgumentParser) -> None:
    parser.add_argument(
        "plan", metavar="PLAN", help="a preset's name, or a JSON file: a plan, or the original's order1.json"
    )
    add_set(parser)


def add_set(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--set",
        metavar="KEY=VALUE",
        action="append",
        default=[],
        help="seed=1; epochs=1 in every stage; stages.2.epochs=1 in the second; strategy.strength=5; repeatable",
    )


def read(name: str, changes: Sequence[str], data: Path | None) -> Plan:
    """The plan of that name or file, with `changes` (KEY=VALUE) made.

    Raises UserError for anything wrong with it, with the local files of its tasks, or with its device.
    """
    document = change(_document(name), changes)
    plan = Plan.from_json(document, tasks.names(data), encoders.problem)
    if problems := readiness.obstacles(plan, tasks.availability(data, plan.tasks)):
        raise PlanError(problems)
    return plan


def change(document: Any, changes: Sequence[str]) -> Any:
    """A copy of a plan's document with each KEY=VALUE set, in order. Raises UserError for a key that does not exist.

    What is wrong with the document itself is left for `Plan.from_json` to say.
    """
    document = json.loads(json.dumps(document))
    if not isinstance(document, dict):
        return document
    for text in changes:
        key, equals, value = text.partition("=")
        if not equals or not key:
            raise UserError(f"--set takes KEY=VALUE, for example --set epochs=1; got {text!r}")
        _set(document, key.strip(), _value(key, value.strip()))
    return document


def _set(document: dict[str, Any], key: str, value: Any) -> None:
    head, _, rest = key.partition(".")
    stages = document.get("stages")
    stages = stages if isinstance(stages, list) and all(isinstance(s, dict) for s in stages) else []
    if head == "stages" and rest:
        number, _, name = rest.partition(".")
        if not number.isdigit() or not 1 <= int(number) <= len(stages):
            raise UserError(f"--set {key}: stages are counted from 1 to {len(stages)}, got {number!r}")
        _check(key, name, STAGE_KEYS)
        stages[int(number) - 1][name] = value
    elif head == "strategy" and rest:
        strategy = document.get("strategy", "sequential")
        document["strategy"] = {**(strategy if isinstance(strategy, dict) else {"name": strategy}), rest: value}
    elif head == "start" and rest:
        document["start"] = {**(document.get("start") or {}), rest: value}
    elif head == "task_settings" and rest:
        task, dot, name = rest.rpartition(".")
        if not dot:
            raise UserError(
                f"--set {key}: takes task_settings.TASK.SETTING, for example task_settings.cola.max_length=64"
            )
        document["task_settings"] = {**document.get("task_settings", {})}
        document["task_settings"][task] = {**document["task_settings"].get(task, {}), name: value}
    elif key in PLAN_KEYS:
        document[key] = value
    else:
        _check(key, key, (*PLAN_KEYS, *STAGE_KEYS))
        for stage in stages:
            stage[key] = value


def _check(key: str, name: str, known: tuple[str, ...]) -> None:
    if name not in known:
        raise UserError(f"--set {key}: {settings.unknown('setting', name, list(dict.fromkeys(known)))}")


def _value(key: str, text: str) -> Any:
    """JSON where it is JSON, else text; lists of names may be written with commas."""
    try:
        return json.loads(text)
    except ValueError:
        return [part.strip() for part in text.split(",")] if key.split(".")[-1] in LISTS else text


def _document(name: str) -> dict[str, Any]:
    path = Path(name)
    if not path.is_file():
        if path.suffix == ".json" or path.name != name:
            raise UserError(f"there is no plan file {name}")
        if name not in presets.names():
            raise UserError(f"{settings.unknown('preset', name, presets.names())}. A plan can be a JSON file, too")
        return presets.load(name)
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except UnicodeDecodeError:
        raise UserError(f"{name} is no text file in UTF-8, so it is no plan") from None
    except json.JSONDecodeError as error:
        raise UserError(f"{name}, line {error.lineno}, column {error.colno}: not JSON ({error.msg})") from None
    return order_file.to_plan(document) if order_file.is_order(document) else document
