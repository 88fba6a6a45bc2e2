"""Which measurement of a task's geometry is looked at, and how a new one is begun."""

from pathlib import Path

import streamlit as st

from engine import job_control, launch, requests, store, tasks
from engine.analysis.geometry import asking, measured
from engine.analysis.geometry.shape import Shape
from engine.errors import UserError
from engine.requests.geometry import Geometry
from engine.settings import PlanError, Problem, describe
from engine.store import Run
from pages.parts import acts, cached, job_live, places, settings_form
from pages.parts.plain import plain
from pages.parts.view import sentence

ASKED = (
    "units", "vector", "split", "layers", "probe", "repeats", "control", "nearest", "smallest", "deadline", "at",
    "follow", "seed",
)  # fmt: skip
_DRAFT = "geometry settings"


def done(run: Run, task: str) -> dict[str, str]:
    """Job -> in words, of the measurements of a task that are done; the newest first."""
    found = {}
    for job, request in measured.measured(run, task).items():
        split = "evaluation and training" if request.split == "both" else request.split
        layers = "" if request.layers == "all" else f", layers {request.layers}"
        found[job] = f"{request.units:,} {split} units, snapshots {request.at}{layers}"
    return found


def under_way(run: Run, task: str) -> list[Path]:
    """Jobs that measure this task now."""

    def is_mine(folder: Path) -> bool:
        request = measured.request_of(folder)
        return request is not None and request.task == task and launch.status(folder).state in launch.ACTIVE

    return [folder for folder in store.list_jobs(run.folder) if is_mine(folder)]


def read(run: Run, job: str) -> Shape:
    """A measurement, remembered. Raises UserError where its result is damaged."""
    return cached.of_run(measured.read, run, job)


def watch(run: Run, task: str) -> None:
    """Cards of what is under way."""
    for folder in under_way(run, task):
        job_live.watch(folder, f"Geometry of {run.tasks[task].title or task}")


def offer(run: Run, task: str, first_time: bool) -> None:
    """The settings of a new measurement, and a button that begins it, or why there is none."""
    try:
        default = asking.request(run, task)
    except UserError as reason:
        st.info(plain(sentence(str(reason))), icon=":material/block:")
        return
    described = {s.name: s for s in describe(Geometry)}
    values = st.session_state.setdefault(f"{_DRAFT} {run.id} {task}", {n: getattr(default, n) for n in ASKED})
    problems: list[Problem] = []
    try:
        request = requests.build(default.job, {"task": task, **values})
    except PlanError as error:
        problems, request = list(error.problems), None
    with st.expander("Settings of the measurement", expanded=bool(problems)):
        settings_form.grid([described[name] for name in ASKED], values, f"geometry/{run.id}/{task}", problems, "", 4)
    _button(run, request, "Measure the geometry" if first_time else "Measure again")


def _button(run: Run, request: Geometry | None, label: str) -> None:
    task = request.task if request else ""
    try:
        if request is None:
            raise UserError("a setting cannot be used: see below its field")
        job_control.check(run.folder, request)
        where = next(iter(tasks.availability(places.data_folder(), [task])), None)
        if where is None or where.where == "nowhere":
            raise UserError(where.problem if where else f"the task {task} is not known here any longer")
        places.refuse_if_read_only()
    except UserError as reason:
        st.button(label, icon=":material/play_arrow:", disabled=True)
        st.info(plain(sentence(str(reason))), icon=":material/block:")
        return
    job = job_control.find(run.folder, request)
    if job is not None and launch.status(job).state not in (*launch.ACTIVE, "done"):
        job_live.ended(job)
    st.button(label, icon=":material/play_arrow:", type="primary", on_click=acts.attempt,
              args=(acts.start_job, run.id, request),
              help="In the background; what was measured before is not measured again.")  # fmt: skip
