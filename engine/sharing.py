"""Runs as ZIP files: written for others, read from others."""

import os
import secrets
from pathlib import Path
from typing import IO

from engine import launch, store
from engine.errors import UserError


def export(run: Path, target: IO[bytes], texts: bool = True, checkpoints: bool = True) -> None:
    """Write a run as a ZIP. Raises UserError while it is under way, and where it has no answers yet.

    texts, checkpoints: False leaves out the examples' words, or the weights; see engine/store/zipped/pack.py.
    """
    if (state := launch.status(run).state) in launch.ACTIVE:
        raise UserError(f"{run.name} is {state}: export it when it has ended, or cancel it first")
    store.pack(run, target, texts=texts, checkpoints=checkpoints)


def export_file(run: Path, path: Path, texts: bool = True, checkpoints: bool = True) -> None:
    """The same into a new file, which is there whole or not at all. Raises UserError where there is one already."""
    if path.exists():
        raise UserError(f"{path} is there already: choose another file, or remove it")
    partial = path.with_name(f".{path.name}.{secrets.token_hex(4)}.partial")
    try:
        with partial.open("xb") as file:
            export(run, file, texts, checkpoints)
        os.replace(partial, path)
    except OSError as error:
        raise UserError(f"cannot write {path}: {error.strerror or error}") from error
    finally:
        partial.unlink(missing_ok=True)


def import_file(path: Path, runs: Path, run_id: str | None = None) -> Path:
    """The folder of the run in a ZIP file, made one of `runs`. Raises UserError as `store.unpack` does."""
    try:
        with path.open("rb") as file:
            return store.unpack(file, path.name, runs, run_id)
    except OSError as error:
        raise UserError(f"{path}: cannot be read: {error.strerror}") from error
