"""The command line, one file per group of verbs. `--help` needs this table alone; a verb is imported when asked for."""

from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Verb:
    """What one verb takes and does. `act` returns the exit code, None for 0."""

    add_arguments: Callable[[ArgumentParser], None]
    act: Callable[[Namespace], int | None]


VERBS = {  # verb: (file, what it does)
    "run": ("plans", "carry out a plan here and now, with progress bars"),
    "launch": ("plans", "carry out a plan in the background; prints the run's id"),
    "runs": ("runs", "list runs: all, or those in which words or tags are found"),
    "status": ("runs", "how far a run is"),
    "cancel": ("runs", "stop a queued or running run; it can be resumed"),
    "resume": ("runs", "go on with a failed, cancelled or lost run"),
    "delete": ("runs", "delete a run and all its answers"),
    "tag": ("keeping", "put tags on a run, or on one of its examples; or take them off"),
    "note": ("keeping", "write a note on a run, or on one of its examples"),
    "archive": ("keeping", "keep a run, but list it no longer"),
    "disk": ("keeping", "what runs take on disk; drop a run's checkpoints"),
    "trash": ("keeping", "runs that were deleted on the Runs page: list, bring back, remove for good"),
    "export": ("zips", "a run as one ZIP file, to share"),
    "matrix": ("answers", "how much was forgotten: result and transfer matrix"),
    "counts": ("answers", "which labels were forgotten: cnt1 to cnt4"),
    "examples": ("answers", "which sentences and tokens were forgotten"),
    "flips": ("flips", "is it more than chance: flip measures, tests, intervals, a verdict"),
    "refit": ("recovery", "is it still in the encoder? refit a task's bias and head on the frozen encoder"),
    "jobs": ("recovery", "what jobs a run has, and their states"),
    "control": ("control", "seed twins and a sham stage: how much flips anyway?"),
    "noise": ("control", "forgetting beside what flips in twins, shams and other seeds"),
    "adapt": ("adapt", "few examples of new tasks: from a run's weights, and from the plain encoder"),
    "slices": ("slices", "what kind of example was forgotten, and is it more than chance"),
    "lifelines": ("lifelines", "never learned, unforgettable, forgotten for good, relearned; and when"),
    "pretraining": ("pretraining", "how far masked_lm stages brought the loss of masked words on held-out texts"),
    "compare": ("compare", "runs and groups side by side: is it the method, the order or the seed?"),
    "geometry": ("geometry", "does the geometry collapse, or has the head lost its aim? DirectProbe, probes, movement"),
    "report": ("report", "a run as one HTML file that opens anywhere; its figures as a ZIP"),
    "import": ("importing", "make a run of predictions made elsewhere, or of a run's ZIP"),
    "app": ("app", "serve the dashboard on this machine"),
    "presets": ("lists", "plans to start from"),
    "tasks": ("lists", "what can be learned"),
    "encoders": ("lists", "what can learn it"),
    "data": ("lists", "which tasks' data is there, and from where"),
    "strategies": ("lists", "what can protect old knowledge, with settings"),
    "objectives": ("lists", "what a stage can train, with settings"),
}
