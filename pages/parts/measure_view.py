"""The measures of a run, each with its formula card: the three that are asked for first, then the others."""

from collections.abc import Mapping

import streamlit as st

from engine import metrics, store
from engine.analysis.alone import matching
from engine.analysis.formulas import FORMULAS
from engine.analysis.matrices import ResultMatrix
from engine.analysis.measures import Measure
from engine.analysis.metric_table import metric_table
from engine.analysis.selection import describe
from engine.errors import UserError
from engine.figures.caption import number
from engine.store import Run
from pages.parts import cached, formula_card, places
from pages.parts.paint import esc

LARGE = ("ACC", "BWT", "forgetting")
DIFFERENCES = ("BWT", "forgetting", "first_last", "BWT_triangular", "FWT", "intransigence")  # shown with their sign
SHORT = {
    "first_last": "Forgetting, first − last", "BWT_triangular": "BWT, triangular mean", "FWT": "FWT", "A": "A",
    "learning_accuracy": "Learning accuracy", "plasticity": "Plasticity", "stability": "Stability",
    "intransigence": "Intransigence", "overall": "Overall (minBERT)",
}  # fmt: skip


def tiles(measures: Mapping[str, Measure]) -> None:
    """ACC, BWT and forgetting large; the others in two columns below."""
    for column, name in zip(st.columns(len(LARGE)), LARGE, strict=True):
        with column.container(border=True, height="stretch"):
            st.html(tile(measures[name]))
            _card(measures[name], "Formula")
    others = [measure for name, measure in measures.items() if name not in LARGE]
    with st.container(border=True):
        half = -(-len(others) // 2)
        for column, part in zip(st.columns(2, gap="medium"), (others[:half], others[half:]), strict=True):
            for measure in part:
                name, number_of = column.columns([1, 1.4], vertical_alignment="center")
                with name:
                    _card(measure, SHORT[measure.name])
                number_of.html(line(measure))


def tile(measure: Measure) -> str:
    """HTML: a measure, what it is over and what must be known about it; it says why where there is no number."""
    note = f'<div class="le-warn">{esc(measure.note)}</div>' if measure.note and measure.value is not None else ""
    return (
        f'<div class="le le-tile"><div><b>{esc(measure.name)}</b><span class="le-big">{value(measure)}</span></div>'
        f'<div>{esc(over(measure))}</div>{note}<div class="le-quiet le-small">{esc(measure.citation)}</div></div>'
    )


def line(measure: Measure) -> str:
    """HTML: a measure in one line; what is not in it, on hovering and in its card."""
    if measure.value is None:
        return f'<div class="le"><b>–</b> <span class="le-quiet le-small">{esc(measure.why_not)}</span></div>'
    said = f"n = {len(measure.tasks)} task{'s' * (len(measure.tasks) != 1)}"
    marks = ["mixed metrics"] * measure.mixed + ["see the card"] * bool(measure.stand_in)
    warn = f' <span class="le-warn" title="{esc(measure.note)}">{", ".join(marks)}</span>' if marks else ""
    return f'<div class="le"><b>{value(measure)}</b> <span class="le-quiet le-small">{said}</span>{warn}</div>'


def value(measure: Measure) -> str:
    return "–" if measure.value is None else number(measure.value, sign=measure.name in DIFFERENCES)


def over(measure: Measure) -> str:
    """`after stage 3 · n = 2 tasks (cola, mrpc)`, or why there is no number."""
    n = f"n = {len(measure.tasks)} task{'s' * (len(measure.tasks) != 1)} ({', '.join(measure.tasks)})"
    return f"{measure.snapshots} · {n}" if measure.value is not None else measure.why_not


def of_matrices(run: Run, matrix: ResultMatrix) -> None:
    """A row of cards for what stands in the cells: R, T, and each metric with the task's other metrics beside it."""
    stages = ", ".join(describe(s) for s in matrix.snapshots) or "none yet"
    with st.container(horizontal=True, gap="medium", vertical_alignment="center"):
        st.html('<div class="le le-quiet le-small">What the numbers are</div>', width="content")
        formula_card.card("R", f"rows: {stages}; {_sizes(run, matrix)}", label="R")
        formula_card.card("T", f"rows: {stages}; {_sizes(run, matrix)}", label="T")
        for key in dict.fromkeys(matrix.metrics):
            tasks = [task for task, metric in zip(matrix.tasks, matrix.metrics, strict=True) if metric == key]
            others = [rival for task in tasks for rival in _other_metrics(run, task, key)]
            said = "; ".join(f"{run.tasks[t].title or t}, n = {run.tasks[t].units:,}" for t in tasks)
            formula_card.card(key, f"at every snapshot: {said}", others, metrics.get(key).short)


def trained_alone(run: Run) -> tuple[str, ...]:
    """Ids of the runs here that trained one of the run's later tasks alone: what intransigence is measured against."""
    names = tuple(folder.name for folder in store.list_runs(places.runs_folder()))
    return tuple(name for name in _matching(str(places.runs_folder()), run.id, names) if _first_stage_done(name))


def _card(measure: Measure, label: str | None = None) -> None:
    used = over(measure)
    if measure.value is not None:
        each = ", ".join(
            f"{t} {number(p, sign=measure.name in DIFFERENCES)}"
            for t, p in zip(measure.tasks, measure.parts, strict=True)
        )
        used = f"{used}: {each}" + (f"; {measure.note}" if measure.note else "")
    rivals = [
        (f"{FORMULAS[r.key].title} — {r.users}", r.why_not if r.value is None else number(r.value, digits=4))
        for r in measure.rivals
    ]
    formula_card.card(measure.key, used, rivals, label)


def _other_metrics(run: Run, task: str, shown: str) -> list[tuple[str, str]]:
    if len(run.tasks[task].metrics) < 2 or not run.snapshots:
        return []
    table = cached.of_answers(metric_table, run, task)
    last, name = describe(run.snapshots[-1]), run.tasks[task].title or task
    return [
        (f"{name}: {metrics.get(m).title}, at {last}", number(float(v[-1]))) for m, v in table.items() if m != shown
    ]


def _sizes(run: Run, matrix: ResultMatrix) -> str:
    return "n = " + ", ".join(f"{run.tasks[t].units:,} ({run.tasks[t].title or t})" for t in matrix.tasks)


@st.cache_data(show_spinner=False, max_entries=256)
def _matching(runs: str, run_id: str, names: tuple[str, ...]) -> tuple[str, ...]:
    folder = places.runs_folder()
    run = cached.run(folder / run_id)
    return tuple(found.name for found in matching(run, [folder / name for name in names]))


def _first_stage_done(name: str) -> bool:
    try:
        return any(snapshot == "1" for snapshot, _ in cached.run(places.runs_folder() / name).trained)
    except UserError:
        return False
