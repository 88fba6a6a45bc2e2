"""What shall I run next?

A **plan** is an encoder, ordered **stages**, a **strategy** and a **seed**. A stage trains one **objective**:
*finetune* one task, *multitask* several in turn, *masked_lm* further pre-training on texts, *meta* on many small
tasks. A strategy protects old knowledge while new tasks are learned; *sequential* protects nothing. Several seeds, all
orders of the stages, or varied settings make several runs: a **sweep**. Runs wait their turn per device, and live on
when the browser and the dashboard are closed.
"""

from collections.abc import Callable

import streamlit as st

from engine import command_line, encoders, estimate, presets, readiness, store, sweep, tasks, vary
from engine.errors import UserError
from engine.plan import Plan
from engine.settings import PlanError, Problem
from engine.vary import Variant
from pages.parts import (
    acts,
    adapt_form,
    begin_form,
    draft,
    frame,
    live,
    places,
    plan_form,
    preview,
    settings_form,
    vary_form,
)
from pages.parts.plain import plain
from pages.parts.stage_table import stage_table


def launched() -> list:
    """The folders of the runs in the URL: a reload shows them again."""
    found = []
    for run_id in st.query_params.get_all("run"):
        try:
            found.append(places.folder_of(run_id))
        except UserError as error:
            st.warning(plain(settings_form.sentence(str(error))), icon=":material/link_off:")
    return found


def open_draft(folders: list) -> draft.Draft:
    """What the link asks for, else what this session was working on, else the run in the link, else the quickstart."""
    began_from = st.query_params.get("from")
    if began_from or (draft.current() is None and folders):
        st.query_params.pop("from", None)
        try:
            folder = places.folder_of(began_from) if began_from else folders[0]
            document = store.read_plan(folder)
            preset = presets.like(Plan.from_json(document))
            return draft.begin(document, preset or "", origin=f"run {folder.name}")
        except UserError as error:
            st.warning(plain(settings_form.sentence(str(error))))
    preset = st.query_params.get("preset")
    if preset and "preset" in st.query_params:
        del st.query_params["preset"]
        if preset in presets.names():
            return draft.begin_preset(preset)
    return draft.current() or draft.begin_preset(presets.names()[0])


def check(work: draft.Draft, found: list) -> tuple[Plan | None, list[Variant], list[int], list[Problem]]:
    """The plan, what it is varied to, its seeds, and everything that is wrong, field by field."""
    problems, plan, variants, numbers = [], None, [], []
    document, names = work.document(), [a.task for a in found]
    try:
        numbers = draft.parse_seeds(work.seeds)
    except ValueError as error:
        problems.append(Problem("seed", str(error)))
    axes, wrong = vary_form.axes_of(work)
    problems += wrong
    try:
        plan = Plan.from_json(document, names, encoders.problem)
        variants = list(vary.variants(document, axes, names))
    except PlanError as error:
        problems += error.problems if plan is None else [Problem("vary", str(p)) for p in error.problems]
    except UserError as error:
        problems.append(Problem("vary", str(error)))
    plans = [v.plan for v in variants] or [plan] * bool(plan)
    problems += begin_form.problems_of(plans)
    for each in plans:
        problems += [p for p in readiness.obstacles(each, found) if p not in problems]
    return plan, variants, numbers, problems


def go(token: int, act: Callable, *arguments) -> None:
    """Launch, and put the runs into the URL."""
    if ids := acts.once(token, act, *arguments):
        kept = {"adapt": st.query_params["adapt"]} if act is acts.adapt else {}
        st.query_params.from_dict({"run": ids, **kept})


def button(count: int, problems: list[Problem], act: Callable, *arguments) -> None:
    """Launch, or why not yet."""
    why = f"{len(problems)} problem{'s' * (len(problems) != 1)} to solve first" if problems else ""
    if places.read_only():
        st.info("This dashboard is read-only: launch with the command below.")
    else:
        label = f"Launch {count} runs" if count > 1 else "Launch"
        st.button(label, type="primary", icon=":material/rocket_launch:", width="stretch", key="launch",
                  disabled=bool(problems), help=why or None, on_click=go,
                  args=(acts.next_token(), act, *arguments))  # fmt: skip
    if problems:
        st.markdown("\n".join(["**Not yet:**", "", *(f"- {plain(p)}" for p in problems)]))


def of_adaptation(asked: adapt_form.Asked) -> None:
    """The form of adaptation runs, in place of that of a plan."""
    adaptation, plans, problems = adapt_form.check(asked, data)
    form, side = st.columns((2.6, 1), gap="large")
    with form:
        adapt_form.show(asked, about, problems)
    with side:
        st.subheader("What it takes")
        if plans:
            once = [Variant(adapt_form.label(plan), plan) for plan in plans if plan.seed == plans[0].seed]
            rows = readiness.rows(found)
            preview.forecast(once, [estimate.cost(each.plan, rows) for each in once], len(plans) // len(once))
        button(len(plans), problems, acts.adapt, adaptation, asked.changes())
        if plans:
            preview.command(command_line.adapt(adaptation, asked.changes(), preview.folders()))


frame.require()
acts.complaint()
folders = launched()
if folders:
    if len(folders) > 1:
        st.page_link("pages/compare.py", label=f"Compare these {len(folders)} runs", icon=":material/compare_arrows:",
                     query_params={"runs": ",".join(folder.name for folder in folders)})  # fmt: skip
    live.watch(folders, live.states_of(folders), everything=True)
    st.space("small")
try:
    data, asked = places.data_folder(), adapt_form.asked_for()
except UserError as error:
    st.error(plain(settings_form.sentence(str(error))))
    st.stop()
with st.spinner("Reading the data sets that are here …", show_time=True):
    found = tasks.availability(data)
about = {a.task: a for a in found}
if asked:
    of_adaptation(asked)
    st.stop()
st.session_state[adapt_form.PLAN_DRAWN] = True
work = open_draft(folders)
plan, variants, seeds, problems = check(work, found)
plans = [variant.plan for variant in variants]

form, side = st.columns((2.6, 1), gap="large")
with form:
    plan_form.start_from(work, list(about))
    plan_form.identity(work, problems)
    st.subheader("Stages")
    stage_table(work, about, problems)
    st.subheader("Strategy", help="What protects old knowledge while a new task is learned.")
    plan_form.strategy(work, problems)
    with st.expander(
        "Evaluation and checkpoints", expanded=any(p.field.startswith(("evaluate", "task_s")) for p in problems)
    ):
        plan_form.evaluation(work, about, problems)
    vary_form.show(work, about, problems)
with side:
    st.subheader("What it takes")
    all_orders = plan_form.all_orders(work, plan)
    count = len(sweep.runs(plans, seeds, all_orders))
    if plans:
        rows = readiness.rows(found)
        preview.forecast(variants, [estimate.cost(each, rows) for each in plans], count // len(plans))
    button(count, problems, acts.start, plan, seeds, all_orders, plans)
    if plan and seeds:
        preview.documents(plan, work.preset, seeds, all_orders, vary_form.axes_of(work)[0])
