"""What kind of example was lost?"""

from pathlib import Path

from engine import store
from engine.analysis.slices import SliceContext, SliceTable, ranked, sliced
from engine.analysis.slices.table import Slice
from engine.figures.caption import number
from engine.figures.slices import how, p_value, slice_forest
from engine.report.blocks import Block, Heading, Picture, Table, Text
from engine.report.source import Source
from engine.store import Run

TITLE = "What kind of example was lost?"
FORMULAS = ("slice_rate", "slice_difference", "slice_p", "slice_holm")
_IN_FIGURE, _IN_TABLE = 14, 12  # slices


def write(source: Source) -> list[Block]:
    blocks: list[Block] = []
    for task in source.each():
        # Which may change without a new snapshot. Their values may be as private as the texts.
        given = store.read_columns(source.run.folder, task) if source.texts else {}
        stamp = tuple((name, hash(tuple(sorted(values.items())))) for name, values in given.items())
        data = str(source.data or "")
        table = source.memory.of_run(_sliced, source.run, task, *source.pairs[task], data, source.texts, stamp)
        found = ranked(table)
        shown = [s for s in found if s.cnt1 and (s.method or len(found) <= _IN_FIGURE)]
        blocks += [Heading(source.name(task)), Text(table.sentence)]
        if not shown:
            continue
        forest = slice_forest(table, shown[:_IN_FIGURE], source.record(task), source.about)
        blocks += [Picture(f"{task}-slices", forest), _table(source, task, table, shown[:_IN_TABLE])]
    return blocks


def _sliced(run: Run, task: str, first: int, second: int, data: str, texts: bool, columns: tuple) -> SliceTable:
    answers = store.read_answers(run, task)
    return sliced(SliceContext(run, answers, first, second, Path(data) if data else None, uploaded=texts))


def _table(source: Source, task: str, table: SliceTable, shown: list[Slice]) -> Table:
    head = ("feature", "slice", "n", "cnt1", "cnt3", "cnt3 / cnt1", "95 % interval", "to the rest", "p (Holm)")
    rows = tuple(
        (s.title, s.name, f"{s.units:,}", f"{s.cnt1:,}", f"{s.cnt3:,}", number(s.rate),
         f"{number(s.low)} to {number(s.high)}", number(s.difference, sign=True), p_value(s.p_holm))
        for s in shown
    )  # fmt: skip
    words = f"The {len(shown)} slices that lost most, of {len(table.slices)}; {source.between(task)}. {how(table)}."
    return Table(words, head, rows, frozenset(i for i, s in enumerate(shown) if not s.established))
