"""PLAN, --set and --vary: a plan's file, a preset or the original's order file becomes a validated plan, or several."""

import json
from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from engine import encoders, order_file, plan_changes, presets, readiness, settings, tasks, vary
from engine.errors import UserError
from engine.plan import Plan
from engine.settings import PlanError


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


def add_vary(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--vary",
        metavar="KEY=V,V,...",
        action="append",
        default=[],
        help="several runs, one per value: learning_rate=2e-5,5e-5; of several --vary every combination; keys joined "
        "by & change together: 'A & B=1 & x,2 & y'; stages=2,1+2 says which stages are carried out. In place of the "
        "preset's own; --vary none: only its plan",
    )


def read_several(
    name: str, changes: Sequence[str], varied: Sequence[str], data: Path | None
) -> tuple[Plan, list[vary.Variant]]:
    """The plan of that name or file, and what it becomes over the values varied: by `varied` (KEY=V,V), else by the
    preset. A plan that nothing is varied of is the only variant.

    Raises UserError for anything wrong with any of them, with the local files of their tasks, or with their device.
    """
    document = plan_changes.changed(_document(name), changes)
    if varied:
        axes = () if list(varied) == ["none"] else tuple(_axis(text) for text in varied)
    else:
        axes = vary.from_json(presets.varied(name)) if name in presets.names() and not Path(name).is_file() else ()
    known = tasks.names(data)
    plan = Plan.from_json(document, known, encoders.problem)
    found = list(vary.variants(document, axes, known))
    needed = tuple(dict.fromkeys(task for variant in found for task in variant.plan.tasks))
    there = tasks.availability(data, needed)
    for variant in found:
        if problems := readiness.obstacles(variant.plan, [a for a in there if a.task in variant.plan.tasks]):
            raise PlanError(problems)
    return plan, found


def _axis(text: str) -> vary.Axis:
    key, equals, values = text.partition("=")
    if not equals:
        raise UserError(f"--vary takes KEY=VALUE,VALUE, for example --vary learning_rate=2e-5,5e-5; got {text!r}")
    return vary.parse(key, values)


def read(name: str, changes: Sequence[str], data: Path | None) -> Plan:
    """The plan of that name or file, with `changes` (KEY=VALUE) made.

    Raises UserError for anything wrong with it, with the local files of its tasks, or with its device.
    """
    document = plan_changes.changed(_document(name), changes)
    plan = Plan.from_json(document, tasks.names(data), encoders.problem)
    if problems := readiness.obstacles(plan, tasks.availability(data, plan.tasks)):
        raise PlanError(problems)
    return plan


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
