"""A job that is queued or running, followed without blocking; whoever opens its page again sees it again."""

from pathlib import Path

import streamlit as st

from engine import launch, store
from engine.store import Progress
from pages.parts import acts, live, places, states
from pages.parts.plain import plain


def watch(folder: Path, title: str) -> None:
    """A card of the job; when it ends, the whole page is drawn again."""
    drawn = launch.status(folder).state

    # Only words, a bar and a button live in here: what one can select in would lose its selection at every look.
    @st.fragment(run_every=live.EVERY)
    def look() -> None:
        progress = launch.status(folder)
        if progress.state != drawn and progress.state not in launch.ACTIVE:
            st.rerun()
        with st.container(border=True, key="job"):
            with st.container(horizontal=True, vertical_alignment="center"):
                states.badge(progress.state)
                st.markdown(f"**{plain(title)}**", width="stretch")
                st.caption(plain(progress.device), width="content")
            st.progress(live.fraction(progress), text=plain(words(progress)))
            if not places.read_only():
                st.button("Cancel", icon=":material/stop_circle:", key="cancel-job", on_click=acts.attempt,
                          args=(acts.cancel_job, store.run_of(folder).name, folder.name),
                          help="Stops it; it can be started again.")  # fmt: skip

    look()


def ended(folder: Path) -> None:
    """Why a job has no result, if it was begun before."""
    progress = launch.status(folder)
    if progress.state in ("failed", "lost"):
        st.error(plain(f"The last attempt {_HOW[progress.state]}: {progress.reason}."), icon=":material/error:")
    elif progress.state == "cancelled":
        st.warning("The last attempt was cancelled. It can be started again.", icon=":material/cancel:")
    else:
        st.warning("The stored result is damaged. It can be made again.", icon=":material/error:")


def words(progress: Progress) -> str:
    """`Part 2 of 6, refit on 3: 4 of 7`; `Waiting for its device, number 2 in the queue`."""
    if progress.state == "queued":
        if progress.device and progress.phase == "starting":
            return "Starting"
        before = progress.queue_position
        return f"Waiting for its device, number {before} in the queue" if before else "Waiting for its device"
    if not progress.stage:
        return progress.phase.capitalize() or "Starting"
    done = f": {progress.step:,} of {progress.steps:,}" if progress.steps else ""
    return f"Part {progress.stage} of {progress.stages}, {progress.phase}{done}"


_HOW = {"failed": "failed", "lost": "is lost"}
