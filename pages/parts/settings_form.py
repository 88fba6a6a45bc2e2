"""Fields of a form, drawn from settings: one widget each, its help text, and what is wrong with it right below.

A widget writes into the draft when it changes, before the page is drawn again: so the whole plan can be checked first,
and every problem shown beside its field.
"""

import math
from collections.abc import Collection, Sequence
from typing import Any

import streamlit as st

from engine.settings import Problem, Setting
from pages.parts.plain import plain

EMPTY = {"train_limit": "all", "max_steps": "none", "evaluate_every": "off", "max_length": "task's", "seed": "run's"}


def label(setting: Setting) -> str:
    """`learning_rate` -> `Learning rate`."""
    return setting.name.replace("_", " ").capitalize()


def field(
    setting: Setting, values: dict[str, Any], key: str, *, hide_label: bool = False, unused: Collection[str] = ()
) -> None:
    """One setting's widget, which shows and changes `values`; of the `unused` settings one that is as it should be
    cannot be changed."""
    value = values.get(setting.name, setting.default)
    idle = setting.name in unused and value == setting.default
    common: dict[str, Any] = {"key": key, "on_change": _write, "args": (setting, values, key), "disabled": idle}
    common |= {"label_visibility": "collapsed"} if hide_label else {"help": hint(setting)}
    if setting.type is bool:
        st.checkbox(label(setting), bool(value), **common)
    elif setting.choices:
        options = list(setting.choices) if value in setting.choices else [value, *setting.choices]
        st.selectbox(label(setting), options, options.index(value), **common)
    elif setting.type is str:
        st.text_input(label(setting), value, **common)
    else:
        _number(setting, value, common)


def grid(settings: Sequence[Setting], values: dict[str, Any], key: str, problems: Sequence[Problem], where: str,
         columns: int = 4, unused: Collection[str] = ()) -> None:  # fmt: skip
    """Several settings in rows of columns. `where` is what their problems' fields begin with; `unused`: see `field`."""
    for start in range(0, len(settings), columns):
        row = st.columns(columns)
        for setting, column in zip(settings[start : start + columns], row, strict=False):
            with column:
                field(setting, values, f"{key}/{setting.name}", unused=unused)
                complain(problems, f"{where}.{setting.name}" if where else setting.name)


def complain(problems: Sequence[Problem], *fields: str) -> None:
    """What is wrong with a field, below it."""
    for problem in problems:
        if problem.field in fields:
            st.markdown(f":small[:red[:material/error: {plain(sentence(problem.message))}]]")


def hint(setting: Setting) -> str:
    """The help text with the default and the allowed range."""
    limits = (("above", setting.above), ("at least", setting.minimum), ("at most", setting.maximum))
    allowed = ", ".join(f"{word} {limit:g}" for word, limit in limits if limit is not None)
    default = EMPTY.get(setting.name, "empty") if setting.default is None else f"{setting.default}"
    return plain(f"{sentence(setting.help)} Default: {default}." + (f" Allowed: {allowed}." if allowed else ""))


def sentence(text: str) -> str:
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "!", "?")) else ".")


def put(values: dict[str, Any], name: str, value: Any, default: Any) -> None:
    """Set one value; what is the default and was not said before stays unsaid."""
    if name in values or value != default:
        values[name] = value


def _write(setting: Setting, values: dict[str, Any], key: str) -> None:
    put(values, setting.name, st.session_state[key], setting.default)


def _number(setting: Setting, value: float | None, common: dict[str, Any]) -> None:
    number = None if value is None else setting.type(value)
    empty = EMPTY.get(setting.name, "none") if setting.optional else "missing"
    # No limits on the widget: it would refuse in silence, and the sentence below the field says why.
    if setting.type is int:
        st.number_input(label(setting), value=number, step=1, format="%d", placeholder=empty, **common)
    else:
        small = 0 < abs(setting.default or 0) < 1e-3
        # One unit of the default's own magnitude: 3e-5 goes by 1e-5.
        step = 10.0 ** math.floor(math.log10(abs(setting.default))) if setting.default else 0.1
        form = "%e" if small else "%g"
        st.number_input(label(setting), value=number, step=step, format=form, placeholder=empty, **common)
