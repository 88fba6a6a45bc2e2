"""What the dashboard may do to runs, and not only look: each refuses in a read-only dashboard.

Called from a button's callback. What goes wrong by the user's doing is kept and said when the page is drawn.
"""

import contextlib
import dataclasses
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import IO, Any

import streamlit as st

from engine import adaptation_runs, control_runs, job_control, launch, removal, store, sweep
from engine.adaptations import Adaptation
from engine.errors import UserError
from engine.plan import Plan
from engine.requests import Request
from engine.store import Remark
from pages.parts import places
from pages.parts.plain import plain

CONTROLS = ({"twins": 1}, {"sham": True})  # what a click makes of each run
UNPACKED = 8 * 10**9  # bytes that an uploaded ZIP may unpack to; the command line takes more
_COMPLAINT, _DONE = "complaint", "acts done"


def start(
    plan: Plan, seeds: Sequence[int], all_orders: bool = False, variants: Sequence[Plan] | None = None
) -> list[str]:
    """Launch one run per seed, and per order of the stages if asked: a sweep. Their ids. Raises UserError.

    `variants`: the plans that are varied from `plan`, in place of it.
    """
    places.refuse_if_read_only()
    called = sweep.name(plan, seeds, all_orders, len(variants or [plan]))
    plans = sweep.runs(variants or plan, seeds, all_orders)
    return [launch.start(places.runs_folder(), each, places.data_folder(), called).name for each in plans]


def adapt(asked: Adaptation, changes: Sequence[str]) -> list[str]:
    """Launch adaptation runs, each with `changes` (KEY=VALUE) made. Their ids. Raises UserError."""
    places.refuse_if_read_only()
    runs, data = places.runs_folder(), places.data_folder()
    plans = adaptation_runs.planned(store.open_run(places.folder_of(asked.start.run)), asked, changes, data)
    return [folder.name for folder, _ in adaptation_runs.start(runs, asked, plans, data)]


def control(run_ids: Sequence[str], task: str) -> list[str]:
    """Launch a twin and a sham of a task of each run, as far as they are not there. Their ids. Raises UserError."""
    places.refuse_if_read_only()
    found: list[str] = []
    for run_id in run_ids:
        run = store.open_run(places.folder_of(run_id))
        for kind in CONTROLS:  # one by one: where there can be no twin there may be a sham
            with contextlib.suppress(UserError):
                wanted = control_runs.planned(run, task, **kind)
                found += [f.name for f in control_runs.start(places.runs_folder(), wanted, places.data_folder())]
    return found


def cancel(run_id: str) -> None:
    """Stop a queued or running run. Raises UserError."""
    places.refuse_if_read_only()
    launch.cancel(places.folder_of(run_id))


def resume(run_id: str) -> None:
    """Go on with a failed, cancelled or lost run. Raises UserError."""
    places.refuse_if_read_only()
    launch.resume(places.folder_of(run_id), places.data_folder())


def delete(run_id: str) -> Path:
    """Move a run that nobody is at work on into the trash; its folder there. Raises UserError."""
    places.refuse_if_read_only()
    return removal.discard(places.folder_of(run_id))


def restore(trashed: Path) -> None:
    """Bring a run back from the trash. Raises UserError."""
    places.refuse_if_read_only()
    store.restore(trashed)


def remove(trashed: Sequence[Path]) -> None:
    """Remove runs in the trash for good. Raises UserError."""
    places.refuse_if_read_only()
    for folder in trashed:
        store.remove(folder)


def drop_checkpoints(run_id: str) -> None:
    """Remove a run's weights, and keep its answers. Raises UserError."""
    places.refuse_if_read_only()
    removal.drop_checkpoints(places.folder_of(run_id))


def archive(run_id: str, archived: bool) -> None:
    """Keep a run, but list it no longer; or list it again. Raises UserError."""
    places.refuse_if_read_only()
    store.change_notes(places.folder_of(run_id), lambda notes: dataclasses.replace(notes, archived=archived))


def annotate(
    run_id: str, seen: Remark, note: str, tags: Sequence[str], task: str = "", example: int | None = None
) -> None:
    """Write note and tags of a run, or of one of its examples, in place of what was `seen` there.

    What others wrote meanwhile stays: their tags beside these, their note instead of this one. Raises UserError then.
    """
    places.refuse_if_read_only()
    gone = [tag for tag in seen.tags if tag not in tags]
    new = [tag for tag in tags if tag not in seen.tags]
    store.annotate(places.folder_of(run_id), note, add=new, remove=gone, task=task, example=example, seen=seen.note)


def import_zip(file: IO[bytes], called: str, run_id: str) -> str:
    """Make the run in an uploaded ZIP one of these, under another id if one is given: its id. Raises UserError."""
    places.refuse_if_read_only()
    return store.unpack(file, called, places.runs_folder(), run_id.strip() or None, most=UNPACKED).name


def bookmark(name: str, address: str) -> None:
    """Keep a view for all. Raises UserError."""
    places.refuse_if_read_only()
    store.add_bookmark(places.runs_folder(), name, address)


def drop_bookmark(name: str) -> None:
    """Keep it no longer. Raises UserError."""
    places.refuse_if_read_only()
    store.remove_bookmark(places.runs_folder(), name)


def start_job(run_id: str, request: Request) -> None:
    """Start a job on a run, if it is not done or under way. Raises UserError."""
    places.refuse_if_read_only()
    job_control.start(places.folder_of(run_id), request, places.data_folder())


def cancel_job(run_id: str, job: str) -> None:
    """Stop a queued or running job of a run. Raises UserError."""
    places.refuse_if_read_only()
    launch.cancel(store.find_job(places.folder_of(run_id), job))


def attempt(act: Callable[..., Any], *arguments: Any) -> Any:
    """Do it; a user's mistake is kept for `complaint` and None returned."""
    try:
        return act(*arguments)
    except UserError as error:
        st.session_state[_COMPLAINT] = str(error)
        return None


def once(token: int, act: Callable[..., Any], *arguments: Any) -> Any:
    """Do it and return its result. A second click on a button drawn with the same token gets that result, too: a double
    click launches one run, not two, and what the page does with the result happens, though the first click's page was
    never drawn to its end."""
    done, result = st.session_state.get(_DONE, (0, None))
    if token == done:
        result = attempt(act, *arguments)
        st.session_state[_DONE] = (token + 1, result)
    return result


def next_token() -> int:
    """For `once`: give it to the button when it is drawn."""
    return st.session_state.get(_DONE, (0, None))[0]


def complaint() -> None:
    """Show, once, what went wrong."""
    if message := st.session_state.pop(_COMPLAINT, ""):
        st.error(plain(message[:1].upper() + message[1:]), icon=":material/error:")
