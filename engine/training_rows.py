"""Which rows of a task's training split a stage uses, after limit, fraction, sample and hold-out; its plan decides."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from heapq import heapify, heappop, heappush

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


def _stratified(order: Sequence[int], count: int, labels: Sequence[Hashable]) -> list[int]:
    """The first `count` of one sequence of all rows, so that samples are nested. In each of its beginnings every label
    has less than one row more or fewer than its share (the chairman assignment problem, Tijdeman 1980).

    The k-th row of a label may stand in a window of the sequence; of those that may, the one whose window closes first
    comes next. Ties, and a label's own rows, go by their place in `order`.
    """
    by_label: dict[Hashable, list[int]] = {}
    for place, row in enumerate(order):
        by_label.setdefault(labels[row], []).append(place)
    places, parts = list(by_label.values()), 2 * max(1, len(by_label) - 1)

    def opens(label: int, k: int) -> int:
        return -(-(k * parts + 1) * len(order) // (parts * len(places[label])))

    def closes(label: int, k: int) -> int:
        return (k * parts + parts - 1) * len(order) // (parts * len(places[label]))

    later, now, chosen = [(opens(label, 0), label, 0) for label in range(len(places))], [], []
    heapify(later)
    for step in range(1, count + 1):
        while later and later[0][0] <= step:
            _, label, k = heappop(later)
            heappush(now, (closes(label, k), places[label][k], label, k))
        _, place, label, k = heappop(now)
        chosen.append(int(order[place]))
        if k + 1 < len(places[label]):
            heappush(later, (opens(label, k + 1), label, k + 1))
    return sorted(chosen)
