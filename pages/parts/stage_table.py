"""The stages of a draft as a table: one row each, to add, remove and reorder; the rarer settings in an expander."""

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from engine import objectives, settings
from engine.settings import Problem, Setting
from engine.stage import Stage
from engine.tasks import Availability
from pages.parts import settings_form
from pages.parts.draft import Draft
from pages.parts.plain import plain

IN_ROW = ("epochs", "learning_rate", "batch_size", "train_limit", "evaluate_every")
WIDTHS = (0.25, 2.2, 1.0, 1.4, 1.2, 1.15, 1.4, 0.8)


def stage_table(draft: Draft, found: Mapping[str, Availability], problems: Sequence[Problem]) -> None:
    """Draw it. `found` says what is known about each task."""
    described = {s.name: s for s in settings.describe(Stage)}
    head = st.columns(WIDTHS, vertical_alignment="bottom")
    head[1].markdown(
        "**Task**", help="What this stage trains on. Every task of the plan is evaluated after every stage."
    )
    for name, column in zip(IN_ROW, head[2:], strict=False):
        column.markdown(f"**{settings_form.label(described[name])}**", help=settings_form.hint(described[name]))
    for place in range(len(draft.stages)):
        _row(draft, place, described, found, problems)
    settings_form.complain(problems, "stages")
    unused = [name for name in found if name not in draft.tasks and found[name].where != "nowhere"]
    new = (unused or list(found))[0]
    st.button("Add a stage", icon=":material/add:", key=draft.key("add"), on_click=draft.add_stage, args=(new,))


def title(task: str, found: Mapping[str, Availability]) -> str:
    """`cola · CoLA`, and whether its data are missing."""
    about = found.get(task)
    if about is None:
        return f"{task} (unknown)"
    title = task if about.title.lower() == task.lower() else f"{task} · {about.title}"
    where = {"nowhere": " (no data here)", "hub": " (from the hub)"}
    return title + where.get(about.where.split(":")[0], "")


def _row(
    draft: Draft, place: int, described: dict, found: Mapping[str, Availability], problems: Sequence[Problem]
) -> None:
    stage, number = draft.stages[place], place + 1
    key, where = draft.key("stage", draft.stage_ids[place]), f"stages.{number}"
    unused = _objective_of(stage).unused
    row = st.columns(WIDTHS)
    row[0].markdown(f"**{number}**")
    with row[1]:
        _tasks(stage, f"{key}/tasks", found, number)
        settings_form.complain(problems, f"{where}.tasks", where)
    for name, column in zip(IN_ROW, row[2:], strict=False):
        with column:
            settings_form.field(described[name], stage, f"{key}/{name}", hide_label=True, unused=unused)
            settings_form.complain(problems, f"{where}.{name}")
    with row[-1], st.container(horizontal=True, gap=None):
        last = len(draft.stages) - 1
        _act("Earlier", "arrow_upward", f"{key}/up", place == 0, draft.move_stage, place, -1)
        _act("Later", "arrow_downward", f"{key}/down", place == last, draft.move_stage, place, 1)
        _act("Remove", "close", f"{key}/remove", last == 0, draft.remove_stage, place)
    rare = [s for name, s in described.items() if name not in IN_ROW]
    own = f"{where}.objective"
    wrong = any(p.field in {f"{where}.{s.name}" for s in rare} or p.field.startswith(own) for p in problems)
    objective, given = _name_of(stage), stage.get("objective")
    said = [f"objective {objective}"] if objective != "finetune" else []
    said += _changed(settings.describe(_objective_of(stage)), given if isinstance(given, dict) else {})
    said += _changed(rare, stage)
    told = f": {', '.join(said)}" if said else ""
    _, data, more = st.columns((WIDTHS[0], WIDTHS[1], sum(WIDTHS[2:])))
    with data:
        _about(stage, found)
    with more.expander(plain(f"More settings of stage {number}{told}"), expanded=wrong, type="compact"):
        _objective(stage, key, problems, f"{where}.objective")
        settings_form.grid(rare, stage, key, problems, where, unused=unused)


