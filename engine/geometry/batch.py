"""The spaces of batch probing: a folder per checkpoint, and in it a file of embeddings per layer."""

from __future__ import annotations

from pathlib import Path

from engine.errors import UserError


def spaces(folder: Path) -> dict[str, dict[int, Path]]:
    """Checkpoint -> layer -> file, `folder/CHECKPOINT/LAYER.txt`, numbers in their order.

    Raises UserError if there are none, or other files among them.
    """
    if not folder.is_dir():
        raise UserError(f"{folder}: there is no such folder of checkpoints")
    found: dict[str, dict[int, Path]] = {}
    for checkpoint in sorted((p for p in folder.iterdir() if p.is_dir()), key=_order):
        layers = {}
        for path in checkpoint.iterdir():
            if path.suffix != ".txt" or not (path.stem.isascii() and path.stem.isdigit()):
                raise UserError(f"{path}: expected files named by their layer, such as {checkpoint / '12.txt'}")
            layers[int(path.stem)] = path
        if not layers:
            raise UserError(f"{checkpoint} has no embeddings: expected a file per layer, such as 12.txt")
        found[checkpoint.name] = dict(sorted(layers.items()))
    if not found:
        raise UserError(f"{folder} has no checkpoints: expected a folder for each")
    return found


def _order(path: Path) -> tuple[int, int, str]:
    """Numbers before names, and 2 before 10."""
    number = path.name.isascii() and path.name.isdigit()
    return (0, int(path.name), "") if number else (1, 0, path.name)
