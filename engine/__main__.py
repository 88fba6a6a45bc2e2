"""`python -m engine VERB`: everything that the dashboard can do, without a browser."""

import importlib
import os
import sys
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from collections.abc import Sequence
from typing import NoReturn

from engine.commands import VERBS, Verb
from engine.errors import UserError
from engine.settings import unknown

PROGRAM = "python -m engine"


class Parser(ArgumentParser):
    """Says what is wrong in one line."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"lethe: {message}. See {self.prog} --help\n")


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit code: 0, 2 for a user's mistake (one line on stderr says which), 1 for a failed run, 130 for Ctrl-C."""
    arguments = list(sys.argv[1:] if arguments is None else arguments)
    try:
        if not arguments or arguments[0] in ("-h", "--help", "help"):
            print(usage())
            return 0
        return _act(arguments[0], arguments[1:])
    except UserError as error:
        print(f"lethe: {' '.join(str(error).split())}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # `| head` has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def usage() -> str:
    """All verbs with what they do."""
    verbs = "\n".join(f"  {name:<11} {help}" for name, (_, help) in VERBS.items())
    return (
        f"usage: {PROGRAM} VERB ...\n\n"
        "Lethe shows what a language encoder forgot.\n\n"
        f"{verbs}\n\n"
        f"`{PROGRAM} VERB --help` says more. A first try: {PROGRAM} run quickstart --show"
    )


def _act(name: str, arguments: list[str]) -> int:
    if name not in VERBS:
        raise UserError(unknown("verb", name, list(VERBS)))
    file, help = VERBS[name]
    verb: Verb = importlib.import_module(f"engine.commands.{file}").VERBS[name]
    parser = Parser(prog=f"{PROGRAM} {name}", description=f"{help[0].upper()}{help[1:]}.",
                    formatter_class=RawDescriptionHelpFormatter, allow_abbrev=False)  # fmt: skip
    verb.add_arguments(parser)
    return verb.act(parser.parse_args(arguments)) or 0


if __name__ == "__main__":
    sys.exit(main())
