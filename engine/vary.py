"""Vary: one plan as several, over values of its settings. Axes make a grid; keys of one axis change together.

Written as text: `task_settings.imdb.truncation: head, tail`, and of keys that change together
`task_settings.imdb.layers & task_settings.imdb.layer_pooling: first 4 & mean, last 4 & max`. The key `stages` says
which of the plan's stages are carried out, counted from 1: `stages: 2, 1 2` is without and with the first one.
"""

import dataclasses
import itertools
import json
import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from engine import plan_changes
from engine.errors import UserError
from engine.plan import Plan
from engine.settings import PlanError, Problem

WITH = " & "  # between keys, and between values, that change together
STAGES = "stages"
MOST_RUNS = 200


@dataclass(frozen=True)
class Axis:
    """Settings that change together, and their values: one tuple per variant, one value per key."""

    keys: tuple[str, ...]
    values: tuple[tuple[Any, ...], ...]

    def __len__(self) -> int:
        return len(self.values)

    @property
    def key(self) -> str:
        return WITH.join(self.keys)

    @property
    def text(self) -> str:
        """As it is written in a form and on a command line; `parse` is the inverse."""
        written = [[_written(value) for value in each] for each in self.values]
        if any(not v or "," in v or (len(self.keys) > 1 and WITH.strip() in v) for each in written for v in each):
            return json.dumps(to_json([self])[self.key], ensure_ascii=False)
        return ", ".join(WITH.join(each) for each in written)


@dataclass(frozen=True)
class Variant:
    """One plan of a sweep, and what tells it from the others."""

    label: str  # "truncation tail"; "" if nothing is varied
    plan: Plan


def parse(key: str, text: str) -> Axis:
    """An axis from its key and its values as they are written, or as a JSON list.

    A comma stands between values; in a list of tasks a + does. Raises UserError where the two do not fit together.
    """
    keys = tuple(part.strip() for part in key.split(WITH.strip()))
    if not all(keys):
        raise UserError(f"vary takes KEY=VALUE,VALUE, for example learning_rate=2e-5,5e-5; got the key {key!r}")
    if text.strip().startswith("["):
        try:
            found = json.loads(text)
        except ValueError:
            raise UserError(f"vary {key}: not JSON: {text}") from None
        return from_json({key: found})[0]
    parts = [part.strip() for part in text.split(",") if part.strip()]
    split = [tuple(p.strip() for p in part.split(WITH.strip())) if len(keys) > 1 else (part,) for part in parts]
    return _axis(keys, [tuple(_read(k, v) for k, v in zip(keys, each, strict=False)) for each in split], split)


def from_json(document: Mapping[str, Sequence[Any]] | None) -> tuple[Axis, ...]:
    """`{"learning_rate": [2e-5, 5e-5], "a & b": [[1, "x"], [2, "y"]]}`. Raises UserError for anything else."""
    found = []
    if not isinstance(document or {}, Mapping):
        raise UserError(f"vary must be an object from key to a list of values, got {document!r}")
    for key, values in (document or {}).items():
        keys = tuple(part.strip() for part in key.split(WITH.strip()))
        if not isinstance(values, list):
            raise UserError(f"vary {key}: must be a list of values, got {values!r}")
        rows = [tuple(v) if len(keys) > 1 and isinstance(v, list) else (v,) for v in values]
        found.append(_axis(keys, rows, rows))
    return tuple(found)


def to_json(axes: Sequence[Axis]) -> dict[str, list[Any]]:
    """The inverse of `from_json`."""
    return {axis.key: [list(v) if len(axis.keys) > 1 else v[0] for v in axis.values] for axis in axes}


def count(axes: Sequence[Axis]) -> int:
    """How many plans the axes make of one."""
    return math.prod(map(len, axes))


