"""Malformed rows: refused, or dropped and counted, as the plan says; never passed over in silence."""

from collections.abc import Callable
from dataclasses import dataclass, field

from engine.errors import UserError
from engine.tasks.task import Example

MOST = 0.05  # share of a split's rows that may be dropped: with more of them it is another format, not a few bad rows
_NAMED = 5


@dataclass
class Malformed:
    """What is to be done with the malformed rows of a task, and how many there were in which file."""

    task: str
    setting: str = "refuse"
    counts: dict[str, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    def read(self, name: str, read: Callable[[list[UserError]], tuple[Example, ...]]) -> tuple[Example, ...]:
        """What `read` gives, which puts malformed rows on a list. UserError if these are refused, or too many."""
        rows: list[UserError] = []
        found = read(rows)
        if not rows:
            return found
        if self.setting != "drop":
            raise UserError(f"{_told(rows)}. To leave {'it' if len(rows) == 1 else 'them'} out: {self.advice}")
        if len(rows) > MOST * (len(rows) + len(found)):
            raise UserError(
                f"{len(rows):,} of {len(rows) + len(found):,} rows of {name} are malformed, too many to drop "
                f"(at most {MOST:.0%}): is it the right file? {_told(rows)}"
            )
        self.counts[name] = len(rows)
        return found

    @property
    def advice(self) -> str:
        return f"task_settings.{self.task}.malformed=drop"

    def said(self, name: str) -> str:
        """The file's name, with how many of its rows were dropped."""
        return f"{name} ({_rows(self.counts[name])} dropped)" if name in self.counts else name

    def note(self) -> str:
        """`2 malformed rows dropped`, or nothing."""
        return f"{_rows(self.total)} dropped" if self.counts else ""


def _rows(count: int) -> str:
    return f"{count:,} malformed row{'s' * (count != 1)}"


def _told(rows: list[UserError]) -> str:
    """The first one in words, the next ones by their places."""
    first = str(rows[0])
    if len(rows) == 1:
        return first
    places = [str(row).partition(": ")[0].rpartition(", ")[2] for row in rows[1 : _NAMED + 1]]
    more = ", ..." if len(rows) > _NAMED + 1 else ""
    return f"{first}; and {len(rows) - 1:,} more ({', '.join(places)}{more})"
