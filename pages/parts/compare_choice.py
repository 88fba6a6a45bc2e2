"""What the Compare page looks at. In the URL: `runs=id,id&task=cola&metric=cola:mcc&reference=group`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import streamlit as st

from engine import metrics, store
from engine.analysis.groups import Grouping, grouped
from engine.errors import UserError
from engine.store import Run
from pages.parts import cached, frame, live, places
from pages.parts.plain import plain

_MEMORY = "last comparison"
KEYS = ("runs", "task", "metric", "reference", "pick", "unit", "across", "over", "curve", "meeting")


@dataclass(frozen=True)
class Choice:
    """What is looked at, and everything there is to choose from."""

    grouping: Grouping  # of the chosen runs
    every: Grouping  # of all runs that are no controls
    query: Mapping[str, str]
    ignored: tuple[str, ...] = field(default=())


def read() -> Choice:
    """From the URL, else what was compared last, else the newest sweep or group of several runs."""
    frame.require()
    folders = store.list_runs(places.runs_folder())
    states = live.states_of(folders)
    runs, ignored = _open(folders)
    every = grouped([run for run in runs.values() if run.control is None], lambda run: states.get(run.id, "lost"))
    query = {k: v for k, v in st.query_params.to_dict().items() if k in KEYS and v}
    if "runs" not in query:
        query = {**st.session_state.get(_MEMORY, {}), **query}
    asked = [part.strip() for part in query.get("runs", "").split(",") if part.strip()]
    for name in asked:
        if name not in runs:
            try:
                places.folder_of(name)
            except UserError as error:
                ignored.append(f"Ignored run {name!r} in the link: {error}.")
    chosen = [runs[name] for name in asked if name in runs] or default(every)
    grouping = grouped(chosen, lambda run: states.get(run.id, "lost"))
    query["runs"] = ",".join(run.id for run in chosen)
    return Choice(grouping, every, query, tuple(ignored))


def default(every: Grouping) -> list[Run]:
    """The newest run's sweep; without one the groups of several seeds; without those the two newest groups."""
    members = [run for group in every.groups for run in group.runs]
    sweeps = [run.sweep for run in sorted(members, key=lambda run: run.id, reverse=True) if run.sweep]
    if sweeps and len(of := [run for run in members if run.sweep == sweeps[0]]) > 1:
        return of
    seeds = [group for group in every.groups if len(group.runs) > 1]
    return [run for group in seeds or every.groups[:2] for run in group.runs]


def remember(query: Mapping[str, str]) -> None:
    """Write it into the URL, and keep it for when the page is opened without a link."""
    wanted = {key: value for key, value in query.items() if value}
    if st.query_params.to_dict() != wanted:
        st.query_params.from_dict(wanted)
    st.session_state[_MEMORY] = {k: v for k, v in wanted.items() if k not in ("pick", "unit", "meeting")}


def change(query: Mapping[str, str], **changes: str | None) -> None:
    """In a callback: the same with some of it changed; the example that was looked at may not be there then."""
    remember({key: value for key, value in {**query, "unit": None, **changes}.items() if value})


def groups_box(choice: Choice) -> None:
    """Groups to choose from, and sweeps as a whole; then single runs of the chosen groups."""
    every = {group.key: group for group in choice.every.groups}
    picked = {group.key for group in choice.grouping.groups}
    sweeps = sorted({run.sweep for group in every.values() for run in group.runs if run.sweep})
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.session_state["compare_groups"] = [key for key in every if key in picked]
        st.multiselect(
            "Groups", list(every), key="compare_groups", on_change=_groups_chosen, args=(choice, every),
            format_func=lambda key: f"{every[key].label} · {every[key].said_seeds}", width="stretch",
            placeholder="Runs that differ in the seed alone", help="Runs of the same plan on the same data, which "
            "differ in the seed alone, form a group by themselves.",
        )  # fmt: skip
        if sweeps:
            st.session_state["compare_sweep"] = None
            st.selectbox("Or a whole sweep", sweeps, key="compare_sweep", index=None, width=260,
                         placeholder="choose one", on_change=_sweep_chosen, args=(choice, every))  # fmt: skip
    runs = {run.id: (group, run) for group in choice.every.groups if group.key in picked for run in group.runs}
    with st.popover("Single runs", type="tertiary", icon=":material/checklist:"):
        st.session_state["compare_runs"] = [run.id for group in choice.grouping.groups for run in group.runs]
        st.multiselect("Runs of these groups", list(runs), key="compare_runs", width=520,
                       format_func=lambda i: f"seed {runs[i][1].seed} · {runs[i][0].label} · {i}",
                       on_change=lambda: change(choice.query, pick=None,
                                                runs=",".join(st.session_state["compare_runs"])))  # fmt: skip


def metric_boxes(choice: Choice) -> dict[str, str]:
    """Task -> metric, for tasks of which the link or the user wants another than the first."""
    records = {t.name: t for g in choice.grouping.groups for run in g.runs for t in run.tasks.values()}
    asked = dict(part.split(":", 1) for part in choice.query.get("metric", "").split(",") if ":" in part)
    chosen = {t: m for t, m in asked.items() if t in records and m in records[t].metrics}
    several = {name: record for name, record in records.items() if len(record.metrics) > 1}
    for name, record in several.items():
        key = f"compare_metric_{name}"
        st.session_state[key] = chosen.get(name, record.metrics[0])
        st.segmented_control(plain(f"Metric of {record.title or name}"), record.metrics, key=key, required=True,
                             format_func=lambda m: metrics.get(m).short, on_change=_metric_chosen,
                             args=(choice, name, record.metrics[0], chosen))  # fmt: skip
    return {t: m for t, m in chosen.items() if m != records[t].metrics[0]}


def _metric_chosen(choice: Choice, task: str, first: str, chosen: Mapping[str, str]) -> None:
    wanted = st.session_state[f"compare_metric_{task}"]
    others = {t: m for t, m in chosen.items() if t != task} | ({task: wanted} if wanted != first else {})
    change(choice.query, metric=",".join(f"{t}:{m}" for t, m in others.items()))


def _groups_chosen(choice: Choice, every: Mapping) -> None:
    kept = {g.key: [run.id for run in g.runs] for g in choice.grouping.groups}
    ids = [i for key in st.session_state["compare_groups"] for i in kept.get(key, [r.id for r in every[key].runs])]
    change(choice.query, runs=",".join(ids), pick=None, reference=None)


def _sweep_chosen(choice: Choice, every: Mapping) -> None:
    wanted = st.session_state["compare_sweep"]
    ids = [run.id for group in every.values() for run in group.runs if wanted and run.sweep == wanted]
    change(choice.query, runs=",".join(ids), pick=None, reference=None)


def _open(folders: Sequence) -> tuple[dict[str, Run], list[str]]:
    """All runs that can be read, oldest first. A broken one must not hide the others."""
    runs, said = {}, []
    for folder in reversed(folders):
        try:
            runs[folder.name] = cached.run(folder)
        except UserError as error:
            said.append(f"{folder.name} cannot be read: {error}")
    return runs, said