def variants(
    document: Mapping[str, Any], axes: Sequence[Axis], tasks: Collection[str] | None = None
) -> tuple[Variant, ...]:
    """The plan of `document` in every combination of the axes' values, the last axis changing fastest.

    Each is named by its values. Raises UserError for a key that does not exist or is named twice, and for more plans
    than anybody would run; PlanError, with the variant it is in, for values that do not fit.
    """
    keys = [key for axis in axes for key in axis.keys]
    if twice := [key for key in keys if keys.count(key) > 1]:
        raise UserError(f"vary names {twice[0]} twice")
    if count(axes) > MOST_RUNS:
        raise UserError(f"vary makes {count(axes):,} plans: at most {MOST_RUNS} are launched at once")
    found, wrong = [], []
    for chosen in itertools.product(*(axis.values for axis in axes)):
        pairs = [
            pair for axis, values in zip(axes, chosen, strict=True) for pair in zip(axis.keys, values, strict=True)
        ]
        try:
            plan = Plan.from_json(_changed(document, pairs), tasks)
        except PlanError as error:
            said = label(pairs)
            wrong += [Problem(p.field, f"{p.message} (with {said})" if said else p.message) for p in error.problems]
            continue
        said = label(pairs)
        name = plan.name or ", ".join(plan.stage_names())
        found.append(Variant(said, dataclasses.replace(plan, name=f"{name}: {said}") if said else plan))
    if wrong:
        raise PlanError(wrong)
    return tuple(found)


def label(pairs: Sequence[tuple[str, Any]]) -> str:
    """`truncation tail, segment_pooling mean`: the last part of each key, more where that is not enough."""
    ends = [key.split(".")[-1] for key, _ in pairs]
    names = [key if ends.count(end) > 1 else end for (key, _), end in zip(pairs, ends, strict=True)]
    return ", ".join(f"{name} {_written(value)}" for name, (_, value) in zip(names, pairs, strict=True))


def _changed(document: Mapping[str, Any], pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    """Which stages are carried out is decided last, so that every other key counts the stages of the whole plan."""
    found, carried_out = plan_changes.copied(document), None
    for key, value in pairs:
        if key == STAGES:
            carried_out = value
        else:
            plan_changes.put(found, key, value, "vary")
    if carried_out is None:
        return found
    stages = found.get("stages") or []
    numbers = str(carried_out).replace("+", " ").split()
    if not numbers or not all(n.isdigit() and 1 <= int(n) <= len(stages) for n in numbers):
        raise UserError(
            f"vary stages: takes numbers of stages from 1 to {len(stages)}, such as 1 2; got {carried_out!r}"
        )
    found["stages"] = [stages[int(n) - 1] for n in numbers]
    used = {task for stage in found["stages"] for task in stage.get("tasks", ())} | set(found.get("evaluate", ()))
    if "task_settings" in found:
        found["task_settings"] = {task: s for task, s in found["task_settings"].items() if task in used}
    return found


def _axis(keys: tuple[str, ...], rows: Sequence[tuple[Any, ...]], said: Sequence[tuple[Any, ...]]) -> Axis:
    if not rows:
        raise UserError(f"vary {WITH.join(keys)}: needs at least one value")
    for row in said:
        if len(row) != len(keys):
            raise UserError(
                f"vary {WITH.join(keys)}: each variant needs {len(keys)} values with & between them, got {len(row)}: "
                f"{WITH.join(map(str, row))}"
            )
    values = list(rows)
    if any(values.index(row) < i for i, row in enumerate(values)):
        raise UserError(f"vary {WITH.join(keys)}: a value is named twice")
    return Axis(keys, tuple(values))


def _read(key: str, text: str) -> Any:
    if key == STAGES:
        return text
    if key.split(".")[-1] in plan_changes.LISTS:
        return [part.strip() for part in text.split("+")]
    return plan_changes.read(key, text)


def _written(value: Any) -> str:
    if isinstance(value, list):
        return "+".join(map(str, value))
    return value if isinstance(value, str) else json.dumps(value)
