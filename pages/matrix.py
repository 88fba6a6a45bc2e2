"""How much was forgotten?

The **result matrix** R has a row per stage and a column per task: how well the task is done after that stage. The cell
right after the task's **own stage** is outlined. The **transfer matrix** subtracts that score from the others of its
column: below 0 is forgetting. Hatched cells are scores of a head that was **not trained yet**, and count in no
average. A **snapshot** is a moment at which all tasks are evaluated: 0 before training, 2 after stage 2.

**First** and **second** are the two snapshots compared; click a cell to choose them. **Forgot** is said only where the
interval of the difference lies below 0. **ACC**, **BWT**, **forgetting** and their rivals sum a matrix up; *ƒx* beside
each says how, after whom.
"""

from functools import partial

import streamlit as st

from engine.analysis import alone, counts, evidence, matrices
from engine.figures import caption, matrix
from engine.store import Run
from pages.parts import (
    adapt_link,
    cached,
    filter_bar,
    lead,
    matrix_evidence,
    measure_view,
    metric_choice,
    paint,
    pretraining_view,
    published,
    published_tables,
    score_words,
    verdict_view,
)
from pages.parts import margin as margins
from pages.parts.figure_view import csv_download, show

SIDE_BY_SIDE = 5  # tasks: with more, the two matrices need the whole width each


def scored(run: Run, choice: metric_choice.Choice, others: tuple[str, ...]) -> matrices.ResultMatrix:
    opened = [cached.run(run.folder.parent / name) for name in others]
    find_alone = partial(alone.alone, run, opened, cached.answers)
    return matrices.result_matrix(run, partial(cached.answers, run), dict(choice), find_alone)


def look_at(snapshot: str, task: str) -> None:
    """A cell was clicked: compare there."""
    pair = lead.cell_pair(run, task, snapshot)
    filter_bar.go({**query, "first": "", "second": "", "label": "", "task": task, **pair})


st.html(paint.style())
view = filter_bar.bar("matrix")
run, query = view.run, filter_bar.query()
with st.container(horizontal=True, vertical_alignment="bottom"):
    choice = metric_choice.choose(run, query)
    margin = margins.choose(query)
    adapt_link.show(run)
with st.spinner("Scoring the answers …"):
    result = cached.of_run(scored, run, choice, measure_view.trained_alone(run))

score_words.marks(score_words.split_marks(run))
if not result.snapshots:
    st.info("No stage is done yet: these are the scores before training, by untrained heads.")
about = caption.of_run(run)

said = ""
with st.container(border=True, horizontal=True, vertical_alignment="center", key="cell"):
    table = None if view.problem else cached.of_answers(counts.count_table, run, view.task, view.first, view.second)
    with st.container():
        st.html(score_words.cell(view, result, table))
        if not view.problem:
            metric = dict(zip(result.tasks, result.metrics, strict=True))[view.task]
            found = cached.of_answers(evidence.difference, run, view.task, view.first, view.second, metric, margin)
            st.html(verdict_view.line(found))
            said = found.sentence
    kept = {key: query.get(key) for key in ("metric", "margin")}
    lead.link("labels", "Labels", view.query(**kept))
    lead.link("examples", "Examples", view.query(change="forgotten" if table and table.cnt3.sum() else None))

marked = (view.second_snapshot.name, view.task)
left, right = st.columns(2) if len(result.tasks) <= SIDE_BY_SIDE else (st.container(), st.container())
with left:
    show(matrix.result_heatmap(result, about, initial=True), f"{run.id}-result", look_at, marked, said)
with right:
    with st.spinner("Resampling …"):
        changes = matrix_evidence.cells(run, result, margin)
    show(matrix.transfer_heatmap(result, about, changes), f"{run.id}-transfer", look_at, marked, said)

measure_view.of_matrices(run, result)
measure_view.tiles(result.measures)
show(matrix.slopes(result, about), f"{run.id}-stages", said=said)
pretraining_view.show_all(run, about)

st.subheader("Every metric")
every = score_words.every_metric(run)
numbers = {c: st.column_config.NumberColumn(format="%.4f") for c in every.columns[3:]}
st.dataframe(every, hide_index=True, column_config=numbers, placeholder="†", height="content")
with st.container(horizontal=True):
    st.html('<div class="le le-caption">†: an untrained head answered</div>', width="stretch")
    csv_download(lambda: every.to_csv(index=False), "every", f"{run.id}-metrics")

published.matrices(run)
published_tables.of_run(run, result)
