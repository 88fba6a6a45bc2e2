"""The plan that is being put together on the Launch page: a JSON document in the session, changed field by field.

A widget's own state is gone when another page is opened; the draft stays. Each stage has an id of its own, so that its
widgets stay with it wherever it is moved.
"""

import copy
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import streamlit as st

from engine import presets, vary
from engine.vary import Axis

_KEY, _COUNT = "draft", "drafts so far"


@dataclass
class Draft:
    """A plan's JSON document, valid or not yet, with what belongs to the form alone."""

    working: dict[str, Any]  # what the widgets show and change; `document` is the plan it stands for
    seeds: str  # as typed; several become several runs
    stage_ids: list[int]  # one per stage
    preset: str  # the preset it began from; "" if none
    origin: str  # in words, if it began from something else
    number: int  # of the draft in this session: a new one has new widgets
    axes: list[dict[str, Any]] = field(default_factory=list)  # what is varied: {"keys": [...], "text": as typed}
    axis_ids: list[int] = field(default_factory=list)  # one per axis

    @property
    def stages(self) -> list[dict[str, Any]]:
        return self.working["stages"]

    @property
    def tasks(self) -> list[str]:
        """Every task trained or evaluated, in order of first appearance."""
        trained = [task for stage in self.stages for task in stage["tasks"]]
        return list(dict.fromkeys(trained + self.working["evaluate"]))

    def key(self, *parts: object) -> str:
        """A widget's key."""
        return "/".join(map(str, (f"draft{self.number}", *parts)))

    def task_settings(self, task: str) -> dict[str, Any]:
        """What a task's widgets show and change."""
        return self.working["task_settings"].setdefault(task, {})

    def document(self) -> dict[str, Any]:
        """The plan's JSON document, with the first seed, and nothing left over from a task that is no longer used."""
        found = copy.deepcopy(self.working)
        found["task_settings"] = {t: s for t, s in found["task_settings"].items() if s and t in self.tasks}
        found = {k: v for k, v in found.items() if v or k not in ("task_settings", "evaluate")}
        try:
            found["seed"] = parse_seeds(self.seeds)[0]
        except ValueError:  # said beside its field
            found.pop("seed", None)
        return found

    def add_stage(self, task: str) -> None:
        """A stage at the end, with the settings of the last one."""
        settings = {k: v for k, v in self.stages[-1].items() if k not in ("name", "seed")} if self.stages else {}
        self.stages.append({**copy.deepcopy(settings), "tasks": [task]})
        self.stage_ids.append(max(self.stage_ids, default=0) + 1)

    def remove_stage(self, place: int) -> None:
        """`place` counts from 0."""
        del self.stages[place], self.stage_ids[place]

    def add_axis(self) -> None:
        """One more thing to vary, still to be chosen."""
        self.axes.append({"keys": [], "text": ""})
        self.axis_ids.append(max(self.axis_ids, default=0) + 1)

    def remove_axis(self, place: int) -> None:
        """`place` counts from 0."""
        del self.axes[place], self.axis_ids[place]

    def move_stage(self, place: int, by: int) -> None:
        """Exchange a stage with the one `by` places after it; nothing happens at either end."""
        other = place + by
        if 0 <= other < len(self.stage_ids):
            for items in (self.stages, self.stage_ids):
                items[place], items[other] = items[other], items[place]


def current() -> Draft | None:
    """The draft of this session."""
    return st.session_state.get(_KEY)


def begin(document: Mapping[str, Any], preset: str = "", origin: str = "", varied: Sequence[Axis] = ()) -> Draft:
    """Start anew from a valid plan's document, and what is varied of it."""
    number = st.session_state[_COUNT] = st.session_state.get(_COUNT, 0) + 1
    working = {"evaluate": [], "task_settings": {}, "strategy": "sequential", **copy.deepcopy(dict(document))}
    if isinstance(working["strategy"], str):
        working["strategy"] = {"name": working["strategy"]}
    ids = list(range(1, len(working["stages"]) + 1))
    axes = [{"keys": list(axis.keys), "text": axis.text} for axis in varied]
    seeds = str(working.get("seed", 42))
    draft = Draft(working, seeds, ids, preset, origin, number, axes, list(range(1, len(axes) + 1)))
    st.session_state[_KEY] = draft
    return draft


def begin_preset(name: str) -> Draft:
    """Start anew from a preset. Raises UserError for an unknown name."""
    return begin(presets.load(name), name, varied=vary.from_json(presets.varied(name)))


def parse_seeds(text: str) -> list[int]:
    """`42, 43 44` -> [42, 43, 44], each once. Raises ValueError with a sentence."""
    parts = text.replace(",", " ").split()
    if not parts:
        raise ValueError("needs at least one seed")
    wrong = [p for p in parts if not (p.isascii() and p.isdigit())]
    if wrong:
        raise ValueError(f"seeds are whole numbers from 0, separated by commas; got {wrong[0]!r}")
    return list(dict.fromkeys(map(int, parts)))