def _changed(described: Sequence[Setting], values: Mapping[str, Any]) -> list[str]:
    """What differs from the defaults, in words."""
    differ = [s for s in described if values.get(s.name, s.default) != s.default]
    return [f"{settings_form.label(s).lower()} {_written(values[s.name])}" for s in differ]


def _written(value: Any) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


def _tasks(stage: dict[str, Any], key: str, found: Mapping[str, Availability], number: int) -> None:
    """One task, or several where the objective takes several."""
    options = list(dict.fromkeys([*found, *stage["tasks"]]))
    name = f"Task of stage {number}"
    common = {"format_func": lambda t: title(t, found), "key": key, "label_visibility": "collapsed",
              "on_change": _choose, "args": (stage, key)}  # fmt: skip
    if len(stage["tasks"]) == 1 and _objective_of(stage).refuses(("a", "b")):
        st.selectbox(name, options, options.index(stage["tasks"][0]), **common)
    else:
        st.multiselect(name, options, stage["tasks"], placeholder="Choose tasks", **common)


def _choose(stage: dict[str, Any], key: str) -> None:
    chosen = st.session_state[key]
    stage["tasks"] = list(chosen) if isinstance(chosen, list) else [chosen]


def _objective(stage: dict[str, Any], key: str, problems: Sequence[Problem], where: str) -> None:
    """Which one, what it does, and its settings."""
    names = list(objectives.catalogue())
    chosen = _name_of(stage)
    if len(names) > 1:
        options, own = list(dict.fromkeys([*names, chosen])), f"{key}/objective"
        st.selectbox("Objective", options, options.index(chosen), key=own, on_change=_set_objective, args=(stage, own))
        settings_form.complain(problems, where)
    st.caption(plain(" ".join((_objective_of(stage).__doc__ or "").split())))
    if described := settings.describe(_objective_of(stage)):
        if not isinstance(stage.get("objective"), dict):
            stage["objective"] = {"name": chosen}
        settings_form.grid(described, stage["objective"], f"{key}/objective/{chosen}", problems, where)


def _set_objective(stage: dict[str, Any], key: str) -> None:
    chosen = st.session_state[key]
    stage["objective"] = {"name": chosen} if settings.describe(objectives.get(chosen)) else chosen


def _name_of(stage: dict[str, Any]) -> str:
    given = stage.get("objective", "finetune")
    return given if isinstance(given, str) else str(given.get("name"))


def _objective_of(stage: dict[str, Any]) -> type[objectives.Objective]:
    return objectives.catalogue().get(_name_of(stage), objectives.Objective)


def _about(stage: dict[str, Any], found: Mapping[str, Availability]) -> None:
    """How much data there is, from where, a line per task; what is not the official split."""
    lines, notes = [], []
    for task in stage["tasks"]:
        about = found.get(task)
        if about is None or about.where == "nowhere":
            continue
        named = f"**{plain(task)}**" if len(stage["tasks"]) > 1 else ""
        rows = "" if about.train_rows is None else f"{about.train_rows:,} train, {about.evaluation_rows:,} eval"
        where = about.where if rows == "" else about.where.split(":")[0]  # which data set of the hub it will be
        where = "" if named and where == "local" else where
        lines.append(" · ".join(filter(None, [named, rows, plain(where)])))
        if about.official is False:
            lines[-1] += "  \n:orange[:material/warning: non-official split]"
            notes.append(plain(f"{task}: {about.problem}" if named else about.problem))
    if lines:
        st.caption("  \n".join(lines), help="\n\n".join(notes) or None)


def _act(label: str, icon: str, key: str, disabled: bool, function, *arguments) -> None:
    st.button("", icon=f":material/{icon}:", help=label, key=key, type="tertiary", disabled=disabled,
              on_click=function, args=arguments)  # fmt: skip
