"""The form of a plan: where to start from, what it is, its stages, its strategy, and what is evaluated and kept."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from engine import devices, encoders, order_file, presets, settings, strategies, sweep, task_settings
from engine.errors import UserError
from engine.plan import Plan, TaskSettings, find_problems
from engine.settings import Problem
from engine.tasks import Availability
from pages.parts import begin_form, settings_form
from pages.parts import draft as drafts
from pages.parts.draft import Draft
from pages.parts.plain import plain
from pages.parts.stage_table import title

BY_HAND = ""


def start_from(draft: Draft, names: Sequence[str]) -> None:
    """A preset, a plan file, or one stage to begin with. Choosing one starts the draft anew."""
    left, right = st.columns((3, 1), vertical_alignment="bottom")
    options = [*presets.names(), BY_HAND]
    shown = {BY_HAND: draft.origin or "one stage, by hand"}
    st.session_state["start from"] = draft.preset
    left.selectbox("Start from", options, key="start from", format_func=lambda name: shown.get(name, name),
                   on_change=_start, args=(names[0],))  # fmt: skip
    with right.popover("Open a plan file", icon=":material/upload_file:", width="stretch", key=draft.key("open")):
        key = draft.key("file")
        given = st.file_uploader("A plan, or the original's order1.json", type="json", key=key, max_upload_size=5)
        if given is not None:
            _open(given.name, given.getvalue(), names)
    if draft.preset:
        source = presets.source(draft.preset)
        st.caption(plain(presets.description(draft.preset)) + (f" :gray[Source: {plain(source)}.]" if source else ""))


def identity(draft: Draft, problems: Sequence[Problem]) -> None:
    """Name, encoder, seeds, device; with what the encoder begins."""
    follows = begin_form.begins(draft) if not any(p.field.startswith("start") for p in problems) else {}
    described = {s.name: s for s in settings.describe(Plan)}
    name, encoder, seeds, device = st.columns((2.2, 1.8, 1, 1.4))
    with name:
        settings_form.field(described["name"], draft.working, draft.key("name"))
        settings_form.complain(problems, "name")
    with encoder:
        about = {e.name: e.description for e in encoders.available()}
        _choice(draft, "encoder", "minilm", list(about), lambda e: e, free=True, fixed=bool(follows),
                help="That of the run that the plan begins with." if follows
                else "A name from the list, any hub id of an encoder, or a folder. "
                + " ".join(f"\n- `{n}`: {text}" for n, text in about.items()))  # fmt: skip
        settings_form.complain(problems, "encoder")
    with seeds:
        st.text_input(
            "Seeds",
            draft.seeds,
            key=draft.key("seeds"),
            on_change=_set_seeds,
            args=(draft,),
            help="Of heads, order of examples, dropout, samples. Several (42, 43, 44) become several runs.",
        )
        settings_form.complain(problems, "seed")
    with device:
        there = {"auto": "first free GPU, else CPU"} | {d.name: d.description for d in devices.available()}
        _choice(draft, "device", "auto", list(there), lambda d: f"{d} ({there[d]})" if d in there else d)
        settings_form.complain(problems, "device")
    begin_form.show(draft, problems)


def strategy(draft: Draft, problems: Sequence[Problem]) -> None:
    """Which one, what it does, and its settings."""
    values, known = draft.working["strategy"], strategies.catalogue()
    choice, told = st.columns((1, 3))
    options = list(dict.fromkeys([*known, values["name"]]))
    choice.selectbox("Strategy", options, options.index(values["name"]), key=draft.key("strategy"),
                     on_change=_set_strategy, args=(draft,), label_visibility="collapsed")  # fmt: skip
    settings_form.complain(problems, "strategy")
    if chosen := known.get(values["name"]):
        told.caption(plain(" ".join((chosen.__doc__ or "").split())))
        key = draft.key("strategy", values["name"])
        settings_form.grid(settings.describe(chosen), values, key, problems, "strategy")


def all_orders(draft: Draft, plan: Plan | None) -> bool:
    """Asks whether every order of the stages is to be run. False where there is one, far too many, or settings vary."""
    try:
        if draft.axes:
            raise UserError("not together with what is varied: vary which stages are carried out, as in 1 2, 2 1")
        count = len(sweep.orders(plan)) if plan else 0
        why = ""
    except UserError as error:
        count, why = 0, str(error)
    options = {False: "this order", True: f"all {count} orders" if count else "all orders"}
    chosen = st.segmented_control("Orders", list(options), default=False, required=True, format_func=options.get,
                                  key=draft.key("orders"), disabled=not count, width="stretch",
                                  help="Each order of the stages becomes a run; Compare shows them side by side."
                                  + (f" Not now: {plain(why)}" if why else ""))  # fmt: skip
    return bool(chosen and count)


def evaluation(draft: Draft, found: Mapping[str, Availability], problems: Sequence[Problem]) -> None:
    """Tasks evaluated but never trained on, how each task is read, and what is kept."""
    described = {s.name: s for s in settings.describe(Plan)}
    trained = {task for stage in draft.stages for task in stage["tasks"]}
    left, right = st.columns((3, 1))
    with left:
        options = [t for t in dict.fromkeys([*found, *draft.working["evaluate"]]) if t not in trained]
        chosen = [t for t in draft.working["evaluate"] if t in options]
        st.multiselect(
            "Also evaluate",
            options,
            chosen,
            key=draft.key("evaluate"),
            format_func=lambda t: title(t, found),
            on_change=_set_evaluate,
            args=(draft,),
            placeholder="no other task",
            help="Tasks that are never trained on, evaluated at every snapshot: with a head that stays random, unless "
            "it is a trained one, of their family or of the run that this one starts from.",
        )
        settings_form.complain(problems, "evaluate")
    with right:
        settings_form.field(described["keep_checkpoints"], draft.working, draft.key("keep_checkpoints"))
    st.markdown("**How each task is read**", help="The same throughout a run, so that its snapshots can be compared.")
    for task in draft.tasks:
        _read(draft, task, found, problems)
    settings_form.complain(problems, "task_settings")


def _read(draft: Draft, task: str, found: Mapping[str, Availability], problems: Sequence[Problem]) -> None:
    """How one task is read: its length and truncation, the rest folded away until something in it differs."""
    values, where = draft.task_settings(task), f"task_settings.{task}"
    names = task_settings.for_kind(found[task].kind) if task in found else tuple(TaskSettings.__dataclass_fields__)
    shown = [s for s in settings.describe(TaskSettings) if s.name in names]
    name, *columns = st.columns((1, 1, 1, 2), vertical_alignment="center")
    name.markdown(plain(task))
    for setting, column in zip(shown[:2], columns, strict=False):
        with column:
            settings_form.field(setting, values, draft.key("read", task, setting.name))
            settings_form.complain(problems, f"{where}.{setting.name}")
    rare = shown[2:]
    said = [
        f"{settings_form.label(s).lower()} {values[s.name]}" for s in rare if values.get(s.name, s.default) != s.default
    ]
    wrong = any(p.field in {f"{where}.{s.name}" for s in rare} for p in problems)
    title_ = f"More on how {task} is read and answered" + (f": {', '.join(said)}" if said else "")
    with columns[2].expander(plain(title_), expanded=wrong, type="compact"):
        settings_form.grid(rare, values, draft.key("read", task), problems, where, columns=2)


def _choice(
    draft: Draft, field: str, default: str, options: list[str], shown, *, free: bool = False, fixed: bool = False,
    help: str = "",
) -> None:  # fmt: skip
    value = draft.working.get(field, default)
    options = list(dict.fromkeys([*options, value]))
    key = draft.key(field, value) if fixed else draft.key(field)
    st.selectbox(field.capitalize(), options, options.index(value), key=key, format_func=shown, accept_new_options=free,
                 disabled=fixed, on_change=_set_choice, args=(draft, field, default), help=help or None)  # fmt: skip


def _set_choice(draft: Draft, field: str, default: str) -> None:
    settings_form.put(draft.working, field, (st.session_state[draft.key(field)] or default).strip(), default)


def _set_seeds(draft: Draft) -> None:
    draft.seeds = st.session_state[draft.key("seeds")]


def _set_evaluate(draft: Draft) -> None:
    draft.working["evaluate"] = list(st.session_state[draft.key("evaluate")])


def _set_strategy(draft: Draft) -> None:
    draft.working["strategy"] = {"name": st.session_state[draft.key("strategy")]}


def _start(task: str) -> None:
    preset = st.session_state["start from"]
    drafts.begin_preset(preset) if preset else drafts.begin({"stages": [{"tasks": [task]}]})


def _open(name: str, content: bytes, names: Sequence[str]) -> None:
    """A plan file becomes the draft, or says why it cannot."""
    try:
        document: Any = json.loads(content)
        document = order_file.to_plan(document) if order_file.is_order(document) else document
    except (UnicodeDecodeError, json.JSONDecodeError, UserError) as error:
        st.error(plain(f"{name} is no JSON: {error}"))
        return
    if problems := find_problems(document, names):
        for problem in problems:
            st.error(plain(str(problem)))
        return
    if st.button("Use this plan", type="primary"):
        drafts.begin(document, origin=name)
        st.rerun()
