"""Options that many verbs share, and how results are printed."""

import json
import os
import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from contextlib import suppress
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from engine import store
from engine.errors import UserError

PIPED_WIDTH = 160  # columns, where the output is no terminal


def add_runs(parser: ArgumentParser) -> None:
    parser.add_argument("--runs", metavar="DIR", help="folder of runs (default: $LETHE_RUNS, else runs/)")


def add_data(parser: ArgumentParser) -> None:
    parser.add_argument("--data", metavar="DIR", help="folder of data sets (default: $LETHE_DATA, else data/)")


def add_json(parser: ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="print one JSON document")


def add_run(parser: ArgumentParser) -> None:
    """RUN and --runs, for `run_folder`."""
    parser.add_argument("run", metavar="RUN", help="a run's id, or the path of its folder")
    add_runs(parser)


def runs_folder(options: Namespace) -> Path:
    return Path(options.runs or os.environ.get("LETHE_RUNS") or "runs")


def run_folder(options: Namespace) -> Path:
    """The folder of RUN. Raises UserError if there is none."""
    return store.locate(runs_folder(options), options.run)


def count(given: str) -> int:
    """A type of argparse: 0, 1, 2, ..."""
    try:
        if (number := int(given)) >= 0:
            return number
    except ValueError:
        pass
    raise ArgumentTypeError(f"takes a whole number from 0 on, got {given!r}")


def seconds(given: str) -> float:
    """A type of argparse: a number above 0."""
    try:
        if 0 < (number := float(given)) < float("inf"):
            return number
    except ValueError:
        pass
    raise ArgumentTypeError(f"takes a number of seconds above 0, got {given!r}")


def write_file(path: Path, content: bytes) -> None:
    """Whole or not at all. Raises UserError where it cannot be written."""
    hidden = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        hidden.write_bytes(content)
        hidden.replace(path)
    except OSError as error:
        with suppress(OSError):
            hidden.unlink()
        raise UserError(f"cannot write {path}: {error.strerror}") from error


def seeds(given: str) -> list[int]:
    """`1,2,3`, each once. Raises UserError for anything else."""
    parts = [part.strip() for part in given.split(",")]
    if not all(part.isascii() and part.isdigit() for part in parts):
        raise UserError(f"--seeds takes whole numbers with commas between them, for example 1,2,3; got {given!r}")
    return list(dict.fromkeys(map(int, parts)))


def print_json(document: Any) -> None:
    print(json.dumps(document, ensure_ascii=False, allow_nan=False))


def console(file: Any = None) -> Console:
    """For tables. Wide where nobody looks: what is piped must not be cut."""
    file = file or sys.stdout
    return Console(file=file, highlight=False, width=None if file.isatty() else PIPED_WIDTH)


def print_table(out: Console, title: str, table: Table) -> None:
    """A table under its title, which is not broken to the table's width."""
    out.print(text(title, "bold"), soft_wrap=True)
    out.print(table)


def text(value: Any, style: str = "") -> Text:
    """Text from data: no markup in it is obeyed, and no escape sequence reaches the terminal."""
    return Text("".join(c if c.isprintable() else "�" for c in str(value)), style=style)
