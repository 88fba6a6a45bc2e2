"""Is it the method, the order or the seed?

Runs of one plan that differ in the seed alone are a **group**; its scores are a mean with an interval over seeds.
Differences are **held against** one of the groups. A **twin** repeats a stage with another seed, a **sham** trains a
task's own data for as long as the later stages took: what flips there flips without forgetting, and is the **noise
floor**. **Forgotten in k of n seeds** tells what is lost by nature from what is lost by chance.
"""

import zlib
from collections.abc import Callable
from functools import partial

import streamlit as st

from engine import store
from engine.analysis import comparison
from engine.analysis.across import Across, Shared
from engine.analysis.across import across as over_common_units
from engine.analysis.adaptation import courses
from engine.analysis.profile import Profile, profile
from engine.errors import UserError
from engine.figures import compare
from engine.store import Run
from pages.parts import (
    adaptation_view,
    cached,
    compare_choice,
    compare_list,
    compare_tables,
    formula_card,
    noise_view,
    paint,
    published_tables,
    varied_view,
)
from pages.parts.figure_view import show
from pages.parts.filter_bar import say
from pages.parts.plain import plain
from pages.parts.view import sentence

GO = "compare leads to"  # in the session: (page, query) that a click on a figure asked for
MANY = 3  # groups: with more, their matrices stand side by side, folded away
ACROSS = (
    "Off: runs whose encoders cut texts into different pieces are not compared. On: they are, every number on this "
    "page over what all of them evaluated; what is left out is said. Of use for comparing encoders on purpose."
)


def scored(run: Run, metric: tuple) -> Profile:
    return profile(run, partial(cached.answers, run), {t: m for t, m in metric if t in run.tasks})


def shared_of(runs: tuple, metric: tuple) -> Across:
    def score(run: Run, answers_of: Callable) -> Profile:
        return profile(run, answers_of, {t: m for t, m in metric if t in run.tasks})

    return over_common_units(runs, cached.answers, hashes_of, score)


def forgotten_of(runs: tuple, task: str, keys: tuple, across: bool) -> comparison.Forgotten:
    found = comparison.forgotten(groups, task, answers, hashes_of, across_tokenizers=across)
    return found.without_answers()


def intervals_of(runs: tuple, task: str, metric: str, beside: tuple) -> dict:
    group = next(g for g in groups if g.runs[0].id == runs[0].id)
    return comparison.intervals(group, task, metric, answers, hashes_of, across_tokenizers=across)


def tests_of(runs: tuple, task: str, metric: str, keys: tuple, across: bool) -> list:
    return comparison.run_pairs(groups, task, metric, answers, hashes_of, across_tokenizers=across)


def hashes_of(run: Run, task: str) -> tuple:
    return cached.of_run(store.read_hashes, run, task)


def lead_to(run: str, task: str) -> None:
    st.session_state[GO] = ("matrix", {"run": run, "task": task})


def look_at(where: str, task: str) -> None:
    compare_choice.change(query, task=task, pick=None)


def chosen(key: str) -> None:
    compare_choice.change(query, pick=None, **{key: st.session_state[f"compare_{key}"]})


def pick(key: str, group: str) -> None:
    compare_choice.change(query, pick=f"set:{key}")


if leads := st.session_state.pop(GO, None):
    st.switch_page(f"pages/{leads[0]}.py", query_params=leads[1])
st.html(paint.style())
choice = compare_choice.read()
if not choice.every.groups:
    st.info("No run is done yet. Launch one plan with several seeds, or several orders, to compare them here.")
    st.stop()
compare_choice.groups_box(choice)
say(choice.ignored)
query, grouping = dict(choice.query), choice.grouping
compare_choice.remember(query)
compare_tables.left_out(grouping)
groups = grouping.groups
if not groups:
    st.info("None of the chosen runs is done.")
    st.stop()

compare_tables.groups(grouping)
with st.container(horizontal=True, gap="medium", vertical_alignment="bottom"):
    metric = tuple(sorted(compare_choice.metric_boxes(choice).items()))
    labels = {group.key: group.label for group in groups}
    reference = query.get("reference") if query.get("reference") in labels else groups[0].key
    if len(groups) > 1:
        st.session_state["compare_reference"] = reference
        st.selectbox("Held against", list(labels), key="compare_reference", format_func=labels.get, width=320,
                     help="The others' numbers minus this one's", on_change=chosen, args=("reference",))  # fmt: skip
    across = query.get("across") == "1"
    st.session_state["compare_across"] = across
    st.toggle("Across tokenizers", key="compare_across", help=ACROSS,
              on_change=lambda: compare_choice.change(query, across="" if across else "1"))  # fmt: skip

keys = tuple(group.key for group in groups)
runs = tuple(run for group in groups for run in group.runs)
mark = f"{zlib.crc32(query['runs'].encode()):08x}"  # of these runs, in keys and file names
with st.spinner("Scoring the answers …"):
    shared = cached.of_runs(shared_of, runs, metric) if across else None
    profiles = shared.profiles if shared else {run.id: cached.of_run(scored, run, metric) for run in runs}
    answers = Shared(runs, cached.answers, hashes_of).answers if across else cached.answers
    table = comparison.table(
        groups, lambda run: profiles[run.id], hashes_of, reference=keys.index(reference), across=shared
    )
