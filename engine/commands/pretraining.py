"""pretraining: how far further pre-training brought the loss of masked words on held-out texts."""

from argparse import ArgumentParser, Namespace

from rich.console import Console
from rich.table import Table

from engine import store
from engine.analysis.pretraining import COUNTS, HeldOutLoss, held_out_losses
from engine.commands import Verb, options
from engine.errors import UserError


def add_pretraining(parser: ArgumentParser) -> None:
    options.add_run(parser)
    options.add_json(parser)


def pretraining(chosen: Namespace) -> None:
    run = store.open_run(options.run_folder(chosen))
    found = held_out_losses(run)
    if not found:
        raise UserError(f"{run.id} has no masked_lm stage: there is no held-out loss to show")
    if chosen.json:
        options.print_json({"run": run.id, "counts": COUNTS, "stages": [each.to_json() for each in found]})
        return
    console = options.console()
    for each in found:
        _print(console, run.id, each)
    console.print(options.text(COUNTS, "dim"), soft_wrap=True)


def _print(console: Console, run: str, found: HeldOutLoss) -> None:
    grid = Table()
    for head in ("step", "held-out loss", "since the head was fitted"):
        grid.add_column(head, justify="right")
    for step, value in zip(found.head_steps[:-1], found.head_values[:-1], strict=True):
        grid.add_row(f"{step:,}", f"{value:.4f}", "head alone")
    for step, value in zip(found.steps, found.values, strict=True):
        grid.add_row(f"{step:,}", f"{value:.4f}", f"{value - found.values[0]:+.4f}")
    options.print_table(console, f"{run}: stage {found.stage}, {found.name}; nats per hidden word piece", grid)
    if len(found.pair_steps):
        pairs = Table()
        for head in ("step", "held-out loss", "accuracy"):
            pairs.add_column(head, justify="right")
        for step, loss, share in zip(found.pair_steps, found.pair_values, found.pair_accuracy, strict=True):
            pairs.add_row(f"{step:,}", f"{loss:.4f}", f"{share:.3f}")
        options.print_table(console, "next-sentence prediction; nats per pair, a guess has 0.693 and half", pairs)
    for task, counts in found.texts.items():
        said = f"{task}: {counts['trained']:,} texts trained on, {counts['held_out']:,} held out to measure on, "
        said += f"{counts['left_out']:,} left out because an evaluation split has them"
        console.print(options.text(said, "dim"), soft_wrap=True)


VERBS = {"pretraining": Verb(add_pretraining, pretraining)}
