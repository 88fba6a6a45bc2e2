"""Adaptation runs of a run that is there, put together on the Launch page: `/launch?adapt=RUN`.

What is asked for stays in the session, as a draft does; widgets write into it before the page is drawn.
"""

import dataclasses
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import streamlit as st

from engine import adaptation_runs, devices, settings, start_points, store
from engine.adaptations import STAGE, Adaptation, read_examples, said
from engine.analysis.selection import describe
from engine.errors import UserError
from engine.plan import Plan
from engine.settings import PlanError, Problem
from engine.stage import Stage
from engine.store import Run
from engine.tasks import Availability
from pages.parts import begin_form, places, settings_form
from pages.parts.draft import parse_seeds
from pages.parts.stage_table import title

HOW = ("epochs", "learning_rate", "batch_size")  # settings of the one stage that the form shows
PLAN_DRAWN = "plan form drawn"  # in the session, by the Launch page
_KEY, _COUNT = "adaptation", "adaptations so far"
_WHAT = (
    "A few examples of a new task, learned from the weights of a run, and from the plain encoder beside it: is what "
    "the run learned a better place to begin? A run per task, number of examples and seed, so that none builds on "
    "another; a seed draws the same examples wherever it begins. Snapshot 0 of each is the answer without any example."
)


@dataclass
class Asked:
    """The form's fields, valid or not yet."""

    run: Run
    snapshot: str
    tasks: list[str]
    number: int  # of the form in this session: another run has new widgets
    examples: str = "20, all"
    seeds: str = "1, 2, 3"
    plain: bool = True
    alone: bool = False
    how: dict[str, Any] = field(default_factory=lambda: {name: getattr(STAGE, name) for name in HOW})
    device: str = "auto"

    def key(self, name: str) -> str:
        return f"adapt{self.number}/{name}"

    def changes(self) -> list[str]:
        """KEY=VALUE for what differs from how adaptation runs are made."""
        found = [f"{name}={json.dumps(value)}" for name, value in self.how.items() if value != getattr(STAGE, name)]
        return found + ([f"device={self.device}"] if self.device != self.run.plan.get("device", Plan.device) else [])


def asked_for() -> Asked | None:
    """What this session asks for of the run in the link; None if the link asks for no adaptation.

    At first: the tasks that the run evaluated and never trained. Raises UserError for a run that is not there, or that
    has no weights to begin with.
    """
    if not (wanted := st.query_params.get("adapt")):
        return None
    if st.session_state.pop(PLAN_DRAWN, False):
        st.query_params["adapt"] = wanted  # a link from a page to itself leaves the browser's address as it was
    run = store.open_run(places.folder_of(wanted))
    now: Asked | None = st.session_state.get(_KEY)
    if now is None or now.run.id != run.id:
        number = st.session_state[_COUNT] = st.session_state.get(_COUNT, 0) + 1
        snapshot = adaptation_runs.start_of(run).snapshot
        now = Asked(run, snapshot, list(run.plan.get("evaluate", ())), number, plain=run.plan.get("start") is None,
                    device=run.plan.get("device", Plan.device))  # fmt: skip
        st.session_state[_KEY] = now
    now.run = run  # as it is now: it may have come further
    return now


def check(asked: Asked, data: Path | None) -> tuple[Adaptation | None, list[Plan], list[Problem]]:
    """What is asked for, the plans of its runs, and everything that is wrong, field by field."""
    problems: list[Problem] = [] if asked.tasks else [Problem("tasks", "choose at least one task")]
    examples, seeds = (), []
    try:
        examples = tuple(dict.fromkeys(read_examples(asked.examples)))
        problems += [] if examples else [Problem("examples", "needs at least one number, or all")]
    except UserError as error:
        problems.append(Problem("examples", str(error)))
    try:
        seeds = parse_seeds(asked.seeds)
    except ValueError as error:
        problems.append(Problem("seeds", str(error)))
    if problems:
        return None, [], problems
    try:
        start = adaptation_runs.start_of(asked.run, asked.snapshot)
    except UserError as error:
        return None, [], [Problem("snapshot", str(error))]
    try:
        found = Adaptation(start, tuple(asked.tasks), examples, tuple(seeds), asked.plain, asked.alone)
        return found, adaptation_runs.planned(asked.run, found, asked.changes(), data), []
    except PlanError as error:
        return None, [], error.problems
    except UserError as error:  # of no field alone: said where it is launched
        return None, [], [Problem("", str(error))]


