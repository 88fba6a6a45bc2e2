"""One pass over a split without training: batches of similar length in, one row per unit out."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext

import torch

from engine.data import IGNORED, EncodedSplit, collate

EVALUATION_BATCH = 64  # examples of similar length; fixed, so that answers do not depend on a setting

Forward = Callable[[Mapping[str, torch.Tensor]], tuple[torch.Tensor, ...]]


def per_unit(
    split: EncodedSplit,
    pad: int,
    device: torch.device,
    forward: Forward,
    on_examples: Callable[[int], None] = lambda count: None,
) -> list[torch.Tensor]:
    """What `forward` makes of every unit of a split: a list of float32 tensors (units, ...) in the order of the units.

    `forward` takes a padded batch and returns tensors (rows, ...); for a token task (rows, pieces, ...), of which its
    words' first pieces are the units. `on_examples` is told how many are done. Consumes no randomness; the caller puts
    the network into evaluation mode.
    """
    order = sorted(range(len(split)), key=lambda row: split.lengths[row])
    found: dict[int, tuple[torch.Tensor, ...]] = {}
    with torch.no_grad():
        for start in range(0, len(order), EVALUATION_BATCH):
            rows = order[start : start + EVALUATION_BATCH]
            batch = collate(split, rows, pad, device)
            gold = batch.pop("gold")
            with autocast(device):
                outputs = [output.float() for output in forward(batch)]
            for i, row in enumerate(rows):
                found[row] = tuple(_units(output[i], gold[i]).cpu() for output in outputs)
            on_examples(start + len(rows))
    return [torch.cat(parts) for parts in zip(*(found[row] for row in range(len(split))), strict=True)]


def autocast(device: torch.device) -> AbstractContextManager:
    """bf16 where the device is made for it."""
    if device.type == "cuda" and torch.cuda.is_bf16_supported():
        return torch.autocast("cuda", torch.bfloat16)
    return nullcontext()  # bf16 is slower on a CPU without AMX


def _units(output: torch.Tensor, gold: torch.Tensor) -> torch.Tensor:
    """(units, ...) of one example: (pieces, ...) where its units are words, else (...)."""
    if gold.ndim:
        return output[gold != IGNORED]
    return output[None]
