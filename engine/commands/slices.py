"""slices: what kind of example was lost."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from rich.table import Table

from engine import tasks
from engine.analysis import slices as slicing
from engine.analysis.selection import describe
from engine.analysis.slices import Slice, SliceContext, SliceTable
from engine.analysis.slices.column import by_column, read_column
from engine.analysis.slices.grouping import Grouping
from engine.analysis.slices.table import slice_table
from engine.commands import Verb, options
from engine.commands.answers import add_pair, chosen_pair
from engine.errors import UserError
from engine.figures.slices import how, p_value
from engine.store import Run


def add_slices(parser: ArgumentParser) -> None:
    options.add_run(parser)
    options.add_data(parser)
    options.add_json(parser)
    add_pair(parser)
    names = ", ".join(key for key, f in slicing.FEATURES.items() if f.role != "filter")
    parser.add_argument("--feature", metavar="F", help=f"only this one of {names} (default: all)")
    parser.add_argument(
        "--label", metavar="L", help=f"count only units with this gold label; {slicing.ENTITIES!r}: of all labels but O"
    )
    own = parser.add_mutually_exclusive_group()
    own.add_argument("--contains", metavar="TEXT", help="your own slice: examples that contain this, in any case")
    own.add_argument("--regex", metavar="R", help="your own slice: examples that match this regular expression")
    own.add_argument("--column", metavar="FILE", help="your own slices: a CSV or TSV with a value per example id")
    parser.add_argument(
        "--limit", metavar="N", type=options.count, default=30, help="rows to print (default 30; 0 and JSON: all)"
    )


def slices(chosen: Namespace) -> None:
    run, answers, pair = chosen_pair(chosen)
    context = SliceContext(run, answers, *pair, tasks.data_folder(chosen.data), chosen.label)
    if chosen.column:
        table = slice_table(context, [_column(context, Path(chosen.column))])
    else:
        own = f"contains:{chosen.contains}" if chosen.contains else f"matches:{chosen.regex}" if chosen.regex else None
        table = slicing.sliced(context, chosen.feature or ("own" if own else None), own)
    if chosen.json:
        options.print_json(table.to_json())
    else:
        _print_slices(run, table, chosen.limit)


def _column(context: SliceContext, file: Path) -> Grouping:
    try:
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, ValueError) as error:
        raise UserError(f"cannot read {file}: {error}") from error
    return by_column(context, *read_column(context, text, file.name))


def _print_slices(run: Run, table: SliceTable, limit: int) -> None:
    grid = Table()
    for head in ("feature", "slice"):
        grid.add_column(head, overflow="fold")
    counts = (table.unit, "cnt1", "cnt3\nforgotten", "cnt4\nlearned")
    for head in (*counts, "cnt3 /\ncnt1", "95 %", "to the\nrest", "p Holm"):
        grid.add_column(head, justify="right")
    found = slicing.ranked(table)
    for row in found[: limit or len(found)]:
        grid.add_row(*(options.text(cell, "" if row.established else "dim") for cell in _cells(row)))
    within = f", gold label {table.within}" if table.within else ""
    title = f"{run.id}: {table.task}{within}, {table.cnt3:,} of {table.cnt1:,} {table.unit} right at first forgotten "
    title += f"({table.rate:.2%}); first {describe(table.first)}, second {describe(table.second)}"
    console = options.console()
    options.print_table(console, title, grid)
    dim = f"dim: not enough evidence, or too small to test; {how(table)}"
    if table.unit == "tokens":
        dim += "; intervals take tokens as independent"
    console.print(options.text(dim, "dim"), soft_wrap=True)
    for name, reason in table.unavailable.items():
        console.print(options.text(f"{name}: not available: {reason}", "dim"), soft_wrap=True)
    if limit and len(found) > limit:
        console.print(f"{len(found) - limit:,} more: --limit 0 prints all, --json too", style="dim")


def _cells(row: Slice) -> list[str]:
    shown = row.rate == row.rate
    return [
        row.title, row.name, f"{row.units:,}", f"{row.cnt1:,}", f"{row.cnt3:,}", f"{row.cnt4:,}",
        f"{row.rate:.1%}" if shown else "–", f"{row.low:.1%} to {row.high:.1%}" if shown else "–",
        f"{row.difference:+.1%}" if row.difference == row.difference else "–", p_value(row.p_holm),
    ]  # fmt: skip


VERBS = {"slices": Verb(add_slices, slices)}
