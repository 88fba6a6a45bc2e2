"""When was it lost, and did it come back?

A unit's **life-line** is right or wrong at every snapshot since its head was trained. *Unforgettable*: right ever
since it was first right. *Relearned*: forgotten at least once, right at the last. *Forgotten for good*: right once,
wrong at the last. *Never learned*: wrong throughout. A **forgetting event** is a step from right to wrong (Toneva et
al. 2019). **Still right** counts what was right at first and is right now; **right ever since** never left. The **data
map** puts mean p(gold) against its spread over snapshots (Swayamdipta et al. 2020).
"""

import streamlit as st

from engine.analysis.lifelines import LifeLines, life_lines
from engine.analysis.retention import Retention, retention
from engine.errors import UserError
from engine.figures import caption, lifelines
from engine.store import Run
from pages.parts import cached, filter_bar, formula_card, life_view, paint, score_words
from pages.parts.figure_view import csv_download, show
from pages.parts.plain import plain
from pages.parts.view import sentence


def lives(run: Run, task: str) -> LifeLines:
    return life_lines(run, cached.answers(run, task))


def kept(run: Run, task: str, first: int) -> Retention:
    return retention(run, cached.answers(run, task), first)


def choose_interval(line: str, snapshot: str) -> None:
    filter_bar.go({**query, "at": snapshot})


def choose_unit(kind: str, unit: str) -> None:
    filter_bar.go({**query, "unit": unit})


def chosen_unit() -> int | None:
    text = query.get("unit", "")
    if not text:
        return None
    if text.isascii() and text.isdigit() and len(text) < 10 and int(text) < len(lines.code):
        return int(text)
    filter_bar.say([f"Ignored unit {text[:40]!r} in the link: they are numbered from 0 to {len(lines.code) - 1:,}."])
    return None


st.html(paint.style())
view = filter_bar.bar("lifelines")
query, run, task = filter_bar.query(), view.run, view.run.tasks[view.task]
score_words.marks(score_words.split_marks(run, task.name))
try:
    lines = cached.of_run(lives, run, task.name)
except UserError as error:
    st.info(plain(sentence(str(error))))
    st.stop()
about, answers = caption.of_run(run), cached.answers(run, task.name)
names = [s.name for s in lines.snapshots]
over = f"{len(names)} snapshots, {names[0]} to {names[-1]}; n = {len(lines.code):,} {lines.unit}"
st.html(
    f'<div class="le">{len(lines.code):,} {lines.unit} of {paint.esc(task.title or task.name)}, followed over '
    f"{len(names)} snapshots since the head was trained ({paint.esc(names[0])} to {paint.esc(names[-1])}).</div>"
)
life_view.tiles(view, lines)

try:
    curve = cached.of_run(kept, run, task.name, view.first)
except UserError as error:
    curve = None
    st.info(plain(sentence(str(error))))
if curve is not None:
    if query.get("at") and query["at"] not in [s.name for s in curve.snapshots[1:]]:
        filter_bar.say([f"Ignored at {query['at'][:40]!r} in the link: no snapshot after first is called so."])
    drawn = lifelines.retention_curve(curve, task, about)
    show(drawn, f"{run.id}-{task.name}-retention-{names[0]}", choose_interval, said=curve.sentence)
    life_view.interval(view, curve, query.get("at"))

unit = chosen_unit()
left, right = st.columns(2)
with left:
    if lines.has_probabilities:
        show(lifelines.data_map(lines, answers.units, task, about), f"{run.id}-{task.name}-map", choose_unit)
    else:
        st.info("No data map: these answers have no probabilities of the gold label.")
with right:
    st.markdown("**Most forgetting events**")
    shown, units = life_view.event_frame(view, answers, lines)
    if len(units):
        life_view.events_table(shown, units, unit, query)
    else:
        st.info("Nothing went from right to wrong at any snapshot.")
if unit is not None:
    life_view.one(view, answers, lines, unit)
else:
    st.html('<div class="le le-quiet">Click a point or a row to see its example.</div>')

with st.container(horizontal=True, gap="small"):
    used = {"life_class": over, "forgetting_events": over, "data_map": over}
    if curve is not None:
        used["retention"] = (
            f"from {curve.snapshots[0].name} on; n = {curve.right_at_first:,} {curve.unit} right at first"
        )
    for key, words in used.items():
        formula_card.card(key, words, label=formula_card.FORMULAS[key].title)
    if curve is not None:
        csv_download(lambda: life_view.interval_frame(curve).to_csv(index=False), "intervals",
                     f"{run.id}-{task.name}-intervals")  # fmt: skip
