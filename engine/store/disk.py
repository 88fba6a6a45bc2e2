"""What a run takes on disk, and how to have most of it back without losing an answer."""

import os
import shutil
import stat
from dataclasses import dataclass
from pathlib import Path

from engine.errors import UserError
from engine.store import cache
from engine.store.writer import RunWriter

CHECKPOINTS = "checkpoints"


@dataclass(frozen=True)
class DiskUse:
    """Bytes of a run's folder."""

    answers: int = 0  # everything but the weights
    checkpoints: int = 0  # and what jobs have read from them, to be used again

    @property
    def total(self) -> int:
        return self.answers + self.checkpoints

    def __add__(self, other: "DiskUse") -> "DiskUse":
        return DiskUse(self.answers + other.answers, self.checkpoints + other.checkpoints)


def disk_use(folder: Path) -> DiskUse:
    """Of everything in a run's folder. Files that vanish meanwhile count nothing; links are not followed."""
    weights = (CHECKPOINTS, cache.FOLDER)
    return DiskUse(_size(str(folder), set(weights)), sum(_size(str(folder / name)) for name in weights))


def drop_checkpoints(folder: Path) -> int:
    """Remove the weights of a run, and keep all its answers. Returns the bytes that were freed.

    Raises UserError where there are none, or they cannot be removed. Nothing can start from this run any longer.
    """
    weights = folder / CHECKPOINTS
    if not weights.is_dir() or weights.is_symlink() or not any(weights.iterdir()):
        raise UserError(f"run {folder.name} keeps no checkpoints")
    freed = disk_use(folder).checkpoints
    with RunWriter(folder) as writer:  # first what names the files, so that none is named that is not there
        for snapshot in writer.snapshots():
            writer.set_checkpoint(snapshot.name, None)
    try:
        for file in weights.iterdir():
            file.unlink()
        weights.rmdir()
        if (folder / cache.FOLDER).is_dir() and not (folder / cache.FOLDER).is_symlink():
            shutil.rmtree(folder / cache.FOLDER)
    except OSError as error:
        raise UserError(f"cannot remove the checkpoints of run {folder.name}: {error.strerror}") from error
    return freed


def _size(folder: str, but: frozenset[str] | set[str] = frozenset()) -> int:
    """Bytes of the files below a folder, but for those entries of it."""
    total = 0
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.name in but:
                    continue
                about = entry.stat(follow_symlinks=False)
                total += _size(entry.path) if stat.S_ISDIR(about.st_mode) else about.st_size
    except (FileNotFoundError, NotADirectoryError):
        pass
    return total
