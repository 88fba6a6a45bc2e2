"""Settings: dataclass fields that know their help text and range. Forms, help and validation are drawn from them."""

import dataclasses
import difflib
import types
import typing
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from engine.errors import UserError


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong with a plan, and where: `field` is like `stages.1.learning_rate`, counted from 1."""

    field: str
    message: str

    def __str__(self) -> str:
        return f"{self.field}: {self.message}" if self.field else self.message


class PlanError(UserError):
    """A plan cannot be carried out; `problems` says what is wrong, field by field."""

    def __init__(self, problems: list[Problem]):
        self.problems = problems
        super().__init__("; ".join(map(str, problems)))


def setting(default: Any, help: str, *, above: float | None = None, minimum: float | None = None,
            maximum: float | None = None, choices: tuple[str, ...] | None = None, why: str = "") -> Any:  # fmt: skip
    """A dataclass field with a help text, and limits that `problems` checks (`above` is exclusive).

    `why` is added to what is said of a value beyond the limits.
    """
    metadata = {"help": help, "above": above, "minimum": minimum, "maximum": maximum, "choices": choices, "why": why}
    return dataclasses.field(default=default, metadata=metadata)


@dataclass(frozen=True)
class Setting:
    """One setting as a form or a help page shows it."""

    name: str
    type: type  # int, float, str or bool
    optional: bool  # None is allowed
    default: Any
    help: str
    above: float | None = None
    minimum: float | None = None
    maximum: float | None = None
    choices: tuple[str, ...] | None = None
    why: str = ""


def describe(cls: type) -> list[Setting]:
    """The settings of a dataclass, in order: its fields made by `setting`."""
    hints = typing.get_type_hints(cls)
    found = []
    for field in dataclasses.fields(cls):
        if "help" not in field.metadata:
            continue
        kinds = typing.get_args(hints[field.name]) if isinstance(hints[field.name], types.UnionType) else ()
        kind = next((k for k in kinds if k is not type(None)), hints[field.name])
        found.append(Setting(field.name, kind, type(None) in kinds, field.default, **field.metadata))
    return found


def problems(cls: type, values: Mapping[str, Any], where: str = "", also: tuple[str, ...] = ()) -> list[Problem]:
    """What is wrong with `values` as settings of `cls`. Keys in `also` are checked elsewhere."""
    known = {s.name: s for s in describe(cls)}
    prefix = f"{where}." if where else ""
    found = [
        Problem(prefix + key, unknown("setting", key, [*known, *also]))
        for key in values
        if key not in known and key not in also
    ]
    for name, value in values.items():
        if name in known and (message := _wrong(known[name], value)):
            why = known[name].why
            found.append(Problem(prefix + name, f"{message}: {why}" if why else message))
    return found


def unknown(what: str, name: object, known: list[str] | tuple[str, ...]) -> str:
    """The sentence for a name that does not exist: what came, the nearest one, and all there are."""
    near = difflib.get_close_matches(str(name), known, n=1)
    hint = f"; did you mean {near[0]!r}?" if near else ""
    return (
        f"unknown {what} {name!r}{hint} There is: {', '.join(known)}"
        if hint
        else f"unknown {what} {name!r}. There is: {', '.join(known)}"
    )


def _wrong(s: Setting, value: Any) -> str | None:
    """Why `value` cannot be setting `s`, or None."""
    if value is None:
        return None if s.optional else "needs a value"
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    fits = {
        int: isinstance(value, int) and is_number,
        float: is_number and value == value and abs(value) != float("inf"),
        bool: isinstance(value, bool),
        str: isinstance(value, str),
    }[s.type]
    if not fits:
        expected = {int: "a whole number", float: "a number", bool: "true or false", str: "text"}[s.type]
        return f"must be {expected}, got {value!r}"
    if s.choices and value not in s.choices:
        return unknown(s.name, value, s.choices)
    if s.above is not None and not value > s.above:
        return f"must be above {s.above:g}, got {value:g}"
    if s.minimum is not None and value < s.minimum:
        return f"must be at least {s.minimum:g}, got {value:g}"
    if s.maximum is not None and value > s.maximum:
        return f"must be at most {s.maximum:g}, got {value:g}"
    return None
