"""What the Matrix page says in words: the cell that is looked at; every metric; the split."""

import numpy as np
import pandas as pd
import streamlit as st

from engine import metrics
from engine.analysis import metric_table
from engine.analysis.counts import CountTable
from engine.analysis.matrices import ResultMatrix
from engine.analysis.selection import describe
from engine.answers import TaskRecord
from engine.figures.caption import number
from engine.store import Run
from pages.parts import cached
from pages.parts.paint import esc
from pages.parts.view import View


def cell(view: View, matrix: ResultMatrix, table: CountTable | None) -> str:
    """HTML: the two scores that are compared, and what changed between them."""
    column = matrix.tasks.index(view.task)
    task = matrix.scores.tasks[column]
    name = f"<b>{esc(task.title or task.name)}</b>, {esc(metrics.get(matrix.metrics[column]).short)}"
    first = _score(view, matrix, view.first, column)
    if view.first == view.second:
        return f'<div class="le">{name}: {first}<br><span class="le-quiet">{esc(view.problem)}</span></div>'
    change = matrix.scores.values[view.second, column] - matrix.scores.values[view.first, column]
    second = _score(view, matrix, view.second, column)
    text = f"{name}: {first} → {second}: <b>{number(change, sign=True)}</b>"
    if table is not None:
        total = table.total()
        text += (
            f'<br><span class="le-quiet">{total["cnt3"]:,} forgotten and {total["cnt4"]:,} learned '
            f"of {total['frequency']:,} {table.unit}. Dotted in the matrices; click another cell to look there.</span>"
        )
    return f'<div class="le">{text}</div>'


def every_metric(run: Run) -> pd.DataFrame:
    """A row per task and metric, a column per snapshot; empty where an untrained head answered."""
    rows = []
    for name, task in run.tasks.items():
        for metric, values in cached.of_answers(metric_table.metric_table, run, name).items():
            row = {"task": task.title or name, "metric": metrics.get(metric).short, "evaluated on": split(task)}
            for snapshot, value in zip(run.snapshots, values, strict=True):
                trained = (snapshot.name, name) in run.trained
                row[describe(snapshot)] = float(value) if trained and np.isfinite(value) else None
            rows.append(row)
    return pd.DataFrame(rows)


def split(task: TaskRecord) -> str:
    """`dev`, and whether it is the official one."""
    marks = {True: "official", False: "non-official split", None: ""}
    return ", ".join(part for part in (task.evaluation_name, marks[task.official]) if part)


def marks(html: str) -> None:
    """Draw what must be said beside the numbers, if there is anything."""
    if html:
        st.html(html)


def split_marks(run: Run, task: str | None = None) -> str:
    """HTML: the tasks (or the one) whose split is not the official one, and why; empty if there is none."""
    marks = [
        f"<b>{esc(t.title or t.name)}</b>: non-official split{f' ({esc(t.split_note)})' if t.split_note else ''}"
        for t in run.tasks.values()
        if t.official is False and task in (None, t.name)
    ]
    return f'<div class="le le-warn">{"; ".join(marks)}</div>' if marks else ""


def untrained_marks(view: View) -> str:
    """HTML: at which of the two snapshots a random head answered; empty if at none."""
    at = [s for s in (view.first_snapshot, view.second_snapshot) if (s.name, view.task) not in view.run.trained]
    if not at:
        return ""
    task = view.run.tasks[view.task]
    said = f"At {' and '.join(map(describe, at))} the head of {task.title or task.name} was not trained yet"
    return f'<div class="le le-warn">{esc(said)}: a random head answered, and what it got right was luck.</div>'


def _score(view: View, matrix: ResultMatrix, index: int, column: int) -> str:
    snapshot = view.run.snapshots[index]
    marks = {
        "own stage": snapshot.ends_stage and snapshot.stage == matrix.own[column],
        "untrained head": not matrix.scores.trained[index, column],
    }
    about = ", ".join([describe(snapshot), *(mark for mark, is_so in marks.items() if is_so)])
    return f'<b>{number(matrix.scores.values[index, column])}</b> <span class="le-quiet">at {esc(about)}</span>'
