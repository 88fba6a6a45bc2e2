"""A run's folder into a ZIP: the files of a run and no others, without secrets and paths of the machine."""

import json
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import IO, Any

from engine import requests
from engine.errors import UserError
from engine.store import columns, database, disk, document, folder, jobs, log, notes, progress
from engine.store.zipped import members
from engine.store.zipped.database_copy import copy_database
from engine.store.zipped.discreet import discreet

_PACKED = 6  # zlib's level; weights do not get smaller, and are stored as they are


def pack(run: Path, target: IO[bytes], *, texts: bool = True, checkpoints: bool = True) -> None:
    """Write a finished run as a ZIP of one folder, called by the run's id.

    Never in it: what a run resumes from, locks, jobs that are not done. texts: False leaves out the examples' words,
    and what may quote them: log, columns of the user's, notes on examples, results of jobs that store texts.
    checkpoints: False leaves out the weights. Raises UserError where the run cannot be read.
    """
    weights = sorted((run / disk.CHECKPOINTS).glob("*.safetensors")) if checkpoints else []
    names = [f"{disk.CHECKPOINTS}/{file.name}" for file in weights]
    with zipfile.ZipFile(target, "w", compresslevel=_PACKED) as archive, tempfile.TemporaryDirectory() as place:
        copy_database(run, Path(place) / database.FILE, texts, names)
        _add_file(archive, run, database.FILE, Path(place) / database.FILE)
        for name, content in _documents(run, texts):
            text = json.dumps(content, indent=1, ensure_ascii=False, allow_nan=False) + "\n"
            _add(archive, run, name, text.encode("utf-8"))
        for name in _logs(run) if texts else ():
            _add(archive, run, name, "".join(_lines(run / name)).encode("utf-8"))
        arrays = [f"{jobs.FOLDER}/{job.name}/{jobs.ARRAYS}" for job in _done(run, texts)]
        for name in [*names, *arrays]:
            _add_file(archive, run, name, run / name)


def _documents(run: Path, texts: bool) -> Iterator[tuple[str, Any]]:
    """Name and content of every JSON file."""
    yield folder.PLAN, discreet(folder.read_plan(run))
    yield folder.ABOUT, discreet(folder.read_about(run))
    yield progress.FILE, _progress(run, texts)
    said = notes.read_notes(run)
    if said or said.archived or said.examples:
        said = said if texts else replace(said, examples={})
        yield notes.FILE, discreet(notes.to_json(said))
    for file in sorted((run / columns.FOLDER).glob("*.json")) if texts else ():
        if (found := document.read(file)) is not None:
            yield f"{columns.FOLDER}/{file.name}", discreet(found)
    for job in _done(run, texts):
        here = f"{jobs.FOLDER}/{job.name}"
        yield f"{here}/{jobs.REQUEST}", discreet(jobs.read_request(job))
        yield f"{here}/{progress.FILE}", _progress(job, texts)
        result = document.read(job / jobs.RESULT)
        # as in the database: a label such as /person/artist is no path
        yield f"{here}/{jobs.RESULT}", discreet(result) | {key: result[key] for key in ("labels",) if key in result}


def _progress(of: Path, texts: bool) -> dict[str, Any]:
    """Whose process on which machine it was is of use there alone; a reason may quote a line of the data."""
    found = progress.read_progress(of)
    gone = {"owner": "", "host": "", "pid": None, "pid_started": None, "heartbeat": None, "queue_position": None}
    return discreet({**vars(found), **gone, "reason": found.reason if texts else ""})


def _done(run: Path, texts: bool) -> list[Path]:
    """The jobs that travel along."""
    done = [job for job in jobs.list_jobs(run) if progress.read_progress(job).state == "done"]
    return [job for job in done if jobs.read_result(job) is not None and (texts or not _quotes(job))]


def _quotes(job: Path) -> bool:
    kind = requests.catalogue().get(str(jobs.read_request(job).get("job")))
    return kind is None or kind.quotes


def _logs(run: Path) -> list[str]:
    names = [log.FILE, *(f"{jobs.FOLDER}/{job.name}/{log.FILE}" for job in _done(run, True))]
    return [name for name in names if (run / name).is_file() and not (run / name).is_symlink()]


def _lines(path: Path) -> Iterator[str]:
    with path.open(encoding="utf-8", errors="replace") as file:
        for line in file:
            yield discreet("".join(c for c in line if c.isprintable() or c in "\n\t"))


def _add(archive: zipfile.ZipFile, run: Path, name: str, content: bytes) -> None:
    archive.writestr(_info(run, name, zipfile.ZIP_DEFLATED), content, compresslevel=_PACKED)


def _add_file(archive: zipfile.ZipFile, run: Path, name: str, path: Path) -> None:
    kind = members.kind_of(name)
    if kind is None or path.is_symlink():
        raise UserError(f"run {run.name}: its {name} is no file that a run has, so it is not exported")
    how = zipfile.ZIP_STORED if kind.check == "tensors" else zipfile.ZIP_DEFLATED
    with path.open("rb") as source, archive.open(_info(run, name, how), "w", force_zip64=True) as sink:
        while block := source.read(2**20):
            sink.write(block)


def _info(run: Path, name: str, how: int) -> zipfile.ZipInfo:
    """Without a date or an owner: the same run makes the same ZIP."""
    info = zipfile.ZipInfo(f"{run.name}/{name}")
    info.compress_type, info.external_attr = how, 0o100644 << 16
    return info
