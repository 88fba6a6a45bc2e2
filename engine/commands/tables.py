"""A run's matrices and counts as tables in the terminal. Each names run, metric, n and snapshots."""

from collections.abc import Sequence

import numpy as np
from rich.console import Console
from rich.table import Table
from rich.text import Text

from engine import metrics
from engine.analysis import selection
from engine.analysis.counts import UNITS, CountTable
from engine.analysis.matrices import ResultMatrix
from engine.commands.options import print_table, text
from engine.store import Run

UNTRAINED, UNOFFICIAL = "*", "†"


def print_matrix(console: Console, run: Run, matrix: ResultMatrix) -> None:
    """The result matrix, the transfer matrix and the measures, with what must be known to read them."""
    if not matrix.snapshots:
        console.print(f"{run.id}: no stage is done yet, so there is no matrix")
        return
    result = _matrix_table(run, matrix)
    if matrix.initial is not None:
        cells = [_score(value) + _mark(False) for value in matrix.initial]
        result.add_row(text("0 (before training)"), *cells, end_section=True)
    for i, snapshot in enumerate(matrix.snapshots):
        cells = [_score(v) + _mark(matrix.trained[i, j]) for j, v in enumerate(matrix.result[i])]
        result.add_row(text(selection.describe(snapshot)), *cells)
    print_table(console, f"{run.id}: result matrix, each task's score after each stage", result)
    transfer = _matrix_table(run, matrix)
    for i, snapshot in enumerate(matrix.snapshots):
        cells = [_difference(v) + _mark(matrix.trained[i, j] or np.isnan(v)) for j, v in enumerate(matrix.transfer[i])]
        transfer.add_row(text(selection.describe(snapshot)), *cells)
    title = f"{run.id}: transfer matrix, the score minus the one right after the task's own stage"
    print_table(console, title, transfer)
    if matrix.initial is not None or not matrix.trained.all():
        console.print(f"{UNTRAINED} untrained head: it answers at random, and is in no average", style="dim")
    _print_unofficial(console, run, matrix.tasks)
    for measure in matrix.measures.values():
        value = measure.why_not if measure.value is None else f"{measure.value:.4f}"
        console.print(Text(f"{measure.name}  ", style="bold") + text(value))
        note = f"   {measure.definition} {measure.citation}; n = {_tasks(len(measure.tasks))}"
        console.print(text(note + (f"; {measure.note}" if measure.note else "")), style="dim", soft_wrap=True)
        others = [f"{r.users} {r.value:.4f}" for r in measure.rivals if r.key != measure.key and r.value is not None]
        if others:
            console.print(text(f"   other definitions here: {'; '.join(others)}"), style="dim", soft_wrap=True)


def print_counts(console: Console, run: Run, table: CountTable) -> None:
    """cnt1 to cnt4 by gold label, as published, with both shares."""
    total = table.total()
    grid = Table()
    grid.add_column("label")
    heads = ("frequency", "cnt1\nright first", "cnt2\nright second", "cnt3\nforgotten", "cnt4\nlearned")
    for head in (*heads, "cnt3 /\nfrequency", "cnt3 /\ncnt1"):
        grid.add_column(head, justify="right")
    columns = (table.frequency, table.cnt1, table.cnt2, table.cnt3, table.cnt4)
    for i, label in enumerate(table.labels):
        counts = [f"{column[i]:,}" for column in columns]
        grid.add_row(text(label), *counts, _share(table.share[i]), _share(table.share_of_right[i]))
    grid.add_section()
    sums = [f"{total[name]:,}" for name in ("frequency", "cnt1", "cnt2", "cnt3", "cnt4")]
    grid.add_row("all", *sums, _share(total["share"]), _share(total["share_of_right"]))
    moments = f"first {selection.describe(table.first)}, second {selection.describe(table.second)}"
    print_table(console, f"{run.id}: {table.task}, n = {total['frequency']:,} {table.unit}; {moments}", grid)
    if table.not_evaluated:
        console.print(f"not evaluated: {table.not_evaluated:,} tokens, beyond the maximum length", style="dim")
    _print_unofficial(console, run, [table.task])


def _matrix_table(run: Run, matrix: ResultMatrix) -> Table:
    table = Table()
    table.add_column("after stage")
    for task, metric in zip(matrix.tasks, matrix.metrics, strict=True):
        record = run.tasks[task]
        mark = UNOFFICIAL if record.official is False else ""
        head = f"{task}{mark}\n{metrics.get(metric).title}\nn = {record.units:,} {UNITS[record.kind]}"
        table.add_column(Text("\n").join(text(line) for line in head.split("\n")), justify="right")
    return table


def _print_unofficial(console: Console, run: Run, tasks: Sequence[str]) -> None:
    for task in tasks:
        record = run.tasks[task]
        if record.official is False:
            console.print(text(f"{UNOFFICIAL} {task}: non-official split ({record.split_note})"), style="yellow")


def _tasks(count: int) -> str:
    return f"{count} task" if count == 1 else f"{count} tasks"


def _mark(trained: bool) -> Text:
    return Text("" if trained else UNTRAINED)


def _score(value: float) -> Text:
    return Text("undefined" if np.isnan(value) else f"{value:.4f}")


def _difference(value: float) -> Text:
    return Text("—" if np.isnan(value) else f"{value:+.4f}")


def _share(value: float) -> str:
    return "—" if np.isnan(value) else f"{value:.2%}"
