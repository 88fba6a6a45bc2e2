"""The overall score of multi-task minBERT (CS224N): sentiment, paraphrases and similarity in one number."""

import numpy as np

from engine.analysis.measures.grid import Grid
from engine.analysis.measures.measure import Measure, Rival

NAME = "overall"
TASKS = {"sst": "accuracy", "qqp": "accuracy", "sts": "pearson"}  # a run has the measure if it has all of them


def normalised(sst: float, paraphrase: float, sts: float) -> float:
    """Mean of two accuracies and of a correlation brought from -1..1 to 0..1: (r + 1) / 2."""
    return float(np.mean([sst, paraphrase, (sts + 1) / 2]))


def simple(sst: float, paraphrase: float, sts: float) -> float:
    """Mean of two accuracies and a correlation as they are."""
    return float(np.mean([sst, paraphrase, sts]))


def applies(grid: Grid) -> bool:
    """Whether the three tasks are there."""
    return set(TASKS) <= set(grid.tasks)


def by_stage(grid: Grid) -> list[tuple[float, float] | None]:
    """(normalised, simple) after each stage; None where a head is untrained, or a score undefined or another metric."""
    if not applies(grid):
        return [None] * len(grid.stages)
    columns = [grid.tasks.index(task) for task in TASKS]
    found: list[tuple[float, float] | None] = []
    for scores, trained in zip(grid.result[:, columns], grid.trained[:, columns], strict=True):
        whole = trained.all() and not np.isnan(scores).any() and not _other_metric(grid)
        found.append((normalised(*scores), simple(*scores)) if whole else None)
    return found


def minbert_overall(grid: Grid) -> Measure:
    """Mean over the three tasks at the end, STS as (Pearson + 1) / 2. Only where `applies`."""
    columns = [grid.tasks.index(task) for task in TASKS]
    reasons = {j: grid.at_end(j) for j in columns}
    why_not = _other_metric(grid) or "; ".join(f"{grid.tasks[j]}: {why}" for j, why in reasons.items() if why)
    last = {} if why_not else dict(zip(TASKS, grid.result[-1, columns], strict=True))
    parts = {j: (s + 1) / 2 if grid.tasks[j] == "sts" else s for j, s in zip(columns, last.values(), strict=False)}
    both = by_stage(grid)[-1]
    rivals = (
        Rival(NAME, "the project's leaderboard; the report's models B to F", both[0] if both else None, why_not),
        Rival("overall_simple", "some forks; no published row", both[1] if both else None, why_not),
    )
    return grid.mean(NAME, parts, {}, f"after stage {grid.stages[-1]}", why_not, rivals)


def _other_metric(grid: Grid) -> str:
    """Why the metrics in view are not those of the rule; empty if they are."""
    shown = dict(zip(grid.tasks, grid.metrics, strict=True))
    wrong = [f"{task} by {shown[task]}" for task, metric in TASKS.items() if shown[task] != metric]
    return f"takes accuracy of sst and qqp and Pearson of sts; in view is {', '.join(wrong)}" if wrong else ""
