"""Runs that are queued or running, followed without blocking: one card each, drawn again every two seconds."""

import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import streamlit as st

from engine import launch, store
from engine.store import Progress
from pages.parts import acts, amounts, cached, places, states
from pages.parts.plain import plain

EVERY = "2s"


def states_of(folders: Sequence[Path]) -> dict[str, str]:
    """Run id -> state. Folders that vanish meanwhile are left out."""
    return {folder.name: launch.status(folder).state for folder in folders if store.is_run(folder)}


def watch(folders: Sequence[Path], drawn: dict[str, str], *, everything: bool = False) -> None:
    """Cards of the runs under way in `folders`, kept up to date; `everything`: of those that have ended, too.

    `drawn` is what the page around it was drawn from: when a run begins or ends, the whole page is drawn again.
    """

    # Nothing one can select in stands in here: it would lose its selection at every look.
    @st.fragment(run_every=EVERY if any(s in launch.ACTIVE for s in drawn.values()) else None)
    def look() -> None:
        now = states_of(folders)
        if now != drawn:
            st.rerun()
        for folder in folders:
            if now[folder.name] in launch.ACTIVE or everything:
                card(folder)

    look()


def notice_new(known: Sequence[str]) -> None:
    """Draw the page again when somebody else launched or deleted a run, or one of them was resumed elsewhere."""
    drawn = states_of([places.runs_folder() / run_id for run_id in known])

    @st.fragment(run_every="5s")
    def look() -> None:
        if states_of(store.list_runs(places.runs_folder())) != drawn:
            st.rerun()

    look()


def card(folder: Path) -> None:
    """One run: what it is, how far it is, and what can be done about it."""
    progress, run = launch.status(folder), cached.run(folder)
    with st.container(border=True, key=f"card-{folder.name}"):
        head = st.container(horizontal=True, vertical_alignment="center")
        with head:
            states.badge(progress.state)
            st.markdown(f"**{plain(run.name)}**", width="stretch")
            st.caption(plain(_where(progress, run.seed)), width="content")
        st.progress(fraction(progress), text=plain(words(progress, run.plan)))
        if progress.reason:
            st.markdown(f":red[{plain(progress.reason)}]" if progress.state != "cancelled" else plain(progress.reason))
        with st.container(horizontal=True, vertical_alignment="center"):
            if run.snapshots:
                query = {"run": folder.name}
                label = "Matrix" if progress.state == "done" else "Matrix so far"
                st.page_link("pages/matrix.py", label=label, icon=":material/grid_on:", query_params=query)
                st.page_link("pages/examples.py", label="Examples", icon=":material/format_quote:", query_params=query)
            _buttons(folder.name, progress.state)


def fraction(progress: Progress) -> float:
    """How much of the run is done, 0 to 1: stages count alike, whatever their length."""
    if progress.state == "done":
        return 1.0
    if not progress.stages or not progress.stage:
        return 0.0
    inside = progress.step / progress.steps if progress.steps else 0.0
    return min(max((progress.stage - 1 + inside) / progress.stages, 0.0), 1.0)


def words(progress: Progress, plan: Mapping) -> str:
    """`Stage 2 of 4, mini-mrpc: step 34 of 120 · loss 0.431 · 52 examples/s · about 1 min left`."""
    if progress.state == "queued":
        before = progress.queue_position
        return f"Waiting for its device, number {before} in the queue" if before else "Waiting for its device"
    took = (
        f" in {amounts.duration(progress.finished - progress.started)}"
        if progress.finished and progress.started
        else ""
    )
    if progress.state == "done":
        return f"All {progress.stages} stages done{took}" if progress.stages > 1 else f"Done{took}"
    if not progress.stages or not progress.stage:
        return f"{progress.phase.capitalize() or 'Starting'}" + (
            "" if progress.state == "running" else f": {progress.state}"
        )
    stages = plan.get("stages", [])
    tasks = "+".join(stages[progress.stage - 1]["tasks"]) if 0 < progress.stage <= len(stages) else ""
    stage = f"Stage {progress.stage} of {progress.stages}{f', {tasks}' if tasks else ''}"
    parts = [f"{stage}: step {progress.step:,} of {progress.steps:,}"]
    if progress.state == "running":
        parts += [progress.phase] if progress.phase and progress.phase != "training" else []
        parts += [f"loss {progress.loss:.3f}"] if progress.loss is not None else []
        parts += [f"{progress.examples_per_s:.0f} examples/s"] if progress.examples_per_s else []
        parts += [f"{amounts.about(progress.eta_s)} left"] if progress.eta_s is not None else []
    return " · ".join(parts)


def _where(progress: Progress, seed: int | None) -> str:
    parts = [f"seed {seed}" if seed is not None else "", progress.device]
    if progress.started and progress.state == "running":
        parts.append(f"for {amounts.duration(time.time() - progress.started)}")
    return " · ".join(filter(None, parts))


def _buttons(run_id: str, state: str) -> None:
    if places.read_only():
        return
    if state in launch.ACTIVE:
        st.button("Cancel", icon=":material/stop_circle:", key=f"cancel-{run_id}",
                  on_click=acts.attempt, args=(acts.cancel, run_id), help="Stops it; it can be resumed.")  # fmt: skip
    elif state in launch.RESUMABLE:
        st.button("Resume", icon=":material/resume:", key=f"resume-{run_id}",
                  on_click=acts.attempt, args=(acts.resume, run_id), help="From its last saved state.")  # fmt: skip
