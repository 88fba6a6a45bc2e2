"""Published tables of scores by variant: read-only reference figures to show beside runs of the same settings."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from engine.plan import Plan
from engine.stage import Stage

FOLDER = Path(__file__).parent
TARGET, DOMAIN, BEYOND = "$task", "$domain", "$beyond"  # of a column: its task; several of its domain; and beyond it


@dataclass(frozen=True)
class Column:
    """One data set of a table, or one number over several."""

    title: str
    task: str  # ours; "" where no single task of ours has it
    domain: tuple[str, ...] = ()  # tasks whose texts are of its domain, its own among them


@dataclass(frozen=True)
class Row:
    """One variant. It is a run's after the stages that it names, whatever comes later."""

    name: str
    values: tuple[float | None, ...]  # one per column, as printed; None: not printed
    stages: tuple[Mapping[str, Any], ...]  # settings that tell the variant from others; () if no run can be it
    task_settings: Mapping[str, Mapping[str, Any]]  # task, or `$task` -> likewise
    encoder: str = ""  # "": any
    note: str = ""

    def fits(self, plan: Plan, column: Column) -> bool:
        """Whether a plan begins with the stages of this variant, as far as `column` is concerned."""
        if not self.stages or len(plan.stages) < len(self.stages) or self.encoder not in ("", plan.encoder):
            return False
        read = (
            getattr(plan.settings_of(column.task if task == TARGET else task), key) == value
            for task, settings in self.task_settings.items()
            for key, value in settings.items()
        )
        return all(map(_stage_fits, self.stages, plan.stages, [column] * len(self.stages))) and all(read)


@dataclass(frozen=True)
class Table:
    """One published table, in the printed unit."""

    name: str
    title: str
    source: str
    url: str
    place: str  # in the source: "table 2"
    encoder: str
    unit: str  # "test error, %" or "score"
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    notes: tuple[str, ...]

    @property
    def citation(self) -> str:
        return f"{self.source}, {self.place}"

    def printed(self, score: float) -> float:
        """A score of ours in the unit of the table."""
        return 100 * (1 - score) if self.unit.endswith("error, %") else score


def names() -> tuple[str, ...]:
    """The tables there are."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.json")))


@cache
def table(name: str) -> Table:
    """The published table of that name."""
    document = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    columns = tuple(Column(c["title"], c.get("task", ""), tuple(c.get("domain", ()))) for c in document.pop("columns"))
    rows = []
    for row in document.pop("rows"):
        given = {"stages": tuple(row.pop("stages", ())), "values": tuple(row.pop("values"))}
        rows.append(Row(**{"task_settings": {}, **row, **given}))
    return Table(**{**document, "columns": columns, "rows": tuple(rows), "notes": tuple(document["notes"])})


def _stage_fits(wanted: Mapping[str, Any], stage: Stage, column: Column) -> bool:
    if wanted.get("objective", "finetune") != stage.objective:
        return False
    others = ((key, value) for key, value in wanted.items() if key not in ("objective", "tasks"))
    return _tasks_fit(wanted["tasks"], set(stage.tasks), column) and all(getattr(stage, k) == v for k, v in others)


def _tasks_fit(wanted: list[str] | str, tasks: set[str], column: Column) -> bool:
    if wanted == TARGET:
        return tasks == {column.task}
    inside = tasks <= set(column.domain)
    if wanted in (DOMAIN, BEYOND):
        return len(tasks) > 1 and column.task in tasks and inside == (wanted == DOMAIN)
    return tasks == set(wanted)
