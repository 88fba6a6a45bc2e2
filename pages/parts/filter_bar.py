"""The filter bar of Matrix, Labels and Examples: run, task, first, second, label, change.

The URL holds the selection; a widget shows what the URL says and writes what the user chose back into it. (Streamlit's
own `bind="query-params"` drops defaults from the URL and writes shown texts instead of ids, so that a link would come
to mean another run, or other snapshots, later.)
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

import streamlit as st

from engine import store
from engine.analysis import bins, changes, selection
from engine.errors import UserError
from engine.store import Run
from engine.store.folder import read_about
from pages.parts import cached, frame, meeting, places, run_state, view
from pages.parts.paint import change_name
from pages.parts.plain import plain
from pages.parts.view import View

_PAGE = "last page"
_MEMORY = "last view"  # in the session: what a page shows that was opened without a link


def bar(page: str, *, filters: bool = False, whole: bool = False) -> View:
    """Draw the bar and return what is looked at. Stops the page where there is nothing to look at yet.

    `filters`: with label and change. `whole`: the run alone, since all its tasks are looked at. The page draws nothing
    that compares if `View.problem` says why it cannot.
    """
    frame.require()
    folders = store.list_runs(places.runs_folder())
    query, said = _query(), []
    if not folders:
        _no_run(query.get("run", ""))
    folder = _folder(query, folders, said)
    row = st.container(horizontal=True, vertical_alignment="bottom", key="filter_bar")
    with row:
        _select("run", [f.name for f in folders], folder.name, run_label, "Run", query, None, width=330)
    try:
        run = cached.run(folder)
    except UserError as error:
        with meeting.over():
            st.error(view.sentence(str(error)))
        st.stop()
    say(said)
    run_state.banner(run)
    chosen = view.read(run, query, lambda task: labels_of(run, task))
    if not whole:
        with row:
            _widgets(chosen, query, filters)
        say(chosen.ignored)
    rest = {key: value for key, value in query.items() if key not in view.KEYS}
    remember({**({"run": run.id} if whole else chosen.query()), **rest}, page)
    return chosen


def labels_of(run: Run, task: str) -> tuple[str, ...]:
    """A task's labels, or its bins if it is a regression."""
    if run.tasks[task].kind != "regression":
        return run.tasks[task].labels
    return cached.of_answers(bins.bins, run, task).labels


def go(query: Mapping[str, str]) -> None:
    """Make this the view: in a callback, before the page is drawn."""
    remember(query)


def remember(query: Mapping[str, str], page: str = "") -> None:
    """Write a view into the URL, if it is not there already, and keep it for pages opened without a link.

    `page` is the page that is being drawn; "" in a callback."""
    wanted = {key: value for key, value in query.items() if value}
    last_page, last = st.session_state.get(_PAGE), st.session_state.get(_MEMORY)
    # A link from a page to itself reaches us without changing the browser's address: say it once more. But not for
    # a link from another page: the address would be pushed twice, and Back would seem not to work.
    if st.query_params.to_dict() != wanted or (page == last_page and last != wanted):
        st.query_params.from_dict(wanted)
    st.session_state[_MEMORY] = dict(wanted)
    st.session_state[_PAGE] = page or last_page


def query() -> dict[str, str]:
    """What the URL asks for."""
    return st.query_params.to_dict()


def _query() -> dict[str, str]:
    asked = query()
    if "run" in asked:
        return asked
    # What belongs to one list (page, example, search) does not follow to a page that was opened afresh.
    kept = ("run", "task", "first", "second", "label", "change", "metric", "margin")
    return {k: v for k, v in st.session_state.get(_MEMORY, {}).items() if k in kept} | asked


def _folder(query: dict[str, str], folders: Sequence[Path], said: list[str]) -> Path:
    """The run asked for; the newest one with a word about it if there is none such."""
    if query.get("run"):
        try:
            return places.folder_of(query["run"])
        except UserError as error:
            said.append(f"Ignored run {query['run']!r} in the link: {error}. This is the newest run.")
            for key in query.keys() - {meeting.KEY}:
                del query[key]
            with meeting.over():
                st.page_link("pages/runs.py", label="All runs", icon=":material/arrow_back:")
    return folders[0]


def _widgets(chosen: View, query: dict[str, str], filters: bool) -> None:
    run, names = chosen.run, [s.name for s in chosen.run.snapshots]
    titles = {name: task.title or name for name, task in run.tasks.items()}
    described = {s.name: selection.describe(s) for s in run.snapshots}
    _select("task", list(run.tasks), chosen.task, titles.get, "Task", query, run, width=150)
    for key, index, text in (("first", chosen.first, "First"), ("second", chosen.second, "Second")):
        _select(key, names, names[index], described.get, text, query, run, width=160)
    if filters:
        labels = ("", *labels_of(run, chosen.task))
        _select("label", labels, chosen.label or "", lambda x: x or "all labels", "Gold label", query, run, width=115)
        _select("change", ("", *changes.CHANGES), chosen.change or "", _change_label, "Change", query, run, width=135)


_HELP = {
    "first": "The earlier of the two snapshots compared. By default right after the task's own stage.",
    "second": "The later of the two. By default after the last stage.",
}


def _select(key, options, value, shown, label, query, run, width) -> None:
    st.session_state[f"bar_{key}"] = value
    st.selectbox(label, options, key=f"bar_{key}", format_func=shown, width=width, help=_HELP.get(key),
                 on_change=_changed, args=(key, dict(query), run))  # fmt: skip


def _changed(key: str, query: dict[str, str], run: Run | None) -> None:
    value = st.session_state[f"bar_{key}"]
    if key == "run":
        go(view.other_run(cached.run(places.folder_of(value)), query))
    elif key == "task":
        go(view.other_task(run, query, value))
    else:
        go(view.other_filter({"run": run.id, **query}, **{key: value}))


def _change_label(name: str) -> str:
    return f"{changes.CHANGES[name].glyph} {change_name(name)}" if name else "all changes"


def run_label(run_id: str) -> str:
    """`CoLA, then MRPC · 2026-11-22 17:30`."""
    name, moment = _about(str(places.runs_folder() / run_id))
    return f"{name} · {moment}"


@st.cache_data(show_spinner=False, max_entries=2000)
def _about(folder: str) -> tuple[str, str]:
    moment = Path(folder).name
    name = str(read_about(Path(folder)).get("name") or moment)
    stamp = f"{moment[:4]}-{moment[4:6]}-{moment[6:8]} {moment[9:11]}:{moment[11:13]}"
    return name, stamp if moment[:8].isdigit() else moment


def say(sentences: Sequence[str]) -> None:
    """What of a link was ignored, in one box."""
    if sentences:
        with meeting.over():
            st.warning("  \n".join(map(plain, sentences)), icon=":material/link_off:")


def _no_run(asked: str) -> None:
    """`asked`: the run that a link is about."""
    gone = f"Run {asked!r} in the link is gone, or was never here. " if asked else ""
    none = f"There is no run{'' if asked else ' yet'}. "
    words = "Fine-tune an encoder through a few tasks, then come back to see what it forgot."
    with meeting.over():
        st.info(plain(gone + none + words))
        if not places.read_only():
            st.page_link("pages/launch.py", label="Launch a run", icon=":material/rocket_launch:")
    st.stop()
