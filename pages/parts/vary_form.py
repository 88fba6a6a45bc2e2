"""What makes several runs of a plan: settings and their values, one row for each axis of the grid."""

from collections.abc import Mapping, Sequence

import streamlit as st

from engine import objectives, settings, strategies, task_settings, vary
from engine.errors import UserError
from engine.settings import Problem, Setting
from engine.stage import Stage
from engine.task_settings import TaskSettings
from engine.tasks import Availability
from engine.vary import STAGES, WITH, Axis
from pages.parts import settings_form
from pages.parts.draft import Draft
from pages.parts.plain import plain

_HOW = (
    "Each value becomes a run; of several rows, every combination does. Commas stand between values. Several settings "
    "in one row change together: head & mean, tail & mean. In a list of tasks write +, as in imdb+sst."
)


def axes_of(draft: Draft) -> tuple[tuple[Axis, ...], list[Problem]]:
    """What is varied, and what is wrong with how it is written, row by row (`vary.1`)."""
    found, problems = [], []
    for number, row in enumerate(draft.axes, 1):
        try:
            if not row["keys"]:
                raise UserError("choose what to vary")
            found.append(vary.parse(WITH.join(row["keys"]), row["text"]))
        except UserError as error:
            problems.append(Problem(f"vary.{number}", str(error)))
    return tuple(found), problems


def show(draft: Draft, found: Mapping[str, Availability], problems: Sequence[Problem]) -> None:
    """A row per axis, to add and remove."""
    known = keys(draft, found)
    with st.expander("Vary" if not draft.axes else f"Vary: {_said(draft)}", expanded=bool(draft.axes)):
        st.caption(_HOW)
        for place, row in enumerate(draft.axes):
            key = draft.key("vary", draft.axis_ids[place])
            what, values, remove = st.columns((2, 3, 0.3), vertical_alignment="bottom")
            options = list(dict.fromkeys([*known, *row["keys"]]))
            what.multiselect("What", options, row["keys"], key=f"{key}/keys", format_func=lambda k: known.get(k, k),
                             on_change=_set_keys, args=(row, f"{key}/keys"), placeholder="Choose settings")  # fmt: skip
            values.text_input("Values", row["text"], key=f"{key}/text", on_change=_set_text, args=(row, f"{key}/text"),
                              placeholder=_example(row["keys"]), help=_allowed(draft, row["keys"]))  # fmt: skip
            remove.button("", icon=":material/close:", help="Remove", key=f"{key}/remove", type="tertiary",
                          on_click=draft.remove_axis, args=(place,))  # fmt: skip
            settings_form.complain(problems, f"vary.{place + 1}")
        settings_form.complain(problems, "vary")
        st.button("Vary something", icon=":material/add:", key=draft.key("vary", "add"), on_click=draft.add_axis)


def keys(draft: Draft, found: Mapping[str, Availability]) -> dict[str, str]:
    """Everything that can be varied of the plan, and what it is called."""
    several = len(draft.stages) > 1
    named: dict[str, str] = {STAGES: "which stages are carried out"} if several else {}
    of_stage = settings.describe(Stage)
    named |= {s.name: f"{'every stage' if several else 'stage'}: {_label(s)}" for s in of_stage if s.name != "name"}
    for task in draft.tasks:
        kind = found[task].kind if task in found else ""
        shown = task_settings.for_kind(kind)
        read = (s for s in settings.describe(TaskSettings) if s.name in shown)
        named |= {f"task_settings.{task}.{s.name}": f"{task}: {_label(s)}" for s in read}
    for number, stage in enumerate(draft.stages, 1):
        where = f"stages.{number}"
        if several:
            named |= {f"{where}.{s.name}": f"stage {number}: {_label(s)}" for s in of_stage}
        named[f"{where}.tasks"] = f"stage {number}: tasks"
        for s in settings.describe(_objective(stage)):
            named[f"{where}.objective.{s.name}"] = f"stage {number}: {_label(s)}"
    chosen = strategies.catalogue().get(draft.working["strategy"]["name"])
    named["strategy"] = "strategy"
    named |= {f"strategy.{s.name}": f"strategy: {_label(s)}" for s in (settings.describe(chosen) if chosen else ())}
    return named | {"encoder": "encoder"}


def _objective(stage: Mapping) -> type:
    given = stage.get("objective", "finetune")
    name = given if isinstance(given, str) else given.get("name")
    return objectives.catalogue().get(str(name), objectives.Objective)


def _label(setting: Setting) -> str:
    return setting.name.replace("_", " ")


def _said(draft: Draft) -> str:
    return "; ".join(f"{WITH.join(k.split('.')[-1] for k in row['keys'])}: {row['text']}" for row in draft.axes)


def _example(chosen: Sequence[str]) -> str:
    if list(chosen) == [STAGES]:
        return "2, 1 2"
    return WITH.join(["value"] * max(1, len(chosen))) + ", …"


def _allowed(draft: Draft, chosen: Sequence[str]) -> str:
    """The help texts of the settings chosen."""
    classes = [Stage, TaskSettings, *map(_objective, draft.stages), *strategies.catalogue().values()]
    by_name = {s.name: s for cls in reversed(classes) for s in settings.describe(cls)}
    said = []
    for key in chosen:
        if key == STAGES:
            said.append("Numbers of stages with spaces between them: 1 2 is both, 2 the second alone.")
        elif setting := by_name.get(key.split(".")[-1]):
            choices = f" One of {', '.join(setting.choices)}." if setting.choices else ""
            said.append(f"{plain(_label(setting))}: {settings_form.hint(setting)}{plain(choices)}")
    return "\n\n".join(said) or "Choose what to vary first."


def _set_keys(row: dict, key: str) -> None:
    row["keys"] = list(st.session_state[key])


def _set_text(row: dict, key: str) -> None:
    row["text"] = st.session_state[key]
