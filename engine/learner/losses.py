"""Losses: a term's batch as tensors, and what the network's answers to it cost."""

from collections.abc import Mapping
from dataclasses import dataclass

import torch
from torch.nn import functional

from engine.contract import Term
from engine.data import IGNORED, EncodedSplit, collate
from engine.learner import masking, pairing
from engine.learner.forward import autocast
from engine.learner.masking import Vocabulary
from engine.learner.model import Network
from engine.pretraining_heads import MLM, NSP, NSP_ACCURACY
from engine.randomness import generator
from engine.tasks.task import Task

Part = dict[str, torch.Tensor]  # a padded micro-batch: what the encoder reads, `gold`, and of pairs FOLLOWS
FOLLOWS = "follows"  # (inputs,) engine.learner.pairing's OWN, RANDOM, or IGNORED


@dataclass(frozen=True)
class Losses:
    """What all terms have in common."""

    network: Network
    tasks: Mapping[str, Task]
    splits: Mapping[str, EncodedSplit]  # the training splits
    limits: Mapping[str, int]  # task -> word pieces of an input at most
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
            cuts = generator(*where, "pairs", number)
            inputs, follows = pairing.inputs(split, term, self.vocabulary, self.limits[term.batch.task], cuts)
            split = masking.masked(inputs, term.target, self.vocabulary, draw)
            rows, max_length = range(len(split)), None
        size = -(-len(rows) // pieces)
        micro = [rows[i : i + size] for i in range(0, len(rows), size)]
        parts = [collate(split, part, self.pad, self.device, max_length) for part in micro]
        if term.loss == "mlm" and follows is not None:
            for part, places in zip(parts, micro, strict=True):
                part[FOLLOWS] = torch.tensor([follows[i] for i in places], device=self.device)
        return parts

    def totals(self, term: Term, part: Part) -> dict[str, torch.Tensor]:
        """Each loss summed over its units in a micro-batch: cross-entropy, or squared error for regression; of pairs
        also how many are told rightly."""
        task, gold, follows = self.tasks[term.batch.task], part["gold"], part.get(FOLLOWS)
        inputs = {key: tensor for key, tensor in part.items() if key not in ("gold", FOLLOWS)}
        with autocast(self.device):
            if term.loss == "mlm":
                return self._guesses(inputs, gold, follows)
            logits = self.network(task.head, inputs).float()
        if task.kind == "regression":
            return {term.loss: functional.mse_loss(logits[:, 0], gold.float(), reduction="sum")}
        return {term.loss: _cross_entropy(logits.flatten(0, -2), gold.flatten())}

    def _guesses(self, inputs: Part, gold: torch.Tensor, follows: torch.Tensor | None) -> dict[str, torch.Tensor]:
        words, pairs = self.network.guesses(inputs, gold != IGNORED, follows is not None)
        found = {MLM: _cross_entropy(words.float(), gold[gold != IGNORED])}
        if follows is not None:
            found[NSP] = _cross_entropy(pairs.float(), follows)
            found[NSP_ACCURACY] = (pairs.argmax(-1) == follows).sum().float()
        return found


def units(term: Term, part: Part) -> dict[str, int]:
    """How many labels, pieces to be guessed, or pairs to be told apart a micro-batch has, by loss."""
    found = {term.loss: int((part["gold"] != IGNORED).sum())}
    if FOLLOWS in part:
        found[NSP] = found[NSP_ACCURACY] = int((part[FOLLOWS] != IGNORED).sum())
    return found


def _cross_entropy(logits: torch.Tensor, gold: torch.Tensor) -> torch.Tensor:
    return functional.cross_entropy(logits, gold, ignore_index=IGNORED, reduction="sum")
