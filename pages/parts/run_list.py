"""Runs as a list of rows: state, name with its link, order, scores at a glance, set-up, and what can be done."""

from collections.abc import Sequence
from pathlib import Path
from zoneinfo import ZoneInfo

import pandas as pd
import streamlit as st

from engine import launch, store
from engine.analysis.plan_settings import order
from engine.errors import UserError
from engine.inventory import Entry
from engine.store import DiskUse, Progress, Run
from pages.parts import acts, amounts, cached, places, run_dialogs, scores, states
from pages.parts.plain import plain

WIDTHS = (0.95, 3, 3.9, 2.4, 0.75)
TICK = "tick-"  # and a run's id: the key of its box
NOTE = 240  # characters of a note that a row shows
USE, ADAPT, DESCRIBE = "Use as a new plan", "Adapt to new tasks", "Tags and note"
ARCHIVE, LIST, EXPORT = "Archive", "List again", "Export as ZIP"
DROP, DELETE = "Drop checkpoints", "Delete"


def row(entry: Entry, known: list[str]) -> None:
    """One run that has ended, or an import. `known`: the tags of all runs."""
    folder, progress = entry.folder, entry.progress
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
        _said(entry)
    score.html(scores.chips(found) if found else '<div class="lg lg-q">no answers yet</div>')
    facts.caption(plain(setup(run)) + "  \n" + plain(when(entry)))
    with menu, st.container(horizontal_alignment="right"):
        _menu(run, entry, known)
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


def when(entry: Entry) -> str:
    """`22 Nov 2026, 17:30 · 1 min 32 s · cpu · 455 MB, 454 MB of it checkpoints`."""
    took = amounts.duration(entry.seconds) if entry.seconds is not None else ""
    begun = amounts.moment(entry.progress.started or entry.progress.created, _zone())
    return " · ".join(filter(None, [begun, took, entry.progress.device, size(entry.disk)]))


def size(use: DiskUse) -> str:
    """`455 MB, 454 MB of it checkpoints`."""
    weights = f", {amounts.size(use.checkpoints)} of it checkpoints" if use.checkpoints else ""
    return amounts.size(use.total) + weights


def table(entries: Sequence[Entry]) -> pd.DataFrame:
    """The list as a table, one line per task of a run, in full precision."""
    lines = []
    for entry in entries:
        try:
            run = cached.run(entry.folder)
            found = cached.glances(run)
        except UserError:
            continue
        about = {"run": run.id, "name": run.name, "state": entry.state, "stages": order(run), "seed": run.seed,
                 "encoder": run.plan.get("encoder", ""), "strategy": strategy(run), "device": entry.progress.device,
                 "seconds": entry.seconds, "bytes": entry.disk.total, "checkpoint_bytes": entry.disk.checkpoints,
                 "tags": ", ".join(entry.notes.tags), "note": entry.notes.note,
                 "archived": entry.notes.archived}  # fmt: skip
        lines += [{**about, **{k: getattr(g, k) for k in ("task", "metric", "first", "last")}} for g in found] or [
            about
        ]
    return pd.DataFrame(lines)


def _said(entry: Entry) -> None:
    """Tags, note, and how many of its examples have one."""
    notes = entry.notes
    if notes.tags or notes.archived:
        with st.container(horizontal=True, gap="xxsmall"):
            for tag in notes.tags:
                st.badge(plain(tag), color="gray")
            if notes.archived:
                st.badge("archived", icon=":material/archive:", color="gray")
    if notes.note:
        st.caption(f":material/sticky_note_2: {plain(notes.note[:NOTE])}{'…' if len(notes.note) > NOTE else ''}")
    for task, noted in notes.examples.items():
        label = f"{len(noted)} note{'s' * (len(noted) != 1)} on examples of {plain(task)}"
        st.page_link("pages/examples.py", label=f":small[{label}]",
                     query_params={"run": entry.id, "task": task, "noted": "any"})  # fmt: skip


def _menu(run: Run, entry: Entry, known: list[str]) -> None:
    options = [] if places.read_only() else [DESCRIBE, LIST if entry.notes.archived else ARCHIVE]
    options += [EXPORT] if run.snapshots else []
    if not places.read_only():
        begin = [USE] * (run.kind == "plan") + [ADAPT] * bool(store.kept_snapshots(run))
        options = begin + options + [DROP] * bool(entry.disk.checkpoints) + [DELETE]
    if not options:
        return
    chosen = st.menu_button("More", options, key=f"menu-{run.id}", type="tertiary")
    if chosen == USE:
        st.switch_page("pages/launch.py", query_params={"from": run.id})
    if chosen == ADAPT:
        st.switch_page("pages/launch.py", query_params={"adapt": run.id})
    if chosen in (ARCHIVE, LIST):
        acts.attempt(acts.archive, run.id, chosen == ARCHIVE)
        st.rerun()
    if chosen == DESCRIBE:
        run_dialogs.describe(entry.folder, run.name, known)
    asked = {EXPORT: run_dialogs.export, DROP: run_dialogs.drop_checkpoints, DELETE: run_dialogs.delete}
    if chosen in asked:
        asked[chosen](entry.folder, run.name)


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
        run_dialogs.delete(folder, folder.name)


def _zone() -> ZoneInfo:
    """The reader's own time zone, as the browser says."""
    try:
        return ZoneInfo(st.context.timezone or "UTC")
    except (KeyError, ValueError):
        return ZoneInfo("UTC")
