"""Measure: one number for a whole result matrix, what it was taken over, and how rival definitions come out."""

from dataclasses import dataclass
from typing import Any

from engine.analysis.formulas import FORMULAS
from engine.analysis.numbers import to_json


@dataclass(frozen=True)
class Rival:
    """A definition that goes by the same name, on the same matrix. `value` is None exactly where `why_not` says why."""

    key: str  # of its Formula
    users: str  # who computes it so: "Mammoth, Renate"
    value: float | None
    why_not: str = ""

    def to_json(self) -> dict[str, Any]:
        formula = FORMULAS[self.key]
        return {
            "key": self.key,
            "title": formula.title,
            "users": self.users,
            "value": to_json(self.value),
            "definition": formula.words,
            "citation": formula.citation,
            "why_not": self.why_not,
        }


@dataclass(frozen=True)
class Measure:
    """A number with its formula. `value` is None exactly where `why_not` says why."""

    name: str
    value: float | None
    snapshots: str  # which rows it is taken over: "after stage 3 minus after the task's own stage"
    tasks: tuple[str, ...]  # the n tasks it is the mean over
    parts: tuple[float, ...]  # (n,) what each task contributes
    excluded: tuple[str, ...]  # "rte (untrained head)": what was left out and why
    kinds: tuple[str, ...]  # kinds of metric averaged
    why_not: str = ""
    stand_in: str = ""  # what was put in place of something this run has not
    rivals: tuple[Rival, ...] = ()

    @property
    def key(self) -> str:
        """Of its Formula."""
        return self.name.lower()

    @property
    def definition(self) -> str:
        return FORMULAS[self.key].words

    @property
    def citation(self) -> str:
        return FORMULAS[self.key].citation

    @property
    def mixed(self) -> bool:
        """True where different kinds of metric were averaged: show `note` beside the value."""
        return len(self.kinds) > 1

    @property
    def note(self) -> str:
        """Everything a reader must be told beside the number."""
        parts = [f"averages different kinds of metric: {', '.join(self.kinds)}"] if self.mixed else []
        parts += [f"without {', '.join(self.excluded)}"] if self.excluded else []
        return "; ".join([*parts, self.stand_in] if self.stand_in else parts)

    def to_json(self) -> dict[str, Any]:
        return {
            "value": to_json(self.value),
            "definition": self.definition,
            "citation": self.citation,
            "snapshots": self.snapshots,
            "n_tasks": len(self.tasks),
            "tasks": list(self.tasks),
            "parts": to_json(self.parts),
            "excluded": list(self.excluded),
            "mixed": self.mixed,
            "kinds": list(self.kinds),
            "note": self.note,
            "why_not": self.why_not,
            "rivals": [rival.to_json() for rival in self.rivals],
        }
