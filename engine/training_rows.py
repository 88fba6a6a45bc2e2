"""Which rows of a task's training split a stage uses, after limit, fraction, sample and hold-out; its plan decides."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np

from engine.errors import UserError
from engine.randomness import generator
from engine.stage import Stage

STRATIFIED = ("sequence", "pair")  # kinds of task whose examples have one label each


@dataclass(frozen=True)
class TrainingRows:
    """Rows of one task's training split, counted from 0."""

    trained: Sequence[int]  # in use; ascending
    held_out: tuple[int, ...] = ()  # ascending; the best epoch is chosen by them


def used(stage: Stage, available: int) -> int:
    """How many of `available` rows a stage uses, those held out included: the fraction of what the limit leaves."""
    limited = min(available, stage.train_limit or available)
    return limited if stage.train_fraction == 1 else max(1, round(stage.train_fraction * limited))


def training_rows(
    stage: Stage, number: int, seed: int, task: str, available: int, labels: Sequence[Hashable] | None = None
) -> TrainingRows:
    """The rows of `task` in a stage.

    number: the stage's, from 1. seed: the stage's own, else the plan's. available: rows of the task's training split.
    labels: (available,) what a stratified sample goes by; None for tasks of kinds not in `STRATIFIED`.
    """
    rows, count = range(available), used(stage, available)
    if count < available:
        rows = _sample(stage, number, seed, task, available, count, labels)
    if not stage.hold_out or task != stage.tasks[0]:
        return TrainingRows(rows)
    draw = generator(seed, number, "hold-out", task)
    out = max(1, round(stage.hold_out * len(rows)))
    if out == len(rows):
        raise UserError(f"hold_out {stage.hold_out:g} leaves nothing of {len(rows)} training examples of {task}")
    held_out = tuple(sorted(int(rows[i]) for i in draw.choice(len(rows), out, replace=False)))
    kept_out = set(held_out)
    return TrainingRows([r for r in rows if r not in kept_out], held_out)


def _sample(
    stage: Stage, number: int, seed: int, task: str, available: int, count: int, labels: Sequence[Hashable] | None
) -> Sequence[int]:
    if stage.train_sample == "first":
        return range(count)
    if stage.train_sample == "stratified":
        # Not by the stage's number: with and without a stage before it, and in each of several, it is the same sample.
        order = generator(seed, "stratified", task).permutation(available)
        return _stratified(order, count, labels if labels is not None else [0] * available)
    draw = generator(seed, number, "sample", task)
    return sorted(int(r) for r in draw.choice(available, count, replace=False))


def _stratified(order: np.ndarray, count: int, labels: Sequence[Hashable]) -> list[int]:
    """Of each label the first in `order`, as many as its share of `count`; largest remainders take what is left."""
    first = {label: i for i, label in reversed(list(enumerate(labels)))}
    of = np.array([first[label] for label in labels])[order]  # a label is told by where it first stands
    names, sizes = np.unique(of, return_counts=True)
    exact = sizes * (count / len(order))
    quota = np.floor(exact + 1e-9).astype(int)
    quota[np.argsort(-(exact - quota), kind="stable")[: count - quota.sum()]] += 1
    chosen = [order[of == name][:n] for name, n in zip(names, quota, strict=True)]
    return sorted(int(row) for row in np.concatenate(chosen))
