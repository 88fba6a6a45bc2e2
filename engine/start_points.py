"""What a plan can begin with in place of the pre-trained encoder: weights that runs have kept. See `Plan.start`."""

from pathlib import Path

from engine import store
from engine.errors import UserError
from engine.plan import Plan
from engine.store import Run


def encoder(run: Run) -> str:
    """The encoder whose weights a run has."""
    return str(run.plan.get("encoder", Plan.encoder))


def source(runs: Path, plan: Plan) -> Run | None:
    """The run in the folder `runs` whose weights the plan begins with; None if it begins with its encoder.

    Raises UserError if that run, or its weights at that snapshot, are not there, or are those of another encoder.
    """
    if plan.start is None:
        return None
    run = store.open_run(store.find(runs, plan.start.run))
    store.checkpoint_file(run, plan.start.snapshot)
    if encoder(run) != plan.encoder:
        raise UserError(
            f"the plan has encoder {plan.encoder!r}, but starts from run {run.id} of {encoder(run)!r}: give it that "
            "encoder, or begin with the pre-trained one"
        )
    return run
