"""Everything the pages read from runs, remembered between reruns.

Never keyed by a file's modification time: that of run.db need not move when it is written to while somebody reads.
A run is read anew when `store.version` says so; what follows from its answers is kept for as long as the run, as it was
read, has the same snapshots, because a committed snapshot never changes.
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import streamlit as st

from engine import store
from engine.analysis.glance import Glance, glance
from engine.answers import TaskAnswers


def run(folder: Path) -> store.Run:
    """The run in `folder` as it is now."""
    return _run(str(folder), store.version(folder))


@st.cache_data(show_spinner=False, max_entries=256)
def _run(folder: str, version: tuple) -> store.Run:
    return store.open_run(Path(folder))


def answers(run: store.Run, task: str) -> TaskAnswers:
    """All answers to one task."""
    return of_run(store.read_answers, run, task)


def of_run(function: Callable[..., Any], run: store.Run, *arguments: Any) -> Any:
    """`function(run, *arguments)`, remembered. Arguments must be plain values: text, numbers, tuples of them."""
    return _remembered(_name(function), *_key(run), arguments, lambda: function(run, *arguments))


def of_answers(function: Callable[..., Any], run: store.Run, task: str, *arguments: Any) -> Any:
    """`function(answers to task, *arguments)`, remembered: `of_answers(counts.count_table, run, "cola", 1, 3)`."""
    return _remembered(
        _name(function), *_key(run), (task, *arguments), lambda: function(answers(run, task), *arguments)
    )


def of_runs(function: Callable[..., Any], runs: Sequence[store.Run], *arguments: Any) -> Any:
    """`function(runs, *arguments)`, remembered; as `of_run`. The result must be small: it is copied at every click."""
    folders, moments = zip(*map(_key, runs), strict=True) if runs else ((), ())
    return _remembered(_name(function), "\n".join(folders), moments, arguments, lambda: function(runs, *arguments))


def glances(run: store.Run) -> list[Glance]:
    """Every task's score right after its own stage and now; none where there is no answer yet."""
    return [_glance(run, task) for task in run.tasks] if run.snapshots else []


def _glance(run: store.Run, task: str) -> Glance:
    return _remembered(_name(glance), *_key(run), (task,), lambda: glance(run, answers(run, task)))


@st.cache_data(show_spinner=False, max_entries=512, max_size="1GB")
def _remembered(name: str, folder: str, moments: tuple, arguments: tuple, _compute: Callable[[], Any]) -> Any:
    return _compute()


def _key(run: store.Run) -> tuple[str, tuple]:
    trained = tuple(sorted(run.trained))
    return str(run.folder), (tuple(s.name for s in run.snapshots), tuple(run.tasks), trained)


def _name(function: Callable[..., Any]) -> str:
    # The file, not the module: every page runs as __main__, and two of them may have a function of the same name.
    return f"{function.__code__.co_filename}:{function.__qualname__}"
