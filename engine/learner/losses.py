"""Losses: a term's batch as tensors, and what the network's answers to it cost."""

from collections.abc import Mapping
from dataclasses import dataclass

import torch
from torch.nn import functional

from engine.contract import Term
from engine.data import IGNORED, EncodedSplit, collate
from engine.learner import masking
from engine.learner.forward import autocast
from engine.learner.masking import Vocabulary
from engine.learner.model import Network
from engine.randomness import generator
from engine.tasks.task import Task

Part = dict[str, torch.Tensor]  # a padded micro-batch: what the encoder reads, and `gold`


@dataclass(frozen=True)
class Losses:
    """What all terms have in common."""

    network: Network
    tasks: Mapping[str, Task]
    splits: Mapping[str, EncodedSplit]  # the training splits
    pad: int
    device: torch.device
    vocabulary: Vocabulary | None  # None: no term masks words

    def parts(self, term: Term, place: tuple[int | str, ...], number: int, pieces: int) -> list[Part]:
        """A term's batch in `pieces` micro-batches. It is number `number` of the step at `place`: masks are drawn from
        (seed, stage, step, number) alone, fixed ones from (seed, stage, number)."""
        split, rows, max_length = self.splits[term.batch.task], term.batch.rows, term.batch.max_length
        if term.loss == "mlm":
            where = (*place[:2], "fixed masks") if term.target.fixed else (*place, "masks")
            draw = generator(*where, number)
            split = masking.masked(split, term.batch, term.target, self.vocabulary, draw)
            rows, max_length = range(len(split)), None
        size = -(-len(rows) // pieces)
        micro = [rows[i : i + size] for i in range(0, len(rows), size)]
        return [collate(split, part, self.pad, self.device, max_length) for part in micro]

    def total(self, term: Term, part: Part) -> torch.Tensor:
        """Sum over the units of a micro-batch of cross-entropy, or of squared error for regression."""
        task, gold = self.tasks[term.batch.task], part["gold"]
        inputs = {key: tensor for key, tensor in part.items() if key != "gold"}
        with autocast(self.device):
            if term.loss == "mlm":
                logits, gold = self.network.masked_words(inputs, gold != IGNORED), gold[gold != IGNORED]
            else:
                logits = self.network(task.head, inputs)
        logits = logits.float()
        if task.kind == "regression" and term.loss == "task":
            return functional.mse_loss(logits[:, 0], gold.float(), reduction="sum")
        return functional.cross_entropy(logits.flatten(0, -2), gold.flatten(), ignore_index=IGNORED, reduction="sum")


def units(part: Part) -> int:
    """How many labels, or pieces to be guessed, a micro-batch has."""
    return int((part["gold"] != IGNORED).sum())
