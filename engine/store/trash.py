"""Deleted runs wait in `.trash/` of the runs' folder, from where they can be brought back until they are removed."""

import contextlib
import os
import secrets
import shutil
import time
from collections.abc import Sequence
from pathlib import Path

from engine.errors import UserError
from engine.store.folder import is_id, is_run

FOLDER = ".trash"
_GOING = ".gone-"  # what a place in the trash is called once it is being removed
_MAKING, _OLD = ".new-", 24 * 3600.0  # seconds after which a run that is being made is taken for left behind


def discard(folder: Path) -> Path:
    """Move a run into the trash; it vanishes from lists at once. Its folder there, for `restore` and `remove`.

    Raises UserError for what is no run, or cannot be moved.
    """
    if folder.is_symlink() or not is_run(folder):
        raise UserError(f"{folder.name} is no run folder, so it is not deleted")
    place = folder.parent / FOLDER / secrets.token_hex(8)  # of its own: another run of this id may lie there
    try:
        place.mkdir(parents=True)
        folder.rename(place / folder.name)
    except OSError as error:
        raise UserError(f"cannot delete run {folder.name}: {error.strerror}") from error
    return place / folder.name


def list_trash(runs: Path) -> list[Path]:
    """The folders of deleted runs, the one deleted last first."""
    places = [p for p in _entries(runs / FOLDER) if p.is_dir() and not p.is_symlink() and not _is_going(p)]
    found = [f for p in places for f in _entries(p) if is_id(f.name) and not f.is_symlink() and is_run(f)]
    return sorted(found, key=_deleted_at, reverse=True)


def restore(folder: Path) -> Path:
    """Bring a run back from the trash: its folder. Raises UserError where it is gone, or another has taken its id."""
    runs = _runs_of(folder)
    back = runs / folder.name
    if os.path.lexists(back):
        raise UserError(f"there is another run {folder.name} by now, so the deleted one cannot come back")
    try:
        folder.rename(back)
    except OSError as error:
        raise UserError(f"cannot bring back run {folder.name}: {error.strerror}") from error
    _tidy(folder)
    return back


def remove(folder: Path) -> None:
    """Remove a run in the trash for good; links in it are removed, not followed. One that was brought back stays.

    Raises UserError where it cannot be removed.
    """
    _runs_of(folder)
    going = folder.parent.with_name(f"{_GOING}{folder.parent.name}")
    try:
        folder.parent.rename(going)  # at once, so that nobody brings back half a run
        shutil.rmtree(going)
        _tidy(folder)
    except FileNotFoundError:
        pass
    except OSError as error:
        raise UserError(f"cannot delete run {folder.name}: {error.strerror}") from error


def delete(folder: Path) -> None:
    """Delete a run for good. Raises UserError as `discard` and `remove` do."""
    remove(discard(folder))


def empty_trash(runs: Path, older_than: float = 0.0) -> list[str]:
    """Remove the runs that were deleted more than `older_than` seconds ago; their ids.

    What a killed process left half made goes, too. Raises UserError where something cannot be removed.
    """
    before = time.time() - older_than
    gone = [folder for folder in list_trash(runs) if _deleted_at(folder) <= before]
    for folder in gone:
        remove(folder)
    for place in filter(_is_going, _entries(runs / FOLDER)):
        shutil.rmtree(place, ignore_errors=True)
        _tidy(place / "gone")
    for folder in _entries(runs):
        if folder.name.startswith(_MAKING) and folder.lstat().st_mtime <= time.time() - _OLD:
            shutil.rmtree(folder, ignore_errors=True)
    return [folder.name for folder in gone]


def _runs_of(folder: Path) -> Path:
    if folder.parents[1].name != FOLDER or folder.is_symlink():
        raise ValueError(f"{folder} does not lie in the trash")
    return folder.parents[2]


def _is_going(place: Path) -> bool:
    return place.name.startswith(_GOING)


def _tidy(folder: Path) -> None:
    """Leave no empty places behind."""
    for place in folder.parents[:2]:
        with contextlib.suppress(OSError):  # it is gone, or holds other runs
            place.rmdir()


def _deleted_at(folder: Path) -> float:
    """Seconds since 1970: the place in the trash was made for this run, and nothing was added since."""
    return folder.parent.stat().st_mtime


def _entries(folder: Path) -> Sequence[Path]:
    try:
        return list(folder.iterdir())
    except (FileNotFoundError, NotADirectoryError):
        return []
