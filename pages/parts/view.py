"""Which run, task and snapshots are looked at: read from a link, checked against the run, written as a link again.

The URL is the one place where the selection lives. A value in it that does not fit is ignored and said, never raised.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from engine.analysis import selection
from engine.analysis.changes import CHANGES
from engine.answers import Snapshot
from engine.errors import UserError
from engine.store import Run

KEYS = ("run", "task", "first", "second", "label", "change")
RUN_WIDE = ("run", "task", "metric", "margin")  # what stays when another task is chosen
PLACE = ("page", "example")  # where one is in a list: gone when the list changes


@dataclass(frozen=True)
class View:
    """What is looked at. `problem` says why first and second cannot be compared; then nothing is to be drawn."""

    run: Run
    task: str
    first: int  # index in run.snapshots
    second: int
    label: str | None = None  # a gold label, or the name of a bin
    change: str | None = None
    problem: str = ""
    ignored: tuple[str, ...] = ()  # sentences about what in the link was ignored
    pinned: tuple[str, ...] = ("first", "second")  # which of the two stand in links

    @property
    def first_snapshot(self) -> Snapshot:
        return self.run.snapshots[self.first]

    @property
    def second_snapshot(self) -> Snapshot:
        return self.run.snapshots[self.second]

    def query(self, **changes: str | None) -> dict[str, str]:
        """The link to this view, as URL parameters; `changes` differ, None leaves a parameter out."""
        own = {
            "run": self.run.id,
            "task": self.task,
            "first": self.first_snapshot.name if "first" in self.pinned else None,
            "second": self.second_snapshot.name if "second" in self.pinned else None,
            "label": self.label,
            "change": self.change,
        }
        return {key: value for key, value in {**own, **changes}.items() if value not in (None, "")}


def read(run: Run, query: Mapping[str, str], labels_of: Callable[[str], Sequence[str]]) -> View:
    """The view a link asks for, of a run with at least one snapshot. `labels_of(task)` are its labels or bins."""
    ignored: list[str] = []
    asked = {k: query[k] for k in ("task", "first", "second", "label", "change") if query.get(k)}
    task = asked.get("task", "")
    if task not in run.tasks:
        if task:
            ignored.append(f"Ignored task {task!r} in the link: this run has {', '.join(run.tasks)}.")
        task = next(iter(run.tasks))
    for key in ("first", "second"):
        try:
            selection.parse_snapshot(run, asked[key]) if key in asked else None
        except UserError as error:
            ignored.append(f"Ignored {key} {asked.pop(key)!r} in the link: {error}.")
    first, second, problem = _pair(run, task, asked)
    for key, known in (("label", labels_of(task)), ("change", tuple(CHANGES))):
        if key in asked and asked[key] not in known:
            ignored.append(f"Ignored {key} {asked.pop(key)!r} in the link: there is {', '.join(known)}.")
    pinned = ("first", "second") if finished(run) else tuple(k for k in ("first", "second") if k in asked)
    return View(run, task, first, second, asked.get("label"), asked.get("change"), problem, tuple(ignored), pinned)


def finished(run: Run) -> bool:
    """Have all its stages ended? Until then the default snapshots move on, and links do not pin them down."""
    return run.kind == "import" or sum(s.ends_stage for s in run.snapshots) >= len(run.plan.get("stages", ()))


def other_run(run: Run, query: Mapping[str, str]) -> dict[str, str]:
    """The link after another run was chosen: the same task, if that run has it."""
    return {"run": run.id} | ({"task": query["task"]} if query.get("task") in run.tasks else {})


def other_task(run: Run, query: Mapping[str, str], task: str) -> dict[str, str]:
    """The link after another task was chosen: snapshots that were chosen by hand stay, unless they would be equal."""
    kept = {key: query[key] for key in RUN_WIDE if key in query} | {"task": task}
    old = query.get("task")
    if old not in run.tasks or not run.snapshots:
        return kept
    defaults = {"first": selection.default_first(run, old), "second": selection.default_second(run, old)}
    chosen = {}
    for key, default in defaults.items():
        if key in query and query[key] != run.snapshots[default].name:
            chosen[key] = query[key]
    try:
        selection.pair(run, task, chosen.get("first"), chosen.get("second"))
    except UserError:
        return kept
    return kept | chosen


def other_filter(query: Mapping[str, str], **changes: str | None) -> dict[str, str]:
    """The link after a filter of a list changed; back to the list's beginning."""
    kept = {key: value for key, value in query.items() if key not in PLACE}
    return {key: value for key, value in {**kept, **changes}.items() if value not in (None, "")}


def _pair(run: Run, task: str, asked: Mapping[str, str]) -> tuple[int, int, str]:
    try:
        return *selection.pair(run, task, asked.get("first"), asked.get("second")), ""
    except UserError as error:
        first, second = (
            selection.parse_snapshot(run, asked[key]) if key in asked else default(run, task)
            for key, default in (("first", selection.default_first), ("second", selection.default_second))
        )
        return first, second, sentence(str(error))


def sentence(text: str) -> str:
    """An error's words as a sentence for the screen."""
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "!", "?")) else ".")
