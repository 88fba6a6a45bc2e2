"""Is it still in the encoder?

A **refit** trains a new bias, then a new **head**, on the frozen encoder of the second snapshot, with training data
alone. *Recovered by bias*: right again when only the decision is shifted. *Recovered by head*: right again with a new
read-out. *Lost in the encoder*: a linear read-out does not find it any longer. It needs the run's **checkpoints**.
"""

import streamlit as st

from engine import job_control, launch, tasks
from engine.analysis import recovery, refit_notes
from engine.analysis.recovery import VERDICTS
from engine.analysis.selection import describe
from engine.errors import UserError
from engine.figures import caption
from engine.figures.recovery import recovery_bars
from pages.parts import (
    acts,
    filter_bar,
    formula_card,
    job_live,
    lead,
    paint,
    places,
    recovery_link,
    recovery_view,
    refusal,
    score_words,
)
from pages.parts.figure_view import caption as small_print
from pages.parts.figure_view import csv_download, show
from pages.parts.plain import plain
from pages.parts.view import sentence


def choose_segment(label: str, verdict: str) -> None:
    filter_bar.go({**query, "label": "" if query.get("label") == label else label})


def offer(request, job) -> None:
    """How the last attempt ended, and a button that starts the refit, or why there is none."""
    if job is not None:
        job_live.ended(job)
    where = next(iter(tasks.availability(places.data_folder(), [task.name])), None)
    try:
        job_control.check(run.folder, request)
        if where is None or where.where == "nowhere":
            raise UserError(where.problem if where else f"the task {task.name} is not known here any longer")
        places.refuse_if_read_only()
    except UserError as reason:
        st.button("Refit bias and head", icon=":material/play_arrow:", disabled=True)
        st.info(plain(sentence(str(reason))), icon=":material/block:")
        return
    st.button("Refit bias and head", icon=":material/play_arrow:", type="primary", on_click=acts.attempt,
              args=(acts.start_job, run.id, request))  # fmt: skip
    st.html(f'<div class="le le-quiet le-caption">{paint.esc(refit_notes.before(run, request))}</div>')


st.html(paint.style())
view = filter_bar.bar("recovery")
query = filter_bar.query()
run, task = view.run, view.run.tasks[view.task]
acts.complaint()
score_words.marks(score_words.split_marks(run, task.name))
if view.problem:
    refusal.refuse(view, "recovery")
score_words.marks(score_words.untrained_marks(view))
recovery_view.lead()
try:
    request = recovery.request(run, task.name, view.first_snapshot.name, view.second_snapshot.name)
    found = recovery_link.of_view(view)
except UserError as refused:
    st.info(plain(sentence(str(refused))), icon=":material/block:")
    st.stop()
job = job_control.find(run.folder, request)
between = f"{describe(view.first_snapshot)} → {describe(view.second_snapshot)}"
if found is None and job is not None and launch.status(job).state in launch.ACTIVE:
    job_live.watch(job, f"Refit of {task.title or task.name}, {between}")
    st.stop()
if found is None:
    offer(request, job)
    st.stop()
total, label = int(found.forgotten.sum()), view.label
if not total:
    st.info(plain(f"Nothing was forgotten between {between}, so there is nothing to recover."))
    st.stop()

result = job_control.result(run.folder, request)
recovery_view.tiles(found, label)
with st.container(border=True, horizontal=True, vertical_alignment="center"):
    st.html(
        f'<div class="le">Gold label: <b>{paint.esc(label or "all labels")}</b>. See in Examples:</div>',
        width="stretch",
    )
    if label:
        st.button("all labels", icon=":material/close:", type="tertiary", help="Look at all labels again",
                  on_click=filter_bar.go, args=({**query, "label": ""},))  # fmt: skip
    for name, verdict in VERDICTS.items():
        count = found.part(name, label).count
        lead.link("examples", f"{count:,} {verdict.title}", view.query(change="forgotten", recovery=name))
about = caption.of_run(run)
left, right = st.columns([1, 1.05])
with left:
    show(recovery_bars(found, task, about), f"{run.id}-{task.name}-recovery", choose_segment, said=found.sentence)
with right:
    table = recovery_view.scores(found, result)
    st.dataframe(table, hide_index=True, column_config=recovery_view.column_config(found), height="content")
    with st.container(horizontal=True):
        n = f"n = {task.units:,} {found.unit}, {total:,} forgotten, {found.kept:,} kept"
        moments = caption.between(found.first, found.second)
        small_print(caption.caption(about, task.title or task.name, moments, n, caption.quirks([task])))
        csv_download(lambda: table.to_csv(index=False), "refit-scores", f"{run.id}-{task.name}-refit")
    formula_card.card("broken_by_refit", used=f"{moments}; n = {found.kept:,} kept {found.unit}", label="kept, wrong")
st.html(recovery_view.reading(found, request.first))
recovery_view.notes(result, task)
