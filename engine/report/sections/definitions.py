"""What every number in the report is."""

from engine.analysis.formulas import FORMULAS as ALL
from engine.errors import UserError
from engine.report.blocks import Block, Definition, Text
from engine.report.source import Source

TITLE = "Definitions"
FORMULAS = ()


def write(source: Source) -> list[Block]:
    keys = [key for key in dict.fromkeys([*source.used, *_metrics(source)]) if key in ALL]
    if not keys:
        raise UserError("no number is left to define")
    return [Text("In the order in which they are first used; b is forgotten, c learned, N all units.", quiet=True),
            *map(Definition, keys)]  # fmt: skip


def _metrics(source: Source) -> tuple[str, ...]:
    return source.matrix.metrics if source.run.snapshots else ()
