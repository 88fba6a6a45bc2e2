"""A refit in sentences: what it saw, what was held out, what was chosen, and whether that can be trusted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from engine import metrics
from engine.answers import TaskRecord

if TYPE_CHECKING:
    from engine.requests.refit import Refit
    from engine.store import Result, Run

CAUTION = (
    "A refit says what a linear read-out can find, not more: what it does not find may still be in the encoder, in "
    "another layer or another form; and what it finds may have been learned anew from the training data."
)
_SETTINGS = {"C": "C", "alpha": "ridge penalty", "penalty": "penalty on the offsets", "threshold": "threshold"}


def before(run: Run, request: Refit) -> str:
    """What the refit will read, and about how long that takes where the run's own evaluations were made."""
    task = run.tasks[request.task]
    per_example = task.units / max(task.evaluation_rows, 1)
    examples = min(round(request.train_units / per_example), task.train_rows) + task.evaluation_rows
    encoders = request.encoders()
    said = f"It reads about {examples:,} examples with {len(encoders)} encoders ({', '.join(encoders.values())})"
    # Snapshot 0 is an evaluation of all tasks and nothing else; the others count the training before them.
    whole, took = sum(t.evaluation_rows for t in run.tasks.values()), run.seconds.get("0")
    if not took or not whole:
        return f"{said}."
    seconds = took * examples * len(encoders) / whole
    return f"{said}: about {max(seconds, 5):.0f} s at the pace of this run, then the fits; it waits for a free device."


def seen(result: Result, task: TaskRecord) -> str:
    """What the refit was made of: training data alone, and how much of it."""
    data = result.document["data"]
    tokens = task.kind == "token"
    sample = f"{data['examples']:,} of the {data['available_examples']:,} training examples of its own stage"
    sample += f" ({data['units']:,} tokens)" if tokens else ""
    out = f"{data['held_out_examples']:,} of them were held out to choose the penalties"
    return f"The refits saw {sample}; {out}; the final fits use all. No evaluation example was seen."


def fitted(result: Result, task: TaskRecord) -> list[str]:
    """One sentence per refit: what was chosen, the training score, convergence."""
    found = []
    for encoder in result.document["encoders"].values():
        for name, about in encoder["refits"].items():
            found.append(f"{name.capitalize()} on the encoder of {encoder['snapshot']}: {_one(about, task)}.")
    return found


def warnings(result: Result, task: TaskRecord) -> list[str]:
    """What weakens the verdicts of this very refit; empty if nothing does."""
    said = []
    for encoder in result.document["encoders"].values():
        for name, about in encoder["refits"].items():
            where = f"the {name} on the encoder of {encoder['snapshot']}"
            if not about["converged"]:
                said.append(f"The fit of {where} had not converged after {about['iterations']} iterations.")
            if about["at_weakest"] and name == "head":
                chosen = f"{_SETTINGS[about['setting']]} = {about['chosen']:g}"
                said.append(f"For {where} the weakest penalty that was tried won ({chosen}).")
    same = result.document["agreement"]
    if same["same"] < same["units"]:
        share = same["same"] / same["units"]
        said.append(
            f"Read again, the stored head gives {same['same']:,} of its {same['units']:,} answers ({share:.2%}): "
            "numbers of another device or library differ in the last digits."
        )
    return said


def cost(result: Result) -> str:
    """`129 s: 117 s reading 3 encoders, 5 s fitting`."""
    encoders = result.document["encoders"].values()
    read, fit = (sum(e[key] for e in encoders) for key in ("read_s", "fit_s"))
    return f"{result.document['seconds']:.0f} s: {read:.0f} s reading {len(encoders)} encoders, {fit:.0f} s fitting"


def _one(about: Mapping[str, Any], task: TaskRecord) -> str:
    parts = [f"{_SETTINGS[about['setting']]} = {about['chosen']:g}"]
    if about["train_score"] is not None:
        parts.append(f"{metrics.get(task.metrics[0]).short} {about['train_score']:.3f} on what it was fitted to")
    if "offsets" in about and task.labels:
        shown = [f"{label} {offset:+.2f}" for label, offset in zip(task.labels, about["offsets"], strict=True)]
        parts.append(f"offsets {', '.join(shown)}")
    parts.append("converged" if about["converged"] else "not converged")
    return ", ".join(parts)
