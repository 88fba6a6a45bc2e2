"""tag, note, archive, disk, trash: what is said about runs, which are on show, and what they take on disk."""

import dataclasses
from argparse import ArgumentParser, Namespace
from pathlib import Path

from rich.table import Table

from engine import removal, store
from engine.commands import Verb, options
from engine.errors import UserError
from engine.store import DiskUse, Remark


def add_tag(parser: ArgumentParser) -> None:
    _add_what(parser)
    parser.add_argument("tags", metavar="TAG", nargs="*", help="tags to add; without any, those there are are printed")
    parser.add_argument("--remove", metavar="TAG", action="append", default=[], help="a tag to take off; repeatable")


def tag(chosen: Namespace) -> None:
    folder = options.run_folder(chosen)
    if chosen.tags or chosen.remove:
        remark = store.annotate(folder, add=chosen.tags, remove=chosen.remove, **_which(chosen, folder))
    else:
        remark = _remark(chosen, folder)
    _print(chosen, folder, remark, ", ".join(remark.tags) or "no tags")


def add_note(parser: ArgumentParser) -> None:
    _add_what(parser)
    parser.add_argument("text", metavar="TEXT", nargs="?", help='what to write, "" for nothing; else it is printed')


def note(chosen: Namespace) -> None:
    folder = options.run_folder(chosen)
    if chosen.text is None:
        remark = _remark(chosen, folder)
    else:
        remark = store.annotate(folder, chosen.text, **_which(chosen, folder))
    _print(chosen, folder, remark, remark.note or "no note")


def add_archive(parser: ArgumentParser) -> None:
    options.add_run(parser)
    options.add_json(parser)
    parser.add_argument("--undo", action="store_true", help="list it again")


def archive(chosen: Namespace) -> None:
    folder, archived = options.run_folder(chosen), not chosen.undo
    store.change_notes(folder, lambda notes: dataclasses.replace(notes, archived=archived))
    if chosen.json:
        options.print_json({"run": folder.name, "archived": archived})
    else:
        print(f"{folder.name} is {'archived: `runs --archived` lists it' if archived else 'listed again'}")


def add_disk(parser: ArgumentParser) -> None:
    parser.add_argument("run", metavar="RUN", nargs="?", help="a run's id, or the path of its folder (default: all)")
    parser.add_argument("--drop-checkpoints", action="store_true",
                        help="remove the weights of RUN, and keep its answers")  # fmt: skip
    options.add_runs(parser)
    options.add_json(parser)


def disk(chosen: Namespace) -> None:
    runs = options.runs_folder(chosen)
    if chosen.drop_checkpoints:
        if not chosen.run:
            raise UserError("disk --drop-checkpoints takes the RUN whose weights are to go")
        freed = removal.drop_checkpoints(options.run_folder(chosen))
    folders = [options.run_folder(chosen)] if chosen.run else store.list_runs(runs)
    used = {folder: store.disk_use(folder) for folder in folders}
    total = sum(used.values(), DiskUse())
    trash = sum((store.disk_use(f) for f in store.list_trash(runs)), DiskUse()).total if not chosen.run else 0
    if chosen.json:
        each = [{"run": f.name, **dataclasses.asdict(u)} for f, u in used.items()]
        dropped = {"freed": freed} if chosen.drop_checkpoints else {}
        options.print_json({"runs": each, **dataclasses.asdict(total), "trash": trash, **dropped})
        return
    if chosen.drop_checkpoints:
        print(f"{_megabytes(freed)} MB are free again")
    table = Table()
    table.add_column("run", overflow="fold")
    for head in ("answers, MB", "checkpoints, MB", "total, MB"):
        table.add_column(head, justify="right")
    for folder, use in sorted(used.items(), key=lambda item: item[1].total, reverse=True):
        table.add_row(options.text(folder.name), *_cells(use))
    if len(used) != 1:
        table.add_section()
        table.add_row(f"{len(used)} runs", *_cells(total))
    options.console().print(table)
    if trash:
        print(f"and {_megabytes(trash)} MB in the trash: `trash` lists it, `trash --empty` removes it")


def add_trash(parser: ArgumentParser) -> None:
    options.add_runs(parser)
    options.add_json(parser)
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--restore", metavar="RUN", help="bring a run back that was deleted on the Runs page")
    what.add_argument("--empty", action="store_true", help="remove what is in it for good")


def trash(chosen: Namespace) -> None:
    runs = options.runs_folder(chosen)
    found = store.list_trash(runs)
    if chosen.restore:
        named = [folder for folder in found if folder.name == chosen.restore]
        if not named:
            there = ", ".join(folder.name for folder in found) or "nothing"
            raise UserError(f"no run {chosen.restore!r} in the trash of {runs}. There is: {there}")
        folder, words = store.restore(named[0]), "is back"
        found = [folder]
    elif chosen.empty:
        found, words = [Path(name) for name in store.empty_trash(runs)], "is removed"
    else:
        words = "can be brought back: trash --restore"
    if chosen.json:
        options.print_json({"runs": [folder.name for folder in found]})
        return
    for folder in found:
        print(f"{folder.name} {words}")
    if not found:
        print("nothing is in the trash")


def _add_what(parser: ArgumentParser) -> None:
    options.add_run(parser)
    options.add_json(parser)
    parser.add_argument("--task", metavar="T", help="with --example: of one example of this task")
    parser.add_argument("--example", metavar="N", type=options.count, help="its number, as `examples` prints it")


def _which(chosen: Namespace, folder: Path) -> dict:
    """The example that is meant, if one is. Raises UserError where there is none such."""
    if chosen.example is None and chosen.task is None:
        return {}
    run = store.open_run(folder)
    if chosen.example is None or chosen.task is None:
        raise UserError(f"an example is named by --task and --example; this run has {', '.join(run.tasks)}")
    store.read_examples(run, chosen.task, [chosen.example])
    return {"task": chosen.task, "example": chosen.example}


def _remark(chosen: Namespace, folder: Path) -> Remark:
    which, notes = _which(chosen, folder), store.read_notes(folder)
    return notes.of(which["task"]).get(which["example"], Remark()) if which else notes


def _print(chosen: Namespace, folder: Path, remark: Remark, words: str) -> None:
    if chosen.json:
        which = {} if chosen.example is None else {"task": chosen.task, "example": chosen.example}
        options.print_json({"run": folder.name, **which, "note": remark.note, "tags": list(remark.tags)})
    else:
        options.console().print(options.text(words), soft_wrap=True)


def _cells(use: DiskUse) -> list[str]:
    return [_megabytes(amount) for amount in (use.answers, use.checkpoints, use.total)]


def _megabytes(amount: int) -> str:
    """One decimal, so that a column of them stands by the point."""
    return f"{amount / 1e6:,.1f}"


VERBS = {
    "tag": Verb(add_tag, tag),
    "note": Verb(add_note, note),
    "archive": Verb(add_archive, archive),
    "disk": Verb(add_disk, disk),
    "trash": Verb(add_trash, trash),
}
