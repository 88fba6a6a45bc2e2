"""With what the encoder of a plan begins: its pre-trained weights, or those that a run here kept at a snapshot."""

from collections.abc import Sequence

import streamlit as st

from engine import launch, start_points, store
from engine.analysis.selection import describe
from engine.errors import UserError
from engine.plan import Plan
from engine.settings import Problem
from engine.store import Run
from engine.tasks.task import head_of
from pages.parts import adapt_link, cached, filter_bar, places, settings_form
from pages.parts.draft import Draft
from pages.parts.plain import plain

PRETRAINED = ""
_HELP = (
    "The pre-trained encoder with fresh heads, or the weights that a run here kept at a snapshot: its encoder, and its "
    "heads for tasks that are in this plan, too. The encoder is then that run's."
)


def begins(draft: Draft) -> dict[str, str]:
    """The draft's `start`; empty if it begins with the pre-trained encoder."""
    return draft.working.get("start") or {}


def problems_of(plans: Sequence[Plan]) -> list[Problem]:
    """Why the plans cannot begin with what they name: a run that is gone, or that has another encoder."""
    found = []
    for plan in plans:
        try:
            start_points.source(places.runs_folder(), plan)
        except UserError as error:
            found.append(Problem("start", str(error)))
    return list(dict.fromkeys(found))


def show(draft: Draft, problems: Sequence[Problem]) -> None:
    """Which run, and which of its snapshots."""
    start, runs = begins(draft), with_weights()
    which, snapshot, more = st.columns((4, 1.7, 1.7), vertical_alignment="bottom")
    key, now = draft.key("start"), start.get("run", PRETRAINED)
    options = list(dict.fromkeys([PRETRAINED, *runs, now]))
    which.selectbox("Begin with", options, options.index(now), key=key, help=_HELP, on_change=_set_run,
                    args=(draft, key, runs), format_func=lambda name: label(name, runs))  # fmt: skip
    if start:
        _snapshot(draft, runs.get(now), snapshot)
    if now in runs:
        with more:
            adapt_link.show(runs[now])
        _heads(draft, runs[now])
    settings_form.complain(problems, "start", "start.run", "start.snapshot")


def with_weights() -> dict[str, Run]:
    """Every run that kept weights, by id, newest first."""
    found = {}
    for folder in store.list_runs(places.runs_folder()):
        if store.keeps_any(folder):
            try:
                run = cached.run(folder)
            except UserError:  # a broken run is nothing to begin with
                continue
            if store.kept_snapshots(run):
                found[run.id] = run
    return found


def label(run_id: str, runs: dict[str, Run]) -> str:
    """`Meta-BERT, 3 domains · 2026-11-25 15:57 · seed 42`."""
    if run_id == PRETRAINED:
        return "the pre-trained encoder"
    if run_id not in runs:
        return run_id
    state = launch.status(runs[run_id].folder).state
    said = [filter_bar.run_label(run_id), f"seed {runs[run_id].seed}", "" if state == "done" else state]
    return " · ".join(filter(None, said))


def _snapshot(draft: Draft, run: Run | None, place) -> None:
    """One of those whose weights are there."""
    start = begins(draft)
    kept = {s.name: describe(s) for s in store.kept_snapshots(run)} if run else {}
    options, key = list(dict.fromkeys([*kept, start["snapshot"]])), draft.key("start", start["run"])
    place.selectbox("Snapshot", options, options.index(start["snapshot"]), key=key, on_change=_set_snapshot,
                    args=(draft, key), format_func=lambda name: kept.get(name, name))  # fmt: skip


def _heads(draft: Draft, run: Run) -> None:
    """Which heads come along."""
    trained = {head_of(task) for snapshot, task in run.trained if snapshot == begins(draft)["snapshot"]}
    along = [task for task in draft.tasks if head_of(task) in trained]
    said = f"with its trained heads for {', '.join(along)}" if along else "all heads begin fresh"
    st.caption(plain(f"The encoder of that run, {start_points.encoder(run)}; {said}."))


def _set_run(draft: Draft, key: str, runs: dict[str, Run]) -> None:
    run = runs.get(st.session_state[key])
    draft.working["start"] = {"run": run.id, "snapshot": store.kept_snapshots(run)[-1].name} if run else None
    if run:
        draft.working["encoder"] = start_points.encoder(run)


def _set_snapshot(draft: Draft, key: str) -> None:
    draft.working["start"] = {**begins(draft), "snapshot": st.session_state[key]}
