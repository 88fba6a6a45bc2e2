"""presets, tasks, encoders, data, strategies, objectives: what there is to choose from."""

import dataclasses
import inspect
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from rich.table import Table

from engine import encoders, objectives, presets, strategies, tasks, vary
from engine.commands import Verb, options
from engine.errors import UserError
from engine.plan import Plan
from engine.settings import Setting, describe
from engine.stage import Stage


def list_presets(chosen: Namespace) -> list[dict[str, Any]]:
    found = []
    for name in presets.names():
        plan = Plan.from_json(presets.load(name))
        found.append(
            {
                "name": name,
                "description": presets.description(name),
                "source": presets.source(name),
                "runs": vary.count(vary.from_json(presets.varied(name))),
                "encoder": plan.encoder,
                "stages": list(plan.stage_names()),
                "plan": presets.load(name),
                "vary": presets.varied(name),
            }
        )
    return found


def list_tasks(chosen: Namespace) -> list[dict[str, Any]]:
    data = tasks.data_folder(chosen.data)
    return [_task(name, data) for name in tasks.names(data)]


def _task(name: str, data: Path | None) -> dict[str, Any]:
    try:
        task = tasks.find(name, data)
    except UserError as error:  # one wrong task.json must not hide the other tasks
        return {"name": name, "title": "", "kind": "", "metrics": [], "labels": [], "description": str(error)}
    return {
        "name": task.name,
        "title": task.title,
        "kind": task.kind,
        "metrics": list(task.metrics),
        "labels": None if task.labels is None else list(task.labels),
        "description": task.description,
    }


def list_encoders(chosen: Namespace) -> list[dict[str, Any]]:
    return [dataclasses.asdict(encoder) for encoder in encoders.available()]


def list_data(chosen: Namespace) -> list[dict[str, Any]]:
    return [dataclasses.asdict(found) for found in tasks.availability(tasks.data_folder(chosen.data))]


def list_strategies(chosen: Namespace) -> list[dict[str, Any]]:
    return [_described(name, cls, describe(cls)) for name, cls in strategies.catalogue().items()]


def list_objectives(chosen: Namespace) -> list[dict[str, Any]]:
    own = [_described(name, cls, describe(cls)) for name, cls in objectives.catalogue().items()]
    return [*own, _described("every stage", Stage, describe(Stage), "Settings that a stage of any objective has.")]


def _described(name: str, cls: type, settings: Iterable[Setting], description: str = "") -> dict[str, Any]:
    keys = ("name", "default", "help", "above", "minimum", "maximum", "choices")
    return {
        "name": name,
        "description": description or inspect.getdoc(cls),
        "settings": [{"type": s.type.__name__, **{key: getattr(s, key) for key in keys}} for s in settings],
    }


def _print(title: str, found: list[dict[str, Any]], columns: tuple[str, ...]) -> None:
    """A table of `columns`; settings, if there are any, follow one by one."""
    console = options.console()
    table = Table()
    for column in columns:
        table.add_column(column.replace("_", " "), overflow="fold")
    for entry in found:
        table.add_row(*(options.text(_cell(column, entry[column])) for column in columns))
    options.print_table(console, title, table)
    for entry in (e for e in found if e.get("settings")):
        grid = Table()
        for column in ("setting", "default", "what it is", "allowed"):
            grid.add_column(column, overflow="fold")
        for setting in entry["settings"]:
            cells = (setting["name"], _cell("default", setting["default"]), setting["help"], _allowed(setting))
            grid.add_row(*map(options.text, cells))
        console.print()
        options.print_table(console, f"Settings of {entry['name']}", grid)


def _cell(column: str, value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple):
        return (" → " if column == "stages" else ", ").join(map(str, value))
    if value is None:
        return {"labels": "from the data", "default": "none"}.get(column, "")
    return f"{value:,}" if isinstance(value, int) and column.endswith("rows") else " ".join(str(value).split())


def _allowed(setting: dict[str, Any]) -> str:
    if setting["choices"]:
        return ", ".join(setting["choices"])
    limits = (("above", "above"), ("minimum", "at least"), ("maximum", "at most"))
    return ", ".join([setting["type"], *(f"{word} {setting[k]:g}" for k, word in limits if setting[k] is not None)])


def _verb(name: str, find: Callable, columns: tuple[str, ...], title: str, has_data: bool = False) -> Verb:
    def add(parser: ArgumentParser) -> None:
        options.add_json(parser)
        if has_data:
            options.add_data(parser)

    def act(chosen: Namespace) -> None:
        found = find(chosen)
        if chosen.json:
            options.print_json({name: found})
        else:
            _print(title, found, columns)

    return Verb(add, act)


_DATA = ("task", "title", "kind", "where", "train_rows", "evaluation_rows", "official", "problem")
_ENTRIES = (
    _verb(
        "presets", list_presets, ("name", "encoder", "stages", "runs", "description", "source"), "Plans to start from"
    ),
    _verb("tasks", list_tasks, ("name", "title", "kind", "metrics", "labels", "description"), "Tasks", has_data=True),
    _verb("encoders", list_encoders, ("name", "local", "description"), "Encoders; any hub id or folder will do, too"),
    _verb("data", list_data, _DATA, "Where each task's data comes from", has_data=True),
    _verb("strategies", list_strategies, ("name", "description"), "Strategies"),
    _verb("objectives", list_objectives, ("name", "description"), "Objectives"),
)
VERBS = dict(zip(("presets", "tasks", "encoders", "data", "strategies", "objectives"), _ENTRIES, strict=True))
