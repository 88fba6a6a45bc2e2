"""Which training texts an objective without labels may read: none of an evaluation, and some are kept for measuring."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from engine import objectives
from engine.plan import Plan
from engine.randomness import seed_for
from engine.tasks.task import Example, TaskData
from engine.training_rows import STRATIFIED, training_rows

MOST_HELD_OUT = 512  # texts: enough for a mean, few enough to be read ten times in a stage


@dataclass(frozen=True)
class Division:
    """Rows of training splits by task, ascending, counted from 0."""

    trained: Mapping[str, Sequence[int]]
    held_out: Mapping[str, Sequence[int]]
    left_out: Mapping[str, int]  # how many rows have a text that an evaluation split has as well

    def to_json(self) -> dict[str, dict[str, int]]:
        """Task -> how many texts are trained on, held out, and left out."""
        return {
            task: {"trained": len(rows), "held_out": len(self.held_out[task]), "left_out": self.left_out[task]}
            for task, rows in self.trained.items()
        }


def of_stage(plan: Plan, number: int, data: Mapping[str, TaskData]) -> Division:
    """The texts of stage `number`, counted from 1, whose objective has no labels; `data` of all tasks of the plan."""
    stage = plan.stages[number - 1]
    seed = plan.seed if stage.seed is None else stage.seed
    train, rows = {task: data[task].train for task in stage.tasks}, {}
    for task, examples in train.items():
        labels = [e.gold for e in examples] if data[task].task.kind in STRATIFIED else None
        rows[task] = training_rows(stage, number, seed, task, len(examples), labels).trained
    evaluated = all_contents(example for task in plan.tasks for example in data[task].evaluation)
    return divide(rows, train, evaluated, seed, objectives.unbegun(stage).held_out_share)


def all_contents(examples: Iterable[Example]) -> set[str]:
    """The contents of all examples together."""
    return {content for example in examples for content in example.contents()}


def held_out_count(available: int, share: float) -> int:
    """How many of so many texts are held out: their share, at least one, at most MOST_HELD_OUT; one is left."""
    return max(0, min(MOST_HELD_OUT, max(1, round(share * available)), available - 1))


def divide(
    rows: Mapping[str, Sequence[int]],
    train: Mapping[str, Sequence[Example]],
    evaluated: Collection[str],
    seed: int,
    share: float,
) -> Division:
    """Rows in use, by task, parted into those that are trained on and those held out.

    evaluated: contents of all evaluation splits. A row with one of these texts is left out, a pair with either. share:
    of the rows that stay, 0 to 1. The held-out ones follow from seed and content alone, and no row with a text of
    theirs is trained on, whatever task it is of.
    """
    found = {task: {row: train[task][row].contents() for row in rows[task]} for task in rows}
    usable = {
        task: {row: texts for row, texts in by_row.items() if texts.isdisjoint(evaluated)}
        for task, by_row in found.items()
    }
    places = [(task, row) for task, by_row in usable.items() for row in by_row]
    places.sort(key=lambda place: seed_for(seed, "held-out texts", *sorted(usable[place[0]][place[1]])))
    chosen = set(places[: held_out_count(len(places), share)])
    kept = {text for task, row in chosen for text in usable[task][row]}
    return Division(
        {t: [r for r, texts in by_row.items() if texts.isdisjoint(kept)] for t, by_row in usable.items()},
        {t: [r for r in by_row if (t, r) in chosen] for t, by_row in usable.items()},
        {t: len(found[t]) - len(usable[t]) for t in found},
    )
