"""What goes into a report: sections, tasks, words, and what the author writes on top. It can be said in a link."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.report.sections import SECTIONS
from engine.settings import unknown

if TYPE_CHECKING:
    from engine.store import Run

LONGEST = 2_000  # characters of a title or a note


@dataclass(frozen=True)
class Choice:
    """The empty choice is everything."""

    sections: tuple[str, ...] = tuple(SECTIONS)
    tasks: tuple[str, ...] = ()  # those compared; (): all
    without: tuple[str, ...] = ()  # figures that are left out, by name
    texts: bool = True  # with the examples' words
    title: str = ""  # "": the run's name
    note: str = ""  # to the audience, below the title

    def to_query(self) -> dict[str, str]:
        """As it stands in a link; what is as by default is left out."""
        found = {
            "sections": "" if self.sections == tuple(SECTIONS) else ",".join(self.sections),
            "tasks": ",".join(self.tasks), "without": ",".join(self.without), "texts": "" if self.texts else "0",
            "title": self.title, "note": self.note,
        }  # fmt: skip
        return {key: value for key, value in found.items() if value}


def read(run: Run, query: Mapping[str, str]) -> tuple[Choice, list[str]]:
    """The choice a link asks for, and sentences about what of it was ignored."""
    ignored: list[str] = []

    def names(key: str, known: tuple[str, ...]) -> tuple[str, ...]:
        asked = [part for part in query.get(key, "").split(",") if part]
        for name in (name for name in asked if name not in known):
            ignored.append(f"Ignored {unknown(key.removesuffix('s'), name, known)}")
        return tuple(name for name in known if name in asked)

    sections = names("sections", tuple(SECTIONS)) or tuple(SECTIONS)
    tasks = names("tasks", tuple(run.tasks))
    without = tuple(part for part in query.get("without", "").split(",") if part)
    title, note = (query.get(key, "").strip()[:LONGEST] for key in ("title", "note"))
    return Choice(sections, tasks, without, query.get("texts") != "0", title, note), ignored
