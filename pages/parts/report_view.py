"""What the Report page shows: the sections that were asked for, made once, and the file around them."""

from collections.abc import Sequence
from pathlib import Path

from engine import control_runs, report
from engine.errors import UserError
from engine.report import Choice, Source
from engine.report.blocks import Section
from engine.store import Run
from pages.parts import cached

LIVE = ("recovery", "noise")  # sections that change without a new snapshot of the run: refits, controls


def source_of(run: Run, choice: Choice, data: str) -> Source:
    return Source(run, tasks=choice.tasks, texts=choice.texts, data=Path(data) if data else None,
                  controls=control_runs.of_run, memory=cached)  # fmt: skip


def sections(run: Run, choice: Choice, data: str) -> tuple[list[Section], list[tuple[str, str]]]:
    """As `report.written`, with every figure there is; remembered."""
    found, empty, used = [], [], []
    for key in choice.sections:
        arguments = (key, choice.tasks, choice.texts, data, tuple(used) if key == "definitions" else ())
        made = _section(run, *arguments) if key in LIVE else cached.of_run(_section, run, *arguments)
        if isinstance(made, str):
            empty.append((report.SECTIONS[key].TITLE, made))
        else:
            found.append(made)
            used += made.formulas
    return found, empty


def without(found: Sequence[Section], names: Sequence[str]) -> list[Section]:
    """The same without the figures of these names."""
    return [
        Section(s.key, s.title, tuple(b for b in s.blocks if getattr(b, "name", None) not in names), s.formulas)
        for s in found
    ]


def html(run: Run, choice: Choice, data: str) -> str:
    """The whole file. Raises UserError where there is nothing to report yet."""
    found, empty = sections(run, choice, data)
    drawn = []
    for one in without(found, choice.without):
        arguments = (one.key, choice.tasks, choice.texts, data, choice.without, _used(found))
        live = one.key in LIVE
        drawn.append((one.key, one.title, report.section_html(one) if live else cached.of_run(_drawn, run, *arguments)))
    return report.document(source_of(run, choice, data), choice, drawn, empty)


def _section(run: Run, key: str, tasks: tuple, texts: bool, data: str, used: tuple) -> Section | str:
    """The section, or why there is none: remembered, too."""
    source = source_of(run, Choice(tasks=tasks, texts=texts), data)
    source.used += used
    try:
        return report.section(source, key)
    except UserError as reason:
        return str(reason)


def _drawn(run: Run, key: str, tasks: tuple, texts: bool, data: str, names: tuple, used: tuple) -> str:
    (section,) = without([cached.of_run(_section, run, key, tasks, texts, data, used)], names)
    return report.section_html(section)


def _used(found: Sequence[Section]) -> tuple[str, ...]:
    return tuple(key for section in found for key in section.formulas)
