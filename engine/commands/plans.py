"""run, launch: a plan becomes a run, here or in the background. Also how `resume --foreground` goes on here."""

import sys
import time
from argparse import ArgumentParser, Namespace
from functools import partial
from pathlib import Path

from rich.console import Console

from engine import launch, presets, store, sweep, tasks, vary, worker
from engine.analysis import selection
from engine.analysis.counts import count_table
from engine.analysis.matrices import result_matrix
from engine.commands import Verb, bars, options, plan_argument, tables
from engine.errors import Cancelled, UserError
from engine.plan import Plan


def add_run(parser: ArgumentParser) -> None:
    plan_argument.add(parser)
    options.add_runs(parser)
    options.add_data(parser)
    options.add_json(parser)
    parser.add_argument("--show", action="store_true", help="print the matrices and counts at the end")


def run(chosen: Namespace) -> int:
    data = tasks.data_folder(chosen.data)
    plan = plan_argument.read(chosen.plan, chosen.set, data)
    several = vary.count(vary.from_json(presets.varied(chosen.plan))) if chosen.plan in presets.names() else 1
    if several > 1:
        said = f"{chosen.plan} is {several} runs, which `launch` starts; here goes its plan alone"
        print(f"lethe: {said}", file=sys.stderr)
    folder = launch.create(options.runs_folder(chosen), plan)
    return carry_out(folder, data, chosen, show=chosen.show)


def carry_out(folder: Path, data: Path | None, chosen: Namespace, show: bool = False) -> int:
    """Do the run in `folder` in this process, with progress on stderr; its id is the last line on stdout.

    Ctrl-C cancels it. The exit code: 0 done, 1 failed, 130 cancelled; raises UserError for a user's mistake.
    """
    stderr = Console(stderr=True, highlight=False)
    stderr.print(options.text(f"run {folder.name}"))
    names = Plan.from_json(store.read_plan(folder)).stage_names()
    try:
        with worker.cancellable(), bars.shown(folder, names, stderr):
            worker.carry(folder, data)
    except Cancelled:
        if store.read_progress(folder).state in launch.ACTIVE:  # so early that nobody else could say so
            store.update_progress(folder, state="cancelled", finished=time.time())
        where = "".join(f" --{name} {getattr(chosen, name)}" for name in ("runs", "data") if getattr(chosen, name))
        print(f"lethe: cancelled. To go on: python -m engine resume {folder.name}{where}", file=sys.stderr)
        return 130
    except UserError:
        raise
    except Exception as error:  # noqa: BLE001  its traceback is in the log
        print(f"lethe: {folder.name} failed: {worker.describe(error)}. See {folder / 'log.txt'}", file=sys.stderr)
        return 1
    if show:
        print_all(options.console(sys.stderr if chosen.json else sys.stdout), folder)
    _print_started([folder], chosen.json)
    return 0


def print_all(console: Console, folder: Path) -> None:
    """The matrices of a run, and the counts of every task that something came after."""
    run = store.open_run(folder)
    answers_of = partial(store.read_answers, run)
    tables.print_matrix(console, run, result_matrix(run, answers_of))
    for task in run.tasks:
        console.print()
        try:
            pair = selection.default_pair(run, task)
        except UserError as nothing_to_compare:
            console.print(options.text(f"{task}: no counts. {nothing_to_compare}", style="dim"))
            continue
        tables.print_counts(console, run, count_table(answers_of(task), *pair))


def add_launch(parser: ArgumentParser) -> None:
    plan_argument.add(parser)
    options.add_runs(parser)
    options.add_data(parser)
    options.add_json(parser)
    parser.add_argument("--seeds", metavar="N,N,...", help="several runs, one per seed")
    plan_argument.add_vary(parser)
    parser.add_argument("--all-orders", action="store_true", help="several runs, one per order of the stages")
    parser.add_argument("--sweep", metavar="NAME", help="name several runs by which they are found again")


def launch_plan(chosen: Namespace) -> None:
    data = tasks.data_folder(chosen.data)
    plan, variants = plan_argument.read_several(chosen.plan, chosen.set, chosen.vary, data)
    seeds = [plan.seed] if chosen.seeds is None else options.seeds(chosen.seeds)
    plans = sweep.runs([variant.plan for variant in variants], seeds, chosen.all_orders)
    called = chosen.sweep or sweep.name(plan, seeds, chosen.all_orders, len(variants))
    folders = [launch.start(options.runs_folder(chosen), each, data, called) for each in plans]
    _print_started(folders, chosen.json)


def _print_started(folders: list[Path], as_json: bool) -> None:
    documents = [{"run": folder.name, "folder": str(folder.resolve())} for folder in folders]
    if as_json:
        options.print_json(documents[0] if len(documents) == 1 else {"runs": documents})
    else:
        print("\n".join(folder.name for folder in folders))


VERBS = {"run": Verb(add_run, run), "launch": Verb(add_launch, launch_plan)}
