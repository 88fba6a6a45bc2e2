"""Weights and resume states on disk: safetensors, never pickle. A file is complete before anything names it."""

import hashlib
import json
import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file, save_file


def save(path: Path, tensors: Mapping[str, torch.Tensor]) -> None:
    """Writes tensors atomically: the file is either all there or not there."""
    path.parent.mkdir(exist_ok=True)
    partial = path.with_suffix(".partial")
    save_file({k: v.detach().contiguous() for k, v in tensors.items()}, partial)
    os.replace(partial, path)


def load(path: Path) -> dict[str, torch.Tensor]:
    """The tensors of a file that `save` wrote."""
    return load_file(path)


def fingerprint(path: Path) -> str:
    """16 hex digits of the file's SHA-256."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()[:16]


def save_resume(folder: Path, tensors: Mapping[str, torch.Tensor], document: Mapping[str, Any]) -> None:
    """Replaces the rolling state in `folder`. The JSON names the tensor file, so the two always belong together."""
    position = document["position"]
    tensor_file = folder / f"{position['stage']}-{position['step']}.safetensors"
    save(tensor_file, tensors)
    partial = folder / "state.partial"
    partial.write_text(json.dumps({**document, "tensors": tensor_file.name}))
    os.replace(partial, folder / "state.json")
    for old in folder.glob("*.safetensors"):
        if old != tensor_file:
            old.unlink()


def drop_resume(folder: Path) -> None:
    """Removes the rolling state; first what names the tensors, so that half a state is none."""
    (folder / "state.json").unlink(missing_ok=True)
    shutil.rmtree(folder, ignore_errors=True)


def load_resume(folder: Path) -> tuple[dict[str, torch.Tensor], dict[str, Any]] | None:
    """The rolling state, or None if there is none yet."""
    if not (folder / "state.json").exists():
        return None
    document = json.loads((folder / "state.json").read_text())
    return load_file(folder / document["tensors"]), document
