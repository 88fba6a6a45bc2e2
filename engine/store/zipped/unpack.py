"""A ZIP that says it is a run becomes one: everything in it is checked, then it appears whole, or nothing is left."""

import os
import re
import secrets
import shutil
import stat
import zipfile
import zlib
from collections.abc import Iterable
from pathlib import Path
from typing import IO

from engine.errors import UserError
from engine.store import folder
from engine.store.zipped import content, members

_BLOCK = 2**20  # bytes
_SPARE = 10**9  # bytes that stay free on the disk
_HOW = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_HEADER = 30  # bytes before a file in a ZIP, at least
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError)
_OUT = re.compile(r"/|[A-Za-z]:|.*\\|(.*/)?\.\.(/|$)", re.DOTALL)  # absolute, a drive, a backslash, a way up


class IdTaken(UserError):
    """There is a run of this id already; `other` is one that is free."""

    def __init__(self, run_id: str, other: str) -> None:
        self.other = other
        super().__init__(f"there is a run {run_id} here already: import it under another id, such as {other}")


def unpack(file: IO[bytes], called: str, runs: Path, run_id: str | None = None, most: int = members.MOST_BYTES) -> Path:
    """Make the run in a ZIP one of `runs`: its folder.

    called: the file's name, for what is said. run_id: an id in place of the ZIP's own. most: bytes that it may unpack
    to. Raises UserError, which says what is wrong with the ZIP, and IdTaken; then nothing is left behind.
    """
    hidden = runs / f".new-{secrets.token_hex(8)}"
    try:
        with zipfile.ZipFile(_Sparing(file)) as archive:
            name, files = _chosen(archive.infolist(), most)
            target = runs / _free(runs, name if run_id is None else run_id)
            runs.mkdir(parents=True, exist_ok=True)
            _check_room(runs, sum(info.file_size for info in files.values()))
            for path, info in files.items():
                _extract(archive, info, hidden / path)
        content.check(hidden)
        _free(runs, target.name)  # still?
        hidden.rename(target)
    except IdTaken:
        raise
    except UserError as error:
        raise UserError(f"{called}: {error}; nothing was imported") from error
    except _BROKEN as error:
        raise UserError(f"{called}: is no ZIP file, or a broken one ({error}); nothing was imported") from error
    except OSError as error:
        raise UserError(f"cannot import {called} into {runs}: {error.strerror or error}") from error
    finally:
        shutil.rmtree(hidden, ignore_errors=True)
    return target


class _Sparing:
    """The file under a ZIP, of which nothing is read at once that is larger than a run's table of contents."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.seek, self.tell, self.seekable = file.seek, file.tell, file.seekable

    def read(self, size: int = -1) -> bytes:
        if size > members.DIRECTORY:
            raise UserError(
                f"its table of contents has more than {members.DIRECTORY:,} bytes: no run has so many files"
            )
        return self._file.read(size if size >= 0 else members.DIRECTORY)


def _chosen(infos: list[zipfile.ZipInfo], most: int) -> tuple[str, dict[str, zipfile.ZipInfo]]:
    """The run's id, and the files that are unpacked by their paths in its folder. UserError for any that is not one."""
    if len(infos) > members.MOST_FILES:
        raise UserError(f"has {len(infos):,} files; a run has {members.MOST_FILES:,} at most")
    ids, seen, files = set(), set(), {}
    for info in infos:
        run_id, path = _place(info)
        ids.add(run_id)
        if info.orig_filename.casefold() in seen:
            raise UserError(f"has two files called {_shown(info)}, if upper and lower case are not told apart")
        seen.add(info.orig_filename.casefold())
        if not members.is_passed_over(path):
            _check_size(info, path)
            files[path] = info
    if len(ids) != 1:
        raise UserError(f"holds {len(ids)} folders; a run's ZIP holds one, called by the run's id")
    if (total := sum(info.file_size for info in files.values())) > most:
        raise UserError(f"unpacks to {total:,} bytes; at most {most:,} are taken")
    if missing := [name for name in members.NEEDED if name not in files]:
        raise UserError(f"is no run: it lacks {', '.join(missing)}")
    _check_apart(infos)
    return ids.pop(), files


def _place(info: zipfile.ZipInfo) -> tuple[str, str]:
    """Run id and path of a file. UserError for a name that leads elsewhere, and for what is neither file nor folder."""
    name = info.orig_filename
    if _OUT.match(name):
        raise UserError(f"the name {_shown(info)} leads out of the run's folder")
    if stat.S_IFMT(info.external_attr >> 16) not in (0, stat.S_IFREG, stat.S_IFDIR):
        raise UserError(f"{_shown(info)} is a link or a device; a run has files alone")
    run_id, slash, path = name.partition("/")
    if name != info.filename or not slash or not folder.is_id(run_id):
        raise UserError(f"{_shown(info)} does not lie in a folder that is called by a run's id")
    if members.kind_of(path) is None and not members.is_passed_over(path):
        raise UserError(f"{_shown(info)} is no file of a run")
    return run_id, path


def _check_size(info: zipfile.ZipInfo, path: str) -> None:
    limit = members.kind_of(path).limit
    if info.flag_bits & 0x1 or info.compress_type not in _HOW:
        raise UserError(f"{_shown(info)} is encrypted, or packed in a way that is not read here")
    if info.file_size > limit:
        raise UserError(f"{_shown(info)} has {info.file_size:,} bytes unpacked; at most {limit:,} are taken")
    if info.file_size > members.RATIO * info.compress_size + members.RATIO_FREE:
        raise UserError(f"{_shown(info)} is more than {members.RATIO} times as large as packed: no file of a run is")


def _check_apart(infos: Iterable[zipfile.ZipInfo]) -> None:
    """A bomb may have one packed block stand for many files."""
    end = 0
    for info in sorted(infos, key=lambda info: info.header_offset):
        if info.header_offset < end:
            raise UserError(f"{_shown(info)} overlaps another file")
        end = info.header_offset + _HEADER + info.compress_size


def _extract(archive: zipfile.ZipFile, info: zipfile.ZipInfo, path: Path) -> None:
    """Block by block; more than was declared is never written, and less is an error, as is a wrong checksum."""
    path.parent.mkdir(parents=True, exist_ok=True)
    left = info.file_size
    with archive.open(info) as source, path.open("xb") as sink:
        while block := source.read(_BLOCK):
            left -= len(block)
            if left < 0:
                break
            sink.write(block)
    if left:
        raise UserError(f"{_shown(info)} has not the size that it declares")


def _free(runs: Path, run_id: str) -> str:
    """The id, if it is one and nobody has it."""
    if not folder.is_id(run_id):
        raise UserError(f"{run_id[:80]!r} is no run id: it has letters, digits, dots, hyphens and underscores")
    if os.path.lexists(runs / run_id):
        others = (f"{run_id[:190]}-{number}" for number in range(2, 10**9))
        raise IdTaken(run_id, next(other for other in others if not os.path.lexists(runs / other)))
    return run_id


def _check_room(runs: Path, needed: int) -> None:
    free = shutil.disk_usage(runs).free
    if needed + _SPARE > free:
        raise UserError(f"unpacks to {needed:,} bytes; {free:,} are free on the disk, of which {_SPARE:,} are spared")


def _shown(info: zipfile.ZipInfo) -> str:
    return repr(info.orig_filename[:80])
