"""import: predictions made elsewhere, or a run's ZIP, become a run."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from engine import imports, sharing, store, tasks
from engine.commands import Verb, options
from engine.errors import UserError


def add(parser: ArgumentParser) -> None:
    parser.add_argument(
        "files",
        metavar="FILE",
        nargs="+",
        type=Path,
        help="a TSV or CSV with the columns index, label, first, second, ...; the original's eval_results_*.txt files, "
        "in order; or JSONL; or one ZIP that `export` made",
    )
    parser.add_argument("--task", metavar="T", help="the task that was evaluated; needed for all but a ZIP")
    parser.add_argument("--name", help="what to call the run")
    parser.add_argument("--id", metavar="ID", help="of a ZIP's run here, in place of its own")
    options.add_runs(parser)
    options.add_data(parser)
    options.add_json(parser)


def act(chosen: Namespace) -> None:
    folder = _zip(chosen) if chosen.files[0].suffix.lower() == ".zip" else _predictions(chosen)
    if chosen.json:
        options.print_json({"run": folder.name, "folder": str(folder.resolve())})
    else:
        print(folder.name)


def _predictions(chosen: Namespace) -> Path:
    if not chosen.task:
        raise UserError("the following arguments are required: --task (only a run's ZIP brings its own)")
    if chosen.id:
        raise UserError("--id is for a run's ZIP; what predictions become gets an id of its own")
    data = tasks.data_folder(chosen.data)
    return imports.import_predictions(chosen.files, chosen.task, options.runs_folder(chosen), data, chosen.name)


def _zip(chosen: Namespace) -> Path:
    if len(chosen.files) > 1 or chosen.task or chosen.name:
        raise UserError("a run's ZIP is imported alone, without --task and --name: it brings its own")
    try:
        return sharing.import_file(chosen.files[0], options.runs_folder(chosen), chosen.id)
    except store.IdTaken as taken:
        raise UserError(f"{taken}: --id {taken.other}") from taken


VERBS = {"import": Verb(add, act)}
