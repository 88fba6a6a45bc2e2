"""The unpacked files of a run from somebody's ZIP: each what its name says, all of one run, no threat to a reader."""

import dataclasses
import shutil
import time
from pathlib import Path
from typing import Any

from engine import requests
from engine.errors import UserError
from engine.plan import FORMAT, Plan
from engine.store import columns, database, document, folder, jobs, notes, progress, reader
from engine.store.zipped import checks, members
from engine.store.zipped.database_check import check_database

_LATEST = 10**10  # seconds since 1970: what a calendar can show
_LONGEST = 10_000  # characters of a name or a reason


def check(run: Path) -> None:
    """Raise UserError for anything that is not as Lethe writes it, and make the run one of this machine.

    What says which process was at work where is cleared; jobs that this Lethe does not know are left out.
    """
    documents = {}
    for path in sorted(file for file in run.rglob("*") if file.is_file()):
        name = path.relative_to(run).as_posix()
        try:
            documents[name] = _check_file(path, members.kind_of(name).check, name)
        except UserError as error:
            raise UserError(f"its {name} {error}") from error
    tasks, stages = _check_plan(documents[folder.PLAN])
    _check_about(documents.get(folder.ABOUT) or {})
    weights = [name for name in documents if name.startswith("checkpoints/")]
    try:
        check_database(run / database.FILE, tasks, stages, weights)
    except UserError as error:
        raise UserError(f"its {database.FILE} {error}") from error
    _adopt_progress(run)
    _check_notes(run)
    for name, found in documents.items():
        if name.startswith(columns.FOLDER):
            _check_column(name, found)
    opened = _read(run)
    for job in sorted((run / jobs.FOLDER).glob("*")):
        _check_job(job, opened)


def _check_file(path: Path, check: str, name: str) -> dict[str, Any] | None:
    if check == "json":
        return checks.read_json(path)
    if check == "log":
        checks.check_log(path)
    if check == "tensors":
        checks.check_tensors(path, plain=name.startswith(jobs.FOLDER))
    return None


def _check_plan(plan: dict[str, Any]) -> tuple[tuple[str, ...], int]:
    """Its tasks, and how many stages (or an import's columns) it has."""
    if plan.get("format") != FORMAT:
        raise UserError(f"its plan has format {str(plan.get('format'))[:40]}; this Lethe reads {FORMAT}")
    if plan.get("kind") != "import":
        try:
            found = Plan.from_json(plan)
        except UserError as error:
            raise UserError(f"its plan cannot be read: {str(error)[:400]}") from error
        return found.tasks, len(found.stages)
    task, named = plan.get("task"), plan.get("columns")
    texts = [plan.get("name"), task, *_list(named), *_list(plan.get("files"))]
    if not isinstance(named, list) or not named or not all(isinstance(text, str) and text for text in texts):
        raise UserError("its plan is that of an import, but lacks a name, a task or columns")
    return (task,), len(named)


def _check_about(about: dict[str, Any]) -> None:
    control = about.get("control", {})
    texts = [about.get("name", ""), about.get("group", ""), about.get("sweep") or ""]
    texts += control.values() if isinstance(control, dict) else [None]
    if not all(isinstance(text, str) and len(text) <= _LONGEST for text in texts):
        raise UserError(f"its {folder.ABOUT} holds what is no name")


def _adopt_progress(of: Path) -> None:
    """No process of this machine may be taken for the run's: who cancels it would stop that one."""
    found = progress.read_progress(of)
    gone = {"pid": None, "pid_started": None, "host": "", "heartbeat": None, "queue_position": None, "eta_s": None}
    times = {key: value for key in ("created", "started", "finished") if (value := getattr(found, key)) is not None}
    if not all(0 <= value < _LATEST for value in times.values()):
        raise UserError(f"its {progress.FILE} holds a time that is none")
    if found.state in ("queued", "running"):
        found = dataclasses.replace(found, state="cancelled", reason="it was under way when its ZIP was made")
    texts = {key: str(getattr(found, key))[:_LONGEST] for key in ("reason", "phase", "device", "owner")}
    progress.write_progress(of, dataclasses.replace(found, **gone, **texts, created=found.created or time.time()))


def _check_notes(run: Path) -> None:
    said = notes.read_notes(run)
    for remark in (said, *(remark for noted in said.examples.values() for remark in noted.values())):
        notes.check(remark)
    if (run / notes.FILE).exists():
        document.write(run / notes.FILE, notes.to_json(said))


def _check_column(name: str, found: dict[str, Any]) -> None:
    task, title, values = (found.get(key) for key in ("task", "name", "values"))
    fits = isinstance(task, str) and isinstance(title, str) and isinstance(values, dict)
    numbered = fits and all(key.isascii() and key.isdigit() and len(key) < 10 for key in values)
    if not numbered or not all(isinstance(value, str) for value in values.values()):
        raise UserError(f"its {name} is no column: it has a task, a name, and a text for each example")


def _check_job(job: Path, run: reader.Run) -> None:
    """A job whose kind or version is not this Lethe's, or that is not done, is left out: it can be done anew."""
    try:
        request = requests.from_json(jobs.read_request(job))
    except UserError:
        request = None
    result = jobs.read_result(job)
    if request is None or result is None or progress.read_progress(job).state != "done":
        shutil.rmtree(job)
        return
    if request.hash16() != job.name:
        raise UserError(f"its job {job.name} is another one: by its request it is {request.hash16()}")
    there = {snapshot.name for snapshot in run.snapshots}
    if not set(request.tasks()) <= set(run.tasks) or not set(request.snapshots()) <= there:
        raise UserError(f"its job {job.name} is of a task or a snapshot that the run has not")
    if wrong := request.wrong_result(result.document, result.arrays, run.tasks):
        raise UserError(f"the result of its job {job.name} is not as {request.job} writes it: {wrong[:80]!r}")
    _adopt_progress(job)


def _read(run: Path) -> reader.Run:
    """As every page will."""
    try:
        opened = reader.open_run(run)
        for task in opened.tasks:
            reader.read_answers(opened, task)
            reader.read_examples(opened, task)
        return opened
    except (UserError, ValueError, TypeError, KeyError, IndexError) as error:
        raise UserError(f"its {database.FILE} cannot be read: {error}") from error


def _list(value: Any) -> list:
    return value if isinstance(value, list) else [None]
