"""A tour of two minutes through a finished run: one sentence or three at a time, where they apply."""

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from engine import store
from engine.errors import UserError
from engine.store import Run
from pages.parts import cached, places

_STEP, _RUN, _GO = "tour step", "tour run", "tour leads on"


@dataclass(frozen=True)
class Step:
    """What is said on a page."""

    page: str
    title: str
    words: str
    query: Callable[[str, str], dict[str, str]]  # of run and task


def _view(run: str, task: str) -> dict[str, str]:
    return {"run": run, "task": task}


STEPS = (
    Step("runs", "A run",
         "Every line is one encoder that was fine-tuned on several tasks in turn. Beside it stands each task's score, "
         "*right after its own stage → after the last stage*: where it fell, something was forgotten.",
         lambda run, task: {}),
    Step("matrix", "A cell",
         "Rows are stages, columns are tasks: a cell is that task's score after that stage. An outlined cell is right "
         "after the task was learned. **Read down a column:** what falls below the outline was forgotten. Hatched: a "
         "head that was not trained yet.", _view),
    Step("matrix", "A change",
         "The second matrix subtracts the outlined score: orange is forgetting. **Click any cell.** The box above the "
         "matrices then says how many sentences were right and are wrong now, and whether that is more than chance.",
         _view),
    Step("labels", "Which labels?",
         "*cnt1* right at first, *cnt2* right at second, *cnt3* forgotten, *cnt4* learned. The verdict says for each "
         "label whether its loss is established. A click on a bar leads to its examples.", _view),
    Step("examples", "Which sentences?",
         "Each card is one sentence; its squares are its answers over the snapshots, and the framed two are compared. "
         "The table on the left counts histories: click a row to list only these.",
         lambda run, task: {**_view(run, task), "change": "forgotten"}),
    Step("matrix", "Show it",
         "The buttons under a figure save it for a slide, and its numbers as a table. **Copy link** above opens this "
         "very view for a colleague, **Bookmark** keeps it on the Runs page. Slices, Life-lines, Recovery, Geometry "
         "and Compare ask further: *Help* on each says what its words mean.", _view),
)  # fmt: skip


def offer(key: str) -> None:
    """A button that begins it, or begins it again."""
    st.button("Take the tour: two minutes", key=key, icon=":material/tour:", type="tertiary", on_click=_begin)


def draw(page: str) -> None:
    """The step that one is at, above the page; nothing where nobody takes the tour."""
    step = st.session_state.get(_STEP)
    if step is None:
        return
    here = STEPS[step]
    if st.session_state.pop(_GO, False) and here.page != page:
        st.switch_page(f"pages/{here.page}.py", query_params=here.query(*st.session_state[_RUN]))
    with st.container(border=True, key="tour"):
        if here.page != page:
            st.caption("The tour waits.")
        else:
            st.markdown(f"**{step + 1} of {len(STEPS)} · {here.title}.** {here.words}")
        with st.container(horizontal=True, gap="small"):
            if here.page != page:
                st.button("Back to the tour", key="tour-return", on_click=_to, args=(step,))
            elif step:
                st.button("Back", key="tour-back", on_click=_to, args=(step - 1,))
            if here.page == page and step + 1 < len(STEPS):
                st.button("Next", key="tour-next", type="primary", on_click=_to, args=(step + 1,))
            st.button("Leave the tour", key="tour-leave", type="tertiary", on_click=_leave)


def _begin() -> None:
    found = _newest()
    if found is None:
        st.toast("The tour needs a finished run: launch the quickstart first.", icon=":material/tour:")
        return
    st.session_state[_RUN] = found
    _to(0)


def _to(step: int) -> None:
    st.session_state[_STEP], st.session_state[_GO] = step, True


def _leave() -> None:
    st.session_state.pop(_STEP, None)


def _newest() -> tuple[str, str] | None:
    """The newest finished run of several stages, and its task that fell most."""
    for folder in store.list_runs(places.runs_folder()):
        try:
            if store.read_progress(folder).state == "done" and len((run := cached.run(folder)).snapshots) > 2:
                return run.id, _fell_most(run)
        except UserError:  # a broken database must not end the tour
            continue
    return None


def _fell_most(run: Run) -> str:
    fallen = [(glance.first - glance.last, glance.task) for glance in cached.glances(run) if glance.first is not None]
    return max(fallen)[1] if fallen else next(iter(run.tasks))
