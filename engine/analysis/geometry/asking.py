"""What to ask of a run so that its geometry answers: which snapshots, which vector of a unit, how many units."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.analysis.selection import check_task, default_first
from engine.errors import UserError
from engine.requests.geometry import SEQUENCES, TOKENS, Geometry

if TYPE_CHECKING:
    from engine.store import Run

MOST = 12  # snapshots that are looked at unless more are asked for: a run may have kept weights inside its stages


def request(run: Run, task: str, **settings: Any) -> Geometry:
    """The geometry of a task at every stage's end whose weights were kept, and before training.

    [CLS] of sequences and the mean of a word's pieces, as in the papers; the clusters that are followed are those right
    after the task's own stage. `settings` are the request's other ones.
    Raises UserError where there are no weights, or too few labels.
    """
    check_task(run, task)
    record = run.tasks[task]
    if run.kind == "import":
        raise UserError(f"{run.id} is an import: it has answers, but no encoder in whose space anything could lie")
    kept = [s for s in run.snapshots if s.name in run.checkpoints]
    if not kept:
        raise UserError(f"run {run.id} kept no weights (keep_checkpoints: all keeps every stage's end)")
    if len(kept) < 2:
        raise UserError(f"run {run.id} kept the weights of snapshot {kept[0].name} alone: a geometry compares two")
    own = run.snapshots[default_first(run, task)].name
    ends = _thinned([s.name for s in kept if s.step is None] or [s.name for s in kept], own)
    asked = settings.get("at", ",".join(ends))
    looked_at = [name.strip() for name in asked.split(",")]
    trains = run.own.get(task) is not None
    defaults = {
        "task": task,
        "at": ",".join(ends),
        "vector": "mean" if record.kind == "token" else "first",
        "units": TOKENS if record.kind == "token" else SEQUENCES,
        "follow": own if own in looked_at else looked_at[0],
    }
    if not trains:  # there are no training examples of it to probe with
        defaults["split"] = "evaluation"
    if {"split": "both", **defaults, **settings}["split"] != "both":
        defaults["probe"] = "none"
    return Geometry(**defaults | settings)


def _thinned(names: list[str], own: str) -> list[str]:
    """At most MOST of them, evenly, and always the first, the task's own and the last."""
    if len(names) <= MOST:
        return names
    chosen = {round(i * (len(names) - 1) / (MOST - 2)) for i in range(MOST - 1)}
    return [name for i, name in enumerate(names) if i in chosen or name == own]
