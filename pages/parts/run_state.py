"""What must be said about a run before its numbers: it waits, runs, failed, was cancelled, is lost; or is an import."""

import streamlit as st

from engine import launch, store
from engine.analysis.selection import describe
from engine.store import Progress, Run
from pages.parts import cached, places
from pages.parts.plain import plain

REFRESH = 3.0  # seconds between looks at a run under way


def banner(run: Run) -> None:
    """Say in what state the run is, if it is not simply done; stop the page where there are no answers yet."""
    progress = launch.status(run.folder)
    if progress.state in launch.ACTIVE:
        _watch(run, progress)
    elif progress.state in _ENDED:
        _ended(run, progress)
    if not run.has_texts:
        st.caption(
            "The examples' words are not in this run: it was imported, or shared, without its texts. All answers are."
        )
    if not run.tasks or not run.snapshots:
        if progress.state == "done":
            st.info("This run holds no answers.")
        st.stop()


def words(progress: Progress) -> str:
    """`Stage 2 of 3 is running (training, step 40 of 115)`; `Waiting: 2 runs before it`."""
    if progress.state == "queued":
        before = progress.queue_position
        return "Waiting for its device" + (f": {before} run{'s' * (before > 1)} before it" if before else "")
    if not progress.stage:
        return "The answers before training are being taken"
    steps = f", step {progress.step:,} of {progress.steps:,}" if progress.steps else ""
    return f"Stage {progress.stage} of {progress.stages} is running ({progress.phase or 'training'}{steps})"


def so_far(run: Run) -> str:
    """What there is to see."""
    if not run.snapshots:
        return "There is nothing to see yet: the first answers are those before training."
    return f"Answers so far: {', '.join(describe(s) for s in run.snapshots)}."


_ENDED = {
    "failed": (st.error, "This run failed"),
    "cancelled": (st.warning, "This run was cancelled"),
    "lost": (st.error, "This run is lost"),
}


def _ended(run: Run, progress: Progress) -> None:
    show, what = _ENDED[progress.state]
    reason = f": {progress.reason}" if progress.reason else ""
    can = "" if places.read_only() else " It can be resumed on the Runs page."
    show(plain(f"{what}{reason}.{can} {so_far(run)}"))


def _watch(run: Run, progress: Progress) -> None:
    seen = store.version(run.folder)

    # Only words and a bar live in here: a table or chart one can select in would lose its selection at every look.
    @st.fragment(run_every=REFRESH)
    def look() -> None:
        now = launch.status(run.folder)
        if store.version(run.folder) != seen or now.state not in launch.ACTIVE:
            st.rerun()
        done = now.step / now.steps if now.steps else 0.0
        st.progress(min(max(done, 0.0), 1.0), text=plain(f"{words(now)}. {so_far(cached.run(run.folder))}"))

    look()
