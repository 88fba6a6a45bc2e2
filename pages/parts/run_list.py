"""Runs as a list of rows: state, name with its link, order, scores at a glance, set-up, and what can be done."""

from collections.abc import Sequence
from pathlib import Path
from zoneinfo import ZoneInfo

import pandas as pd
import streamlit as st

from engine import launch, store
from engine.analysis.plan_settings import order
from engine.errors import UserError
from engine.store import Progress, Run
from pages.parts import acts, amounts, cached, places, scores, states
from pages.parts.plain import plain

WIDTHS = (0.95, 3, 3.9, 2.4, 0.75)
TICK = "tick-"  # and a run's id: the key of its box
USE, ADAPT, DELETE = "Use as a new plan", "Adapt to new tasks", "Delete"


def row(folder: Path) -> None:
    """One run that has ended, or an import."""
    progress = launch.status(folder)
    try:
        run = cached.run(folder)
        found = cached.glances(run)
    except UserError as error:  # a broken database must not hide the other runs
        _broken(folder, str(error))
        return
    state, name, score, facts, menu = st.columns(WIDTHS, vertical_alignment="top", gap="small")
    with state:
        states.badge(progress.state, run.kind)
        if progress.state == "done":
            st.checkbox("Compare", key=f"{TICK}{run.id}")
    with name, st.container(gap="xxsmall"):
        told = "What it forgot" if run.snapshots else "It has no answers yet"
        st.page_link("pages/matrix.py", label=f"**{plain(run.name)}**", query_params={"run": run.id}, help=told,
                     disabled=not run.snapshots, width="stretch")  # fmt: skip
        st.caption(plain(order(run)))
    score.html(scores.chips(found) if found else '<div class="lg lg-q">no answers yet</div>')
    facts.caption(plain(setup(run)) + "  \n" + plain(when(folder, progress)))
    with menu, st.container(horizontal_alignment="right"):
        _menu(run)
    if progress.state in launch.RESUMABLE:
        _stopped(folder, run, progress)


def ticked(folders: Sequence[Path]) -> list[str]:
    """Ids of the runs whose box is ticked, as long as they are there."""
    return [folder.name for folder in reversed(folders) if st.session_state.get(f"{TICK}{folder.name}")]


def setup(run: Run) -> str:
    """`minilm · sequential · seed 42`."""
    if run.kind == "import":
        return f"{next(iter(run.tasks), '')} · {', '.join(map(str, run.plan.get('files', [])))}"
    seed = "" if run.seed is None else f"seed {run.seed}"
    encoder = str(run.plan.get("encoder", ""))
    short = f"…/{Path(encoder).name}" if encoder.startswith(("/", "~", ".")) else encoder
    return " · ".join(filter(None, [short, strategy(run), seed]))


def strategy(run: Run) -> str:
    named = run.plan.get("strategy", "sequential")
    return str(named.get("name", "") if isinstance(named, dict) else named)


def when(folder: Path, progress: Progress) -> str:
    """`22 Nov 2026, 17:30 · 1 min 32 s · cpu · 91 MB`."""
    took = amounts.duration(progress.finished - progress.started) if progress.finished and progress.started else ""
    begun = amounts.moment(progress.started or progress.created, _zone())
    return " · ".join(filter(None, [begun, took, progress.device, amounts.size(store.disk_use(folder))]))


def table(folders: Sequence[Path]) -> pd.DataFrame:
    """The list as a table, one line per task of a run, in full precision."""
    lines = []
    for folder in folders:
        progress = launch.status(folder)
        try:
            run = cached.run(folder)
            found = cached.glances(run)
        except UserError:
            continue
        took = progress.finished - progress.started if progress.finished and progress.started else None
        about = {"run": run.id, "name": run.name, "state": progress.state, "stages": order(run), "seed": run.seed,
                 "encoder": run.plan.get("encoder", ""), "strategy": strategy(run), "device": progress.device,
                 "seconds": took, "bytes": store.disk_use(folder)}  # fmt: skip
        lines += [{**about, **{k: getattr(g, k) for k in ("task", "metric", "first", "last")}} for g in found] or [
            about
        ]
    return pd.DataFrame(lines)


def _menu(run: Run) -> None:
    if places.read_only():
        return
    options = [USE] * (run.kind == "plan") + [ADAPT] * bool(store.kept_snapshots(run)) + [DELETE]
    chosen = st.menu_button("More", options, key=f"menu-{run.id}", type="tertiary")
    if chosen == USE:
        st.switch_page("pages/launch.py", query_params={"from": run.id})
    if chosen == ADAPT:
        st.switch_page("pages/launch.py", query_params={"adapt": run.id})
    if chosen == DELETE:
        confirm_deletion(run.id, run.name)


@st.dialog("Delete this run?")
def confirm_deletion(run_id: str, name: str) -> None:
    """Ask before all answers of a run are gone."""
    folder = places.runs_folder() / run_id
    st.markdown(f"**{plain(name)}**  \n`{plain(run_id)}`")
    st.markdown(f"Its answers, checkpoints and log ({amounts.size(store.disk_use(folder))}) go for good.")
    with st.container(horizontal=True):
        if st.button("Delete", type="primary", icon=":material/delete:", key="delete-really",
                     on_click=acts.attempt, args=(acts.delete, run_id)):  # fmt: skip
            st.rerun()
        if st.button("Keep it", key="delete-not"):
            st.rerun()


def _stopped(folder: Path, run: Run, progress: Progress) -> None:
    """Why it stopped, the way on, and the end of its log."""
    _, told, way_on = st.columns((WIDTHS[0], sum(WIDTHS[1:4]), WIDTHS[4]), gap="small")
    colour = {"failed": "red", "lost": "orange"}.get(progress.state)
    with told:
        if progress.reason:
            words = plain(progress.reason[:1].upper() + progress.reason[1:])
            st.markdown(f":{colour}[{words}]" if colour else f":gray[{words}]")
        if progress.state != "cancelled" and (log := store.read_log(folder)):
            with st.expander("End of its log", type="compact"):
                st.code(log, language=None, wrap_lines=True)
    if not places.read_only() and run.kind == "plan":
        with way_on, st.container(horizontal_alignment="right"):
            st.button("Resume", key=f"resume-{run.id}", type="tertiary", on_click=acts.attempt,
                      args=(acts.resume, run.id), help="Goes on from where it was last saved.")  # fmt: skip


def _broken(folder: Path, message: str) -> None:
    st.badge("unreadable", icon=":material/broken_image:", color="red")
    st.markdown(f"**{plain(folder.name)}**  \n:red[{plain(message)}]")
    if not places.read_only() and st.button("Delete", icon=":material/delete:", key=f"delete-{folder.name}"):
        confirm_deletion(folder.name, folder.name)


def _zone() -> ZoneInfo:
    """The reader's own time zone, as the browser says."""
    try:
        return ZoneInfo(st.context.timezone or "UTC")
    except (KeyError, ValueError):
        return ZoneInfo("UTC")
