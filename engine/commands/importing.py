"""import: predictions made elsewhere become a run."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from engine import imports, tasks
from engine.commands import Verb, options


def add(parser: ArgumentParser) -> None:
    parser.add_argument(
        "files",
        metavar="FILE",
        nargs="+",
        type=Path,
        help="a TSV or CSV with the columns index, label, first, second, ...; the original's eval_results_*.txt files, "
        "in order; or JSONL",
    )
    parser.add_argument("--task", metavar="T", required=True, help="the task that was evaluated")
    parser.add_argument("--name", help="what to call the run")
    options.add_runs(parser)
    options.add_data(parser)
    options.add_json(parser)


def act(chosen: Namespace) -> None:
    data = tasks.data_folder(chosen.data)
    folder = imports.import_predictions(chosen.files, chosen.task, options.runs_folder(chosen), data, chosen.name)
    if chosen.json:
        options.print_json({"run": folder.name, "folder": str(folder.resolve())})
    else:
        print(folder.name)


VERBS = {"import": Verb(add, act)}
