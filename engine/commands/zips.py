"""export: a run as one ZIP file. Its counterpart is `import FILE.zip`."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from engine import sharing
from engine.commands import Verb, options


def add(parser: ArgumentParser) -> None:
    options.add_run(parser)
    parser.add_argument("--out", metavar="FILE.zip", type=Path, required=True, help="where to write it")
    parser.add_argument("--without-texts", action="store_true",
                        help="leave out the examples' words, for data that must not be redistributed; also the log, "
                        "uploaded columns, notes on examples, and jobs whose results quote examples")  # fmt: skip
    parser.add_argument("--without-checkpoints", action="store_true", help="leave out the weights")
    options.add_json(parser)


def act(chosen: Namespace) -> None:
    folder = options.run_folder(chosen)
    sharing.export_file(folder, chosen.out, not chosen.without_texts, not chosen.without_checkpoints)
    size = chosen.out.stat().st_size
    if chosen.json:
        options.print_json({"run": folder.name, "file": str(chosen.out.resolve()), "bytes": size})
    else:
        print(f"{chosen.out}: {size / 1e6:,.1f} MB. It becomes a run again by: python -m engine import {chosen.out}")


VERBS = {"export": Verb(add, act)}
