"""refit, jobs: is it still in the encoder? And what jobs a run has."""

import dataclasses
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from engine import job_control, launch, requests, store, tasks
from engine.analysis import recovery, refit_notes, selection
from engine.analysis.recovery import ROWS, VERDICTS, Recovery
from engine.commands import Verb, bars, job_here, options
from engine.errors import UserError
from engine.requests.refit import Refit
from engine.settings import describe
from engine.store import Result, Run

_GIVEN = ("task", "first", "second", "before")  # settings of the request that follow from other options


def add_refit(parser: ArgumentParser) -> None:
    options.add_run(parser)
    options.add_data(parser)
    options.add_json(parser)
    parser.add_argument("--task", metavar="T", help="needed where the run has several")
    parser.add_argument("--first", metavar="S", help="snapshot 0, 2 or a stage's name (default: the task's own stage)")
    parser.add_argument("--second", metavar="S", help="likewise (default: the last stage)")
    for setting in describe(Refit):
        if setting.name not in _GIVEN:
            flag, default = f"--{setting.name.replace('_', '-')}", f" (default {setting.default})"
            if setting.name == "train_units":
                default = " (default 4000 sequences, 40000 tokens)"
            parser.add_argument(flag, type=setting.type, metavar="N", help=setting.help + default)
    parser.add_argument("--background", action="store_true", help="start it and come back at once")


def refit(chosen: Namespace) -> int:
    run = store.open_run(options.run_folder(chosen))
    if chosen.task is None and len(run.tasks) > 1:
        raise UserError(f"--task is needed: this run has {', '.join(run.tasks)}")
    task = chosen.task or next(iter(run.tasks), "")
    given = {s.name: getattr(chosen, s.name) for s in describe(Refit) if s.name not in _GIVEN}
    given = {name: value for name, value in given.items() if value is not None}
    request = recovery.request(run, task, chosen.first, chosen.second, **given)
    request = requests.build(request.job, dataclasses.asdict(request))  # says what is wrong with the settings
    data = tasks.data_folder(chosen.data)
    if chosen.background:
        folder = job_control.start(run.folder, request, data)
        _print_job(folder, chosen.json)
        return 0
    if code := job_here.carry_out(run.folder, request, data):
        return code
    result = job_control.result(run.folder, request)
    if result is None:
        raise UserError(f"job {request.hash16()} ended without a result: see its log.txt")
    answers = store.read_answers(run, task)
    at = (selection.parse_snapshot(run, request.first), selection.parse_snapshot(run, request.second))
    found = recovery.recovery(answers, *at, result)
    if chosen.json:
        options.print_json({"run": run.id, "job": request.hash16(), **found.to_json(), "refit": dict(result.document)})
    else:
        print_recovery(options.console(), run, found, result)
    return 0


def print_recovery(console: Console, run: Run, found: Recovery, result: Result) -> None:
    """Verdicts by label, scores, and what must be known to read them."""
    grid = Table()
    grid.add_column("label")
    for head in ("forgotten", *(f"{v.glyph} {v.title}" for v in VERDICTS.values())):
        grid.add_column(head, justify="right")
    for label, forgotten in zip(found.labels, found.forgotten, strict=True):
        if forgotten:
            cells = [_part(found.part(name, label)) for name in VERDICTS]
            grid.add_row(options.text(label), f"{forgotten:,}", *cells)
    grid.add_section()
    grid.add_row("all", f"{int(found.forgotten.sum()):,}", *(_part(found.part(name)) for name in VERDICTS))
    moments = f"first {selection.describe(found.first)}, second {selection.describe(found.second)}"
    options.print_table(console, f"{run.id}: {found.task}, forgotten {found.unit}; {moments}", grid)
    scores = Table()
    scores.add_column("answers")
    for metric in found.scores:
        scores.add_column(metric, justify="right")
    names = {role: e["snapshot"] for role, e in result.document["encoders"].items()}
    for key, words in ROWS.items():
        if all(key in row for row in found.scores.values()):
            named = words.format(**{"before": "", **names})
            scores.add_row(options.text(named), *(f"{row[key]:.4f}" for row in found.scores.values()))
    console.print(scores)
    task = run.tasks[found.task]
    lines = [
        *recovery.trade(found),
        f"a fresh head on the encoder of {found.first.name} gets {_part(found.lost_there)} of the lost right",
        refit_notes.seen(result, task), *refit_notes.fitted(result, task), f"Cost: {refit_notes.cost(result)}.",
    ]  # fmt: skip
    for line in lines:
        console.print(options.text(line, "dim"), soft_wrap=True)
    for line in [*refit_notes.warnings(result, task), refit_notes.CAUTION]:
        console.print(options.text(line, "yellow"), soft_wrap=True)


def add_jobs(parser: ArgumentParser) -> None:
    options.add_run(parser)
    options.add_json(parser)
    parser.add_argument("--cancel", metavar="JOB", help="stop this job of the run")


def jobs(chosen: Namespace) -> None:
    run = options.run_folder(chosen)
    if chosen.cancel:
        folder = store.find_job(run, chosen.cancel)
        launch.cancel(folder)
        _print_job(folder, chosen.json)
        return
    found = [_document(folder) for folder in store.list_jobs(run)]
    if chosen.json:
        options.print_json({"run": run.name, "jobs": found})
        return
    if not found:
        print(f"{run.name} has no job yet. A first one: python -m engine refit {chosen.run} --task T")
        return
    table = Table()
    for head in ("job", "what", "state", "settings", "took"):
        table.add_column(head, overflow="fold")
    for job in found:
        said = ", ".join(f"{k} {v}" for k, v in job["settings"].items() if v != "")
        took = bars.duration(job["seconds"]) if job["seconds"] is not None else ""
        state = f"{job['state']}: {job['reason']}" if job["reason"] else job["state"]
        table.add_row(*(options.text(cell) for cell in (job["job"], job["kind"], state, said, took)))
    options.console().print(table)


def _document(folder: Path) -> dict[str, Any]:
    request, progress = store.read_request(folder), launch.status(folder)
    ends = progress.started is not None and progress.finished is not None
    return {
        "job": folder.name,
        "kind": request.get("job"),
        "settings": request.get("settings", {}),
        "state": progress.state,
        "reason": progress.reason,
        "seconds": progress.finished - progress.started if ends else None,
        "folder": str(folder.resolve()),
    }


def _print_job(folder: Path, as_json: bool) -> None:
    if as_json:
        options.print_json({"run": store.run_of(folder).name, **_document(folder)})
    else:
        print(f"{folder.name} {launch.status(folder).state}")


def _part(part: recovery.Part) -> str:
    low, high = part.interval
    return f"{part.count:,} ({part.share:.1%}, {low:.1%} to {high:.1%})" if part.whole else "0 of 0"


VERBS = {"refit": Verb(add_refit, refit), "jobs": Verb(add_jobs, jobs)}
