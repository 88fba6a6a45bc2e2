"""What a stage of a plan trains on, once its data are read."""

from collections.abc import Iterable, Mapping

from engine import objectives, pretraining_heads, unlabelled
from engine.data import EncodedSplit
from engine.objectives import Material
from engine.plan import Plan
from engine.tasks.task import TaskData
from engine.training_rows import STRATIFIED, TrainingRows, training_rows
from engine.unlabelled import Division


def material(
    plan: Plan,
    number: int,
    splits: Mapping[str, EncodedSplit],
    kinds: Mapping[str, str],
    division: Division | None,
    brings: frozenset[str],
) -> tuple[Material, tuple[int, ...]]:
    """The material of stage `number`, counted from 1, and the rows of its first task that choose its best epoch.

    splits: the training splits by task. kinds: of the tasks. division: of a stage without labels, see `divisions`.
    brings: heads that the encoder's checkpoint brings.
    """
    stage = plan.stages[number - 1]
    seed = plan.seed if stage.seed is None else stage.seed
    if division is not None:
        rows, held_out, best_by = division.trained, division.held_out, ()
    else:
        found: dict[str, TrainingRows] = {}
        for task in stage.tasks:
            labels = splits[task].gold if kinds[task] in STRATIFIED else None
            found[task] = training_rows(stage, number, seed, task, len(splits[task]), labels)
        rows, held_out = {task: f.trained for task, f in found.items()}, {}
        best_by = next((f.held_out for f in found.values() if f.held_out), ())
    lengths = {task: [splits[task].lengths[r] for r in rows[task]] for task in rows}
    pairs = pretraining_heads.NSP in objectives.unbegun(stage).heads
    alike = {task: _alike(splits[task], [*rows[task], *held_out[task]]) for task in rows} if pairs else {}
    return Material(stage, number, seed, rows, lengths, held_out, brings, alike), best_by


def _alike(split: EncodedSplit, rows: Iterable[int]) -> dict[int, int]:
    """Row -> number of its text."""
    numbers: dict[tuple[tuple[int, ...], ...], int] = {}
    texts = {row: tuple(tuple(piece["input_ids"]) for piece in split.inputs_of(row)) for row in rows}
    return {row: numbers.setdefault(text, len(numbers)) for row, text in texts.items()}


def divisions(plan: Plan, data: Mapping[str, TaskData]) -> dict[int, Division]:
    """Of every stage without labels, by its number from 1: which texts it trains on."""
    numbers = [n for n, s in enumerate(plan.stages, 1) if not objectives.get(s.objective).supervised]
    return {number: unlabelled.of_stage(plan, number, data) for number in numbers}
