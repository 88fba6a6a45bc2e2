"""Examples gathered row by row; a malformed row is raised, or put on a list, but never passed over."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace

from engine.errors import UserError
from engine.tasks.readers.iob import is_chunked, to_iob2
from engine.tasks.readers.text import Located, Origin
from engine.tasks.task import Example


@dataclass
class Gathering:
    """The examples of one split. Without a list for malformed rows, the first one is raised as a UserError."""

    origin: Origin
    kind: str
    labels: Sequence[str] | None = None  # any label will do if this is None
    span: tuple[float, float] | None = None
    malformed: list[UserError] | None = None
    found: list[Located] = field(default_factory=list)

    def __post_init__(self):
        self._known = set(self.labels or ())

    def take(self, line: int, make: Callable[[], Example]) -> None:
        """One row: `make` gives its example, or raises a UserError."""
        try:
            example = make()
            if self.kind == "regression":
                self._check_number(line, example)
            elif self.kind != "token" and self.labels is not None:
                check_labels(self.origin, (line,), example, self._known, self.labels)
        except UserError as error:
            if self.malformed is None:
                raise
            self.malformed.append(error)
        else:
            self.found.append((example, (line,)))

    def examples(self) -> tuple[Example, ...]:
        """What was gathered; entity tags in IOB2. UserError if it is nothing, or for a word's unknown label."""
        if not self.found:
            if not self.malformed:
                raise self.origin.wrong(None, "holds no examples")
            others = f"; none of its {len(self.malformed):,} rows can be read" if len(self.malformed) > 1 else ""
            raise UserError(f"{self.malformed[0]}{others}")
        if self.kind != "token":
            return tuple(example for example, _ in self.found)
        return checked_words(self.origin, self.found, self.labels)

    def _check_number(self, line: int, example: Example) -> None:
        if self.span and not self.span[0] <= example.gold <= self.span[1]:
            low, high = self.span
            raise self.origin.wrong(line, f"expected a number from {low:g} to {high:g}, got {example.gold:g}")


def checked_words(origin: Origin, found: Sequence[Located], labels: Sequence[str] | None) -> tuple[Example, ...]:
    """The sentences of a token task in IOB2. UserError if there are none, or for a label that is not in `labels`."""
    if not found:
        raise origin.wrong(None, "holds no examples")
    if is_chunked(label for example, _ in found for label in example.gold):
        found = [(replace(example, gold=to_iob2(example.gold)), lines) for example, lines in found]
    if labels is not None:
        known = set(labels)
        for example, lines in found:
            check_labels(origin, lines, example, known, labels)
    return tuple(example for example, _ in found)


def check_labels(
    origin: Origin, lines: Sequence[int], example: Example, known: Collection[str], labels: Sequence[str]
) -> None:  # fmt: skip
    """UserError for a label that is not in `known`, with the `labels` there are."""
    gold = example.gold if isinstance(example.gold, tuple) else (example.gold,)
    for place, label in enumerate(gold):
        if label not in known:
            line = lines[place] if len(lines) == len(gold) else lines[0]
            raise origin.wrong(line, f"unknown label {label!r}. Labels of this task: {', '.join(labels)}")