def show(asked: Asked, found: Mapping[str, Availability], problems: Sequence[Problem]) -> None:
    """The fields, each with what is wrong with it below."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.subheader("Adapt a run to new tasks", width="stretch")
        st.button("A plan instead", icon=":material/arrow_back:", type="tertiary", key=asked.key("leave"),
                  on_click=lambda: st.query_params.pop("adapt", None))  # fmt: skip
    st.caption(_WHAT)
    _source(asked, problems)
    options = list(dict.fromkeys([*found, *asked.tasks]))
    st.multiselect("Tasks", options, asked.tasks, key=asked.key("tasks"), format_func=lambda t: title(t, found),
                   placeholder="Choose tasks", help="Each in runs of its own.", **_writes(asked, "tasks"))  # fmt: skip
    settings_form.complain(problems, "tasks", "stages.1.tasks", "stages.1.objective", "evaluate")
    examples, seeds, device = st.columns(3)
    with examples:
        st.text_input("Numbers of examples", asked.examples, key=asked.key("examples"), **_writes(asked, "examples"),
                      help="Training examples of each task, or all. Zero-shot is snapshot 0 of every run.")  # fmt: skip
        settings_form.complain(problems, "examples", "stages.1.train_limit")
    with seeds:
        st.text_input("Seeds", asked.seeds, key=asked.key("seeds"), **_writes(asked, "seeds"),
                      help="Of the examples drawn, their order and dropout. A run per seed.")  # fmt: skip
        settings_form.complain(problems, "seeds")
    with device:
        there = {"auto": "first free GPU, else CPU"} | {d.name: d.description for d in devices.available()}
        options = list(dict.fromkeys([*there, asked.device]))
        st.selectbox("Device", options, options.index(asked.device), key=asked.key("device"),
                     format_func=lambda d: f"{d} ({there[d]})" if d in there else d,
                     **_writes(asked, "device"))  # fmt: skip
        settings_form.complain(problems, "device")
    described = {s.name: dataclasses.replace(s, default=getattr(STAGE, s.name)) for s in settings.describe(Stage)}
    settings_form.grid([described[name] for name in HOW], asked.how, asked.key("how"), problems, "stages.1", columns=3)
    _beside(asked)


def label(plan: Plan) -> str:
    """`amazon:baby, 20 examples, plain encoder`: what tells one run of a seed from the others."""
    (stage,), begins = plan.stages, "plain encoder" if plan.start is None else "this run"
    return f"{stage.tasks[0]}, {said(stage.train_limit)}, {begins}"


def _source(asked: Asked, problems: Sequence[Problem]) -> None:
    """Which run, and where in it; another run is another form."""
    runs = {asked.run.id: asked.run} | begin_form.with_weights()
    which, where = st.columns((2, 1))
    which.selectbox("Run", list(runs), list(runs).index(asked.run.id), key=asked.key("run"),
                    format_func=lambda name: begin_form.label(name, runs), on_change=_other_run,
                    args=(asked.key("run"),), help=f"Its encoder, {start_points.encoder(asked.run)}, and its heads for "
                    "the tasks, or for others of their family")  # fmt: skip
    kept = {s.name: describe(s) for s in store.kept_snapshots(asked.run)}
    options = list(dict.fromkeys([*kept, asked.snapshot]))
    where.selectbox("Snapshot", options, options.index(asked.snapshot), key=asked.key("snapshot"),
                    format_func=lambda name: kept.get(name, name), **_writes(asked, "snapshot"))  # fmt: skip
    settings_form.complain(problems, "snapshot")


def _beside(asked: Asked) -> None:
    forked = asked.run.plan.get("start")
    st.checkbox("Set the plain encoder beside it", asked.plain, key=asked.key("plain"), disabled=bool(forked),
                help="The run itself started from another one: there is none." if forked else
                "As many runs again, which begin with the pre-trained encoder and a fresh head.",
                **_writes(asked, "plain"))  # fmt: skip
    st.checkbox("Evaluate a run's own task only", asked.alone, key=asked.key("alone"),
                help="Quicker; but what becomes of the tasks that the run was trained on, its forgetting, is not seen, "
                "and each task is a sweep of its own.", **_writes(asked, "alone"))  # fmt: skip


def _writes(asked: Asked, name: str) -> dict[str, Any]:
    return {"on_change": _write, "args": (asked, name)}


def _write(asked: Asked, name: str) -> None:
    setattr(asked, name, st.session_state[asked.key(name)])


def _other_run(key: str) -> None:
    st.query_params["adapt"] = st.session_state[key]
