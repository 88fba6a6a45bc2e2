"""What the Report page shows: the sections that were asked for, made once, and the file around them."""

from collections.abc import Sequence
from pathlib import Path

from engine import control_runs, report, store
from engine.analysis import alone
from engine.errors import UserError
from engine.report import Choice, Source
from engine.report.blocks import Section
from engine.store import Run
from pages.parts import cached

LIVE = ("noise",)  # rests on whole other runs, its controls and seeds: found anew each time


def source_of(run: Run, choice: Choice, data: str) -> Source:
    return Source(run, tasks=choice.tasks, texts=choice.texts, data=Path(data) if data else None,
                  controls=control_runs.of_run, memory=cached)  # fmt: skip


def sections(run: Run, choice: Choice, data: str) -> tuple[list[Section], list[tuple[str, str]]]:
    """As `report.written`, with every figure there is; remembered."""
    found, empty, now = [], [], _stamp(run)
    for key in choice.sections:
        arguments = _arguments(key, choice, data, found, now)
        made = _section(run, *arguments) if key in LIVE else cached.of_run(_section, run, *arguments)
        if isinstance(made, str):
            empty.append((report.SECTIONS[key].TITLE, made))
        else:
            found.append(made)
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
    drawn, now = [], _stamp(run)
    for i, one in enumerate(found):
        if one.key in LIVE:
            (kept,) = without([one], choice.without)
            made = report.section_html(kept)
        else:
            made = cached.of_run(_drawn, run, choice.without, *_arguments(one.key, choice, data, found[:i], now))
        drawn.append((one.key, one.title, made))
    return report.document(source_of(run, choice, data), choice, drawn, empty)


def _arguments(key: str, choice: Choice, data: str, before: Sequence[Section], now: tuple) -> tuple:
    """Of `_section`: all that a section depends on. Only the definitions depend on the sections `before`."""
    used = tuple(name for section in before for name in section.formulas) if key == "definitions" else ()
    return key, choice.tasks, choice.texts, data, used, now


def _stamp(run: Run) -> tuple:
    """What of a section may change without a new snapshot: columns, jobs that are done, runs of a task alone."""
    columns = [
        (task, name, hash(tuple(sorted(values.items()))))
        for task in run.tasks
        for name, values in store.read_columns(run.folder, task).items()
    ]
    done = [job.name for job in store.list_jobs(run.folder) if store.read_progress(job).state == "done"]
    others = [
        (folder.name, store.version(folder)) for folder in alone.matching(run, store.list_runs(run.folder.parent))
    ]
    return tuple(columns), tuple(done), tuple(others)


def _section(run: Run, key: str, tasks: tuple, texts: bool, data: str, used: tuple, now: tuple) -> Section | str:
    """The section, or why there is none: remembered, too, for as long as `now` is the same."""
    source = source_of(run, Choice(tasks=tasks, texts=texts), data)
    source.used += used
    try:
        return report.section(source, key)
    except UserError as reason:
        return str(reason)


def _drawn(run: Run, names: tuple, *arguments) -> str:
    (section,) = without([cached.of_run(_section, run, *arguments)], names)
    return report.section_html(section)
