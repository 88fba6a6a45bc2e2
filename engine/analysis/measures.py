"""One number for a whole result matrix: ACC, BWT, forgetting. Each says what it is and what it was taken over."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from engine import metrics
from engine.analysis.numbers import to_json

DEFINITIONS = {
    "ACC": "mean over tasks j of R[n][j], the score after the last stage n",
    "BWT": "mean over tasks j trained before the last stage of R[n][j] - R[own(j)][j]: the score after the last "
    "stage n minus the one right after the task's own stage; below 0 is forgetting",
    "forgetting": "mean over tasks j trained before the last stage of max R[i][j] - R[n][j], i from own(j) to n - "
    "1: the best score at an earlier stage end minus the one after the last stage n; below 0 is improvement",
}
CITATIONS = {
    "ACC": "Lopez-Paz and Ranzato 2017",
    "BWT": "Lopez-Paz and Ranzato 2017",
    "forgetting": "Chaudhry et al. 2018",
}


@dataclass(frozen=True)
class Measure:
    """A number with its formula. `value` is None exactly where `why_not` says why."""

    name: str
    value: float | None
    definition: str
    citation: str
    snapshots: str  # which rows it is taken over: "after stage 3 minus after the task's own stage"
    tasks: tuple[str, ...]  # the n tasks it is the mean over
    excluded: tuple[str, ...]  # "rte: untrained head": what was left out and why
    kinds: tuple[str, ...]  # kinds of metric averaged
    why_not: str = ""

    @property
    def mixed(self) -> bool:
        """True where different kinds of metric were averaged: show `note` beside the value."""
        return len(self.kinds) > 1

    @property
    def note(self) -> str:
        """Everything a reader must be told beside the number."""
        parts = [f"averages different kinds of metric: {', '.join(self.kinds)}"] if self.mixed else []
        parts += [f"without {', '.join(self.excluded)}"] if self.excluded else []
        return "; ".join(parts)

    def to_json(self) -> dict[str, Any]:
        return {
            "value": to_json(self.value),
            "definition": self.definition,
            "citation": self.citation,
            "snapshots": self.snapshots,
            "n_tasks": len(self.tasks),
            "tasks": list(self.tasks),
            "excluded": list(self.excluded),
            "mixed": self.mixed,
            "kinds": list(self.kinds),
            "note": self.note,
            "why_not": self.why_not,
        }


def measures(
    stages: tuple[int, ...],
    tasks: tuple[str, ...],
    chosen: tuple[str, ...],
    result: np.ndarray,
    trained: np.ndarray,
    own: tuple[int | None, ...],
) -> dict[str, Measure]:
    """ACC, BWT and forgetting of a result matrix.

    stages: (rows,) the stage each row is the end of, ascending. tasks, chosen, own: (columns,) names, metrics and own
    stages. result: (rows, columns); trained: (rows, columns) bool. Untrained heads and undefined scores are left out
    and named in `excluded`.
    """
    if not stages:
        return {
            name: _measure(name, {}, [], "", dict.fromkeys(tasks, ""), "no stage is done yet") for name in DEFINITIONS
        }
    last = stages[-1]
    metric = dict(zip(tasks, chosen, strict=True))
    acc, bwt, forgetting, never, late = {}, {}, {}, [], []
    for j, task in enumerate(tasks):
        if not trained[-1, j]:
            never.append(f"{task} (untrained head)")
            continue
        if np.isnan(result[-1, j]):
            never.append(f"{task} (undefined {metric[task]})")
            continue
        acc[task] = float(result[-1, j])
        row = stages.index(own[j]) if own[j] in stages else None
        if row is None or row == len(stages) - 1:
            late.append(f"{task} ({'no stage of its own' if row is None else 'trained in the last stage'})")
        elif np.isnan(result[row:, j]).any():
            late.append(f"{task} (undefined {metric[task]})")
        else:
            bwt[task] = float(result[-1, j] - result[row, j])
            forgetting[task] = float(result[row:-1, j].max() - result[-1, j])
    none = "needs a task whose own stage is before the last"
    return {
        "ACC": _measure("ACC", acc, never, f"after stage {last}", metric, "no task with a trained head and a score"),
        "BWT": _measure("BWT", bwt, never + late, f"after stage {last} minus after the task's own stage", metric, none),
        "forgetting": _measure(
            "forgetting",
            forgetting,
            never + late,
            f"best of own stage to stage {last - 1} minus after stage {last}",
            metric,
            none,
        ),
    }


def _measure(
    name: str, values: dict[str, float], excluded: list[str], snapshots: str, metric: dict[str, str], why_not: str
) -> Measure:
    return Measure(
        name=name,
        value=float(np.mean(list(values.values()))) if values else None,
        definition=DEFINITIONS[name],
        citation=CITATIONS[name],
        snapshots=snapshots,
        tasks=tuple(values),
        excluded=tuple(excluded),
        kinds=tuple(dict.fromkeys(metrics.get(metric[task]).kind for task in values)),
        why_not="" if values else why_not,
    )