for _, why in table.refused:
    st.error(plain(sentence(why)), icon=":material/block:")
for name, note in table.notes:
    st.html(f'<div class="le le-warn">{paint.esc(f"{name}: {note}")}</div>')
if not table.tasks:
    st.stop()
used = f"{len(runs)} runs in {len(groups)} groups: " + "; ".join(f"{g.label}, {g.said_seeds}" for g in groups)

adapted = courses(groups, lambda run: profiles[run.id])
adaptation_view.section(adapted, {record.name: record for record in table.records}, lead_to, mark)
# Of adaptation runs there are many groups, and the curves above say what they are compared for.
with st.expander("Every seed of every group") if adapted else st.container(border=True):
    show(compare.points_figure(table), f"compare-{mark}-seeds", lead_to)
    formula_card.cards([("seed_mean", used, ()), ("seed_interval", used, ()), ("iqm", used, ())])

if table.contrasts:
    st.subheader("Differences between groups")
    places = st.columns(2, gap="medium")
    for n, contrast in enumerate(table.contrasts if not adapted else ()):
        with places[n % 2]:
            name = f"compare-{mark}-{contrast.b}-minus-{contrast.a}"
            show(compare.delta_heatmap(table, contrast), name, look_at)
    with (
        places[1]
        if len(table.contrasts) == 1 and not adapted
        else st.expander("Every difference with its interval and p")
    ):
        compare_tables.evidence(table)
    said = [c for c in table.contrasts if not c.why_not]
    least = (
        f" With so many seeds no permutation p is below {min(c.smallest_permutation_p for c in said):.3g}."
        if said
        else ""
    )
    tests = "; ".join(dict.fromkeys(c.test for c in table.contrasts))
    st.html(f'<div class="le le-quiet">{paint.esc(tests + "." + least)}</div>')
    formula_card.cards([("group_difference", tests, ()), ("permutation_p", tests, ())])

with st.expander("Result matrix of each group, mean over its seeds", expanded=1 < len(groups) <= MANY):
    wide = min(3, max(2, len(groups)))
    for row in range(0, len(groups), wide):
        for place, group in zip(st.columns(wide), groups[row : row + wide], strict=False):
            with place:
                matrix = compare.mean_matrix(group, [profiles[run.id] for run in group.runs], table.tasks)
                first = group.runs[0].id
                show(
                    matrix,
                    f"compare-{mark}-result-{group.key}",
                    lambda _, task, run=first: lead_to(run, task),
                )

task = query.get("task") if query.get("task") in table.tasks else table.tasks[0]
titles = {record.name: record.title or record.name for record in table.records}
st.session_state["compare_task"] = task
st.segmented_control("Task", list(titles), key="compare_task", format_func=lambda t: plain(titles[t]), required=True,
                     on_change=chosen, args=("task",))  # fmt: skip
column = table.tasks.index(task)
if not adapted:
    varied_view.section(table, grouping, column, query, partial(compare_choice.change, query), lead_to, mark)
published_tables.of_groups(groups, profiles, mark)
st.subheader(plain(f"{titles[task]}: over seeds, and over examples"))
try:
    with st.spinner("Drawing seeds and examples …"):
        measured = table.metrics[column]
        beside = tuple(run.id for run in runs) if across else ()  # then the units depend on all of them
        intervals = [cached.of_runs(intervals_of, group.runs, task, measured, beside) for group in groups]
    compare_tables.scores(table, column, intervals)
    formula_card.cards([("hierarchical_bootstrap", used, ())])
    noise_view.section([(g.label, run) for g in groups for run in g.runs], task, compare.of_groups(groups), used)
    tested = cached.of_runs(tests_of, runs, task, table.metrics[column], keys, across)
    if tested:
        st.subheader(plain(f"{titles[task]}: run against run, after the last stage"))
        compare_tables.tests(tested)
    found = cached.of_runs(forgotten_of, runs, task, keys, across)
except UserError as error:
    st.info(plain(sentence(str(error))), icon=":material/block:")
    st.stop()

st.subheader(plain(f"{titles[task]}: which examples are forgotten?"))
for why in (*found.left_out, found.joined.note):
    if why:
        st.html(f'<div class="le le-warn">{paint.esc(why)}</div>')
several = len(found.groups) > 1
left, right = st.columns((1.15, 1), gap="medium") if several else (None, st.container())
if several:
    with left:
        show(compare.upset_figure(found), f"compare-{mark}-{task}-overlap", pick)
        compare_tables.overlaps(found)
        formula_card.card("jaccard", used, label="Overlap of forgotten sets")
with right:
    compare_tables.consensus(found)
    formula_card.card("forgotten_in_k", used, label="Forgotten in k of n seeds")
compare_list.show(found, query)
