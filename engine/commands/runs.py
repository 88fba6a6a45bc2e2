"""runs, status, cancel, resume, delete: what there is, and what becomes of it."""

import dataclasses
import sys
import time
from argparse import ArgumentParser, Namespace
from datetime import datetime
from pathlib import Path
from typing import Any

from rich.table import Table

from engine import inventory, launch, plan_changes, removal, store, tasks
from engine.commands import Verb, bars, options, plan_argument, plans
from engine.errors import UserError
from engine.plan import Plan
from engine.store import Progress


def add_runs(parser: ArgumentParser) -> None:
    options.add_runs(parser)
    options.add_json(parser)
    parser.add_argument("--search", metavar="WORDS", default="",
                        help="only runs with all these words in name, id, tasks, encoder, tags or note")  # fmt: skip
    parser.add_argument("--tag", metavar="TAG", action="append", default=[], help="only runs with this tag; repeatable")
    parser.add_argument("--archived", action="store_true", help="archived runs, too")
    parser.add_argument("--sort", choices=inventory.ORDERS, default="newest", help="default: newest first")


def runs(chosen: Namespace) -> None:
    folder = options.runs_folder(chosen)
    every = inventory.entries(folder)
    matching = inventory.search(every, chosen.search, chosen.tag, chosen.archived)
    found, broken = [], []
    for entry in inventory.ordered(matching, chosen.sort):
        try:
            found.append(_document(entry.folder))
        except UserError as error:  # one broken database must not hide the other runs
            broken.append(str(error))
    if chosen.json:
        options.print_json({"runs": found, "broken": broken})
        return
    console = options.console()
    for message in broken:
        console.print(options.text(message, style="red"))
    if not every:
        console.print(options.text(f"no run in {folder}. A first one: python -m engine run quickstart --show"))
        return
    if not matching:
        archived = "" if chosen.archived else "; archived ones are listed with --archived"
        console.print(options.text(f"none of {len(every)} runs is asked for{archived}"))
        return
    table = Table()
    for head in ("run", "state", "order", "seed", "begun", "took", "tags"):
        table.add_column(head, overflow="fold")
    for run in found:
        progress = Progress(**run["progress"])
        state = f"{progress.state} {_place(progress)}"
        cells = (run["run"], state, " → ".join(run["order"]), run["seed"], _moment(progress.started), _took(progress),
                 ", ".join(run["tags"]))  # fmt: skip
        table.add_row(*(options.text("" if cell is None else cell) for cell in cells))
    console.print(table)


def status(chosen: Namespace) -> None:
    folder = options.run_folder(chosen)
    document = _document(folder)
    if chosen.json:
        options.print_json(document)
        return
    progress = Progress(**document["progress"])
    lines = {
        "run": document["run"],
        "name": document["name"],
        "order": " → ".join(document["order"]),
        "state": progress.state,
        "reason": progress.reason,
        "now": f"{_place(progress)} {bars.doing(progress)}".strip() if progress.state in launch.ACTIVE else "",
        "device": progress.device,
        "begun": _moment(progress.started),
        "took": _took(progress),
        "process": f"{progress.pid} on {progress.host}, {progress.owner}" if progress.state in launch.ACTIVE else "",
        "tags": ", ".join(document["tags"]),
        "note": document["note"],
        "folder": str(folder),
    }
    for name, value in lines.items():
        if value:
            options.console().print(options.text(f"{name:<8} {value}"), soft_wrap=True)
    if progress.state in launch.RESUMABLE:
        print(f"to go on: python -m engine resume {chosen.run}")


def cancel(chosen: Namespace) -> None:
    folder = options.run_folder(chosen)
    _print_state(folder, launch.cancel(folder), chosen.json)


def add_resume(parser: ArgumentParser) -> None:
    _add_one(parser)
    options.add_data(parser)
    plan_argument.add_set(parser)
    parser.add_argument("--foreground", action="store_true", help="here, with progress bars")


def resume(chosen: Namespace) -> int | None:
    folder, data = options.run_folder(chosen), tasks.data_folder(chosen.data)
    changed = _changed(folder, chosen.set)
    if chosen.foreground:
        launch.prepare_resume(folder, changed)
        return plans.carry_out(folder, data, chosen)
    _print_state(folder, launch.resume(folder, data, changed), chosen.json)
    return None


def add_delete(parser: ArgumentParser) -> None:
    _add_one(parser)
    parser.add_argument("--yes", action="store_true", help="do not ask")


def delete(chosen: Namespace) -> int | None:
    folder = options.run_folder(chosen)
    removal.check(folder, "delete it")
    if not chosen.yes:
        if not sys.stdin.isatty():
            raise UserError("delete asks before it deletes: say --yes where nobody can answer")
        if input(f"Delete {folder.name} with all its answers? [y/N] ").strip().lower() not in ("y", "yes"):
            return 1
    store.remove(removal.discard(folder))
    if chosen.json:
        options.print_json({"run": folder.name, "deleted": True})
    else:
        print(f"deleted {folder.name}")
    return None


def _add_one(parser: ArgumentParser) -> None:
    options.add_run(parser)
    options.add_json(parser)


def _changed(folder: Path, changes: list[str]) -> dict[str, Any] | None:
    """The plan with what may still be changed: only what cannot change an answer's meaning."""
    harmless = ("device", "keep_checkpoints", "accumulation")
    for text in changes:
        key = text.partition("=")[0]
        if key.split(".")[-1] not in harmless:
            raise UserError(f"a begun run keeps its {key!r}. Can be changed: {', '.join(harmless)}")
    return plan_changes.changed(store.read_plan(folder), changes) if changes else None


def _document(folder: Path) -> dict[str, Any]:
    run, progress, notes = store.open_run(folder), launch.status(folder), store.read_notes(folder)
    return {
        "run": run.id,
        "name": run.name,
        "kind": run.kind,
        "state": progress.state,
        "order": _order(run),
        "tasks": list(run.tasks),
        "snapshots": [s.name for s in run.snapshots],
        "seed": run.seed,
        "group": run.group,
        "sweep": run.sweep,
        "tags": list(notes.tags),
        "note": notes.note,
        "archived": notes.archived,
        "folder": str(folder.resolve()),
        "progress": dataclasses.asdict(progress),
    }


def _order(run: store.Run) -> list[str]:
    """The names of its stages."""
    if run.kind == "import":
        return [s.stage_name for s in run.snapshots]
    try:
        return list(Plan.from_json(run.plan).stage_names())
    except UserError:  # of a newer Lethe, say: what it is called is still worth a line
        return []


def _print_state(folder: Path, progress: Progress, as_json: bool) -> None:
    if as_json:
        options.print_json({"run": folder.name, "folder": str(folder.resolve()), **dataclasses.asdict(progress)})
    else:
        print(f"{folder.name} {progress.state}")


def _place(progress: Progress) -> str:
    if progress.state == "done" or not progress.stages:
        return ""
    return f"stage {progress.stage}/{progress.stages}, step {progress.step}/{progress.steps}"


def _moment(seconds: float | None) -> str:
    return datetime.fromtimestamp(seconds).strftime("%Y-%m-%d %H:%M") if seconds else ""


def _took(progress: Progress) -> str:
    if progress.started is None:
        return ""
    end = progress.finished or (time.time() if progress.state == "running" else None)
    return bars.duration(end - progress.started) if end else ""


VERBS = {
    "runs": Verb(add_runs, runs),
    "status": Verb(_add_one, status),
    "cancel": Verb(_add_one, cancel),
    "resume": Verb(add_resume, resume),
    "delete": Verb(add_delete, delete),
}
