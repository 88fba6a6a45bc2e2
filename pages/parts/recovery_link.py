"""`recovery=bias|head|lost` in a link: the forgotten units with that verdict, by the refit stored in the run."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np

from engine import job_control, store
from engine.analysis import recovery
from engine.analysis.recovery import VERDICTS, Recovery
from engine.answers import TaskAnswers
from engine.errors import UserError
from pages.parts import cached
from pages.parts.view import View, sentence


def of_view(view: View) -> Recovery | None:
    """The stored refit of what is looked at; None if there is none. Raises UserError if there can be none."""
    names = view.first_snapshot.name, view.second_snapshot.name
    request = recovery.request(view.run, view.task, *names)
    if job_control.result(view.run.folder, request) is None:
        return None
    folder = str(job_control.find(view.run.folder, request))
    return cached.of_answers(_read, view.run, view.task, view.first, view.second, folder)


def locate(view: View, query: Mapping[str, str]) -> tuple[np.ndarray | None, str, list[str]]:
    """(units,) bool of the verdict that a link asks for, or None; its title; sentences about what was ignored."""
    name = query.get("recovery", "")
    if not name:
        return None, "", []
    if name not in VERDICTS:
        return None, "", [f"Ignored recovery {name!r} in the link: there is {', '.join(VERDICTS)}."]
    try:
        found = None if view.problem else of_view(view)
    except UserError as error:
        return None, "", [f"Ignored recovery {name!r} in the link: {sentence(str(error))}"]
    if found is None:
        where = f"{view.first_snapshot.name} and {view.second_snapshot.name}"
        why = f"no refit of {view.task} between {where} is stored; start one on the Recovery page"
        return None, "", [f"Ignored recovery {name!r} in the link: {why}."]
    return found.verdict == VERDICTS[name].code, f"{VERDICTS[name].glyph} {VERDICTS[name].title}", []


def _read(answers: TaskAnswers, first: int, second: int, folder: str) -> Recovery:
    result = store.read_result(Path(folder))
    if result is None:
        raise UserError("the stored refit is damaged: start it again on the Recovery page")
    return recovery.recovery(answers, first, second, result)
