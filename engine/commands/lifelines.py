"""lifelines: which units were never learned, never forgotten, forgotten for good or relearned, and when."""

from argparse import ArgumentParser, Namespace

from rich.table import Table

from engine import store
from engine.analysis import selection
from engine.analysis.lifelines import CLASSES, life_lines
from engine.analysis.retention import retention
from engine.commands import Verb, options
from engine.errors import UserError


def add_lifelines(parser: ArgumentParser) -> None:
    options.add_run(parser)
    options.add_json(parser)
    parser.add_argument("--task", metavar="T", help="needed where the run has several")
    parser.add_argument("--first", metavar="S", help="where the retention curve begins (default: the task's own stage)")


def lifelines(chosen: Namespace) -> None:
    run = store.open_run(options.run_folder(chosen))
    if chosen.task is None and len(run.tasks) > 1:
        raise UserError(f"--task is needed: this run has {', '.join(run.tasks)}")
    task = chosen.task or next(iter(run.tasks), "")
    selection.check_task(run, task)
    answers = store.read_answers(run, task)
    lines = life_lines(run, answers)
    first = selection.default_first(run, task) if chosen.first is None else selection.parse_snapshot(run, chosen.first)
    try:
        curve, why_not = retention(run, answers, first), ""
    except UserError as error:
        curve, why_not = None, str(error)
    if chosen.json:
        options.print_json({**lines.to_json(), "retention": curve.to_json() if curve else None, "why_not": why_not})
        return
    console, whole = options.console(), len(lines.code)
    grid = Table()
    for head in ("", "class", lines.unit, "share", "meaning"):
        grid.add_column(head, justify="right" if head in (lines.unit, "share") else "left")
    for look, count in zip(CLASSES.values(), lines.counts, strict=True):
        grid.add_row(look.glyph, look.name, f"{count:,}", f"{count / max(whole, 1):.1%}", look.meaning)
    names = f"{len(lines.snapshots)} snapshots, {lines.snapshots[0].name} to {lines.snapshots[-1].name}"
    options.print_table(console, f"{run.id}: {lines.task}, life-lines of {whole:,} {lines.unit} over {names}", grid)
    if curve is None:
        console.print(options.text(f"no retention curve: {why_not}", "dim"), soft_wrap=True)
        return
    grid = Table()
    steps = "steps" if curve.counted_steps else "number"
    for head in ("snapshot", steps, "still right", "share", "95 %", "lost", "back"):
        grid.add_column(head, justify="left" if head == "snapshot" else "right")
    for i, snapshot in enumerate(curve.snapshots):
        grid.add_row(
            options.text(selection.describe(snapshot)), f"{curve.steps[i]:,}",
            f"{curve.kept[i]:,}", f"{curve.share[i]:.1%}",
            f"{curve.low[i]:.1%} to {curve.high[i]:.1%}", f"{curve.lost[i]:,}", f"{curve.returned[i]:,}",
        )  # fmt: skip
    title = (
        f"{curve.right_at_first:,} {curve.unit} right at {selection.describe(curve.snapshots[0])}: how many still are"
    )
    options.print_table(console, title, grid)


VERBS = {"lifelines": Verb(add_lifelines, lifelines)}
