"""The guard: which runs' answers to a task may be compared, and their join by example, content and word.

Never joined by the place in a file: a row more in one of two files would turn every answer after it into a flip.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from engine.answers import Hashes, TaskAnswers, TaskRecord, Units
from engine.errors import UserError
from engine.plan import Plan, TaskSettings

if TYPE_CHECKING:
    from engine.store import Run

AnswersOf = Callable[["Run", str], TaskAnswers]
HashesOf = Callable[["Run", str], Hashes]  # as store.read_hashes

OTHER_UNITS = "the evaluated units, though there may be as many"


@dataclass(frozen=True)
class Joined:
    """The answers of several runs to the same units, every run's in the same order."""

    runs: tuple[Run, ...]
    task: TaskRecord  # of the first run, with as many units as were joined
    units: Units  # in the order of the first run
    answers: tuple[TaskAnswers, ...]  # one per run, over `units`
    left_out: tuple[int, ...]  # per run: units that another run has not evaluated

    @property
    def note(self) -> str:
        """What must be said beside every number: what was left out. Empty if nothing was."""
        parts = [f"{n:,} of {run.id}" for run, n in zip(self.runs, self.left_out, strict=True) if n]
        return f"units left out because another run has not evaluated them: {', '.join(parts)}" if parts else ""

    def of(self, run: Run) -> TaskAnswers:
        """The joined answers of one of the runs."""
        return self.answers[[r.id for r in self.runs].index(run.id)]


def joinable(a: Run, b: Run, task: str, *, across_tokenizers: bool = False) -> tuple[str, ...]:
    """Why the two runs' answers to `task` must not be compared; empty if they may be, as far as runs say themselves.

    across_tokenizers: two encoders are compared on purpose, each with a tokenizer of its own. `join` looks further,
    at the contents of the examples.
    """
    for run in (a, b):
        if task not in run.tasks:
            return (f"run {run.id} has no task {task}: it has {', '.join(run.tasks) or 'none yet'}",)
    one, other = a.tasks[task], b.tasks[task]
    found = [f"the kind of task ({one.kind}; {other.kind})"] if one.kind != other.kind else []
    if one.labels != other.labels:
        order = "the order of the labels" if set(one.labels) == set(other.labels) else "the labels"
        found.append(f"{order} ({_list(one.labels)}; {_list(other.labels)})")
    prints = one.evaluation_fingerprint, other.evaluation_fingerprint
    if all(prints) and prints[0] != prints[1]:
        found.append(f"the evaluation split (fingerprint {prints[0]}; {prints[1]})")
    if one.kind == other.kind == "regression" and one.tolerance != other.tolerance:
        found.append(f"the tolerance of a right answer (±{one.tolerance:g}; ±{other.tolerance:g})")
    found += _cut(a, b, task)
    if not across_tokenizers and (tokenizer := _tokenizer(a, b)):
        found.append(tokenizer)
    if not across_tokenizers and not found and one.units != other.units:
        found.append(f"the number of evaluated units ({one.units:,}; {other.units:,})")
    return tuple(found)


def check(runs: Sequence[Run], task: str, hashes_of: HashesOf, *, across_tokenizers: bool = False) -> None:
    """Without reading answers: raises UserError with what differs where runs cannot be compared; see `join`."""
    if not runs:
        raise UserError("there is no run to compare")
    for a, b in combinations(runs, 2):
        if reasons := joinable(a, b, task, across_tokenizers=across_tokenizers):
            raise _refusal(a, b, task, reasons)
    first_hashes = hashes_of(runs[0], task)
    for run in runs[1:]:
        if reason := _contents(first_hashes, hashes_of(run, task), across_tokenizers):
            raise _refusal(runs[0], run, task, (reason,))


def join(
    runs: Sequence[Run], task: str, answers_of: AnswersOf, hashes_of: HashesOf, *, across_tokenizers: bool = False
) -> Joined:
    """The runs' answers to the units they have in common, by example, content hash and position.

    `answers_of(run, task)` gives a run's answers, `hashes_of(run, task)` its examples' ids and content hashes.
    Only `across_tokenizers` may runs have evaluated different words; then the others are left out and counted.
    Raises UserError with what differs where they cannot be compared.
    """
    check(runs, task, hashes_of, across_tokenizers=across_tokenizers)
    first = runs[0]
    answers = [answers_of(run, task) for run in runs]
    places = _places([a.units for a in answers])
    left_out = tuple(len(a.units.gold) - len(p) for a, p in zip(answers, places, strict=True))
    if any(left_out) and not across_tokenizers:
        at = next(i for i, n in enumerate(left_out) if n)
        raise _refusal(first, runs[at or 1], task, (OTHER_UNITS,))
    if not len(places[0]):
        raise UserError(f"these runs have no evaluated unit of {task} in common")
    taken = [_take(a, p) for a, p in zip(answers, places, strict=True)]
    for run, a in zip(runs[1:], taken[1:], strict=True):
        if not np.array_equal(a.units.gold, taken[0].units.gold):
            differing = int((a.units.gold != taken[0].units.gold).sum())
            raise _refusal(first, run, task, (f"the gold answers of {differing:,} units",))
    shared = tuple(replace(a, units=taken[0].units) for a in taken)
    return Joined(tuple(runs), taken[0].task, taken[0].units, shared, left_out)


def _refusal(a: Run, b: Run, task: str, reasons: Sequence[str]) -> UserError:
    if len(reasons) == 1 and reasons[0].startswith("run "):
        return UserError(reasons[0])
    return UserError(f"{task} of {a.id} and of {b.id} cannot be compared: they differ in {'; in '.join(reasons)}")


def _tokenizer(a: Run, b: Run) -> str:
    """In what the tokenizers differ. Where a fingerprint is missing, one encoder is taken to have one tokenizer."""
    prints = a.environment.get("tokenizer"), b.environment.get("tokenizer")
    encoders = _encoder(a), _encoder(b)
    allow = "; compare across tokenizers only on purpose"
    if all(prints):
        same = prints[0] == prints[1]
        named = "; ".join(f"{e or 'unknown encoder'} {p}" for e, p in zip(encoders, prints, strict=True))
        return "" if same else f"the tokenizer ({named}{allow})"
    if all(encoders) and encoders[0] == encoders[1]:
        return ""
    if a.kind == b.kind == "import":
        return ""  # two imports: what was answered is in the files, and the units are held against each other
    return f"the tokenizer, as far as is known (encoder {encoders[0] or 'unknown'}; {encoders[1] or 'unknown'}{allow})"


def _encoder(run: Run) -> str | None:
    return run.plan.get("encoder") or (Plan.encoder if run.kind == "plan" else None)


def _cut(a: Run, b: Run, task: str) -> list[str]:
    """Other limits of length matter where words beyond one of them were not evaluated.

    Where every example is answered whatever is cut, how much a model reads is a setting like others, to be compared.
    """
    if not any(run.tasks[task].not_evaluated for run in (a, b)):
        return []
    limits = [_limits(run, task) for run in (a, b)]
    if None not in limits and limits[0] != limits[1]:
        return [f"what was cut off ({limits[0]}; {limits[1]})"]
    return []


def _limits(run: Run, task: str) -> str | None:
    if run.kind == "import":
        return None
    given = (run.plan.get("task_settings") or {}).get(task, {})  # of a newer Lethe, perhaps, with settings unknown here
    length, kept = (given.get(name, getattr(TaskSettings, name)) for name in ("max_length", "truncation"))
    return f"{length} word pieces, {kept} kept"


def _contents(one: Hashes, other: Hashes, across_tokenizers: bool) -> str:
    """In what the examples and the units differ; examples whose content nobody vouches for (imports) are no twins.

    As many units need not be the same ones: two imports may answer other parts of one split.
    """
    _, i, j = np.intersect1d(one.example, other.example, assume_unique=True, return_indices=True)
    hashes = one.content[i], other.content[j]
    unknown = int(((hashes[0] == "") | (hashes[1] == "")).sum())
    if unknown:
        return f"what is known of them: {unknown:,} examples have no content hash (imported without the data set)"
    differing = np.flatnonzero(hashes[0] != hashes[1])
    if len(differing):
        example = one.example[i][differing[0]]
        return f"the content of {len(differing):,} of {len(i):,} examples of the same number (the first: {example})"
    if across_tokenizers:
        return ""  # then `join` takes what they have in common
    if one.units != other.units:
        return OTHER_UNITS
    return "the gold answers" if one.gold != other.gold else ""


def _places(units: Sequence[Units]) -> list[np.ndarray]:
    """Per run: indices of the common units, in the first run's order."""
    first = units[0]
    if all(np.array_equal(u.example, first.example) and np.array_equal(u.position, first.position) for u in units[1:]):
        return [np.arange(len(first.gold))] * len(units)
    width = 1 + max((int(u.position.max(initial=0)) for u in units), default=0)
    keys = [u.example * width + u.position for u in units]
    common = keys[0]
    for other in keys[1:]:
        common = common[np.isin(common, other)]
    orders = [np.argsort(k, kind="stable") for k in keys]
    return [order[np.searchsorted(k, common, sorter=order)] for k, order in zip(keys, orders, strict=True)]


def _take(answers: TaskAnswers, places: np.ndarray) -> TaskAnswers:
    if len(places) == len(answers.units.gold) and (np.diff(places) == 1).all():
        return answers
    units = Units(answers.units.example[places], answers.units.position[places], answers.units.gold[places])
    table = (answers.predicted[:, places], answers.p_predicted[:, places], answers.p_gold[:, places])
    return TaskAnswers(replace(answers.task, units=len(places)), answers.snapshots, units, *table)


def _list(labels: Sequence[str]) -> str:
    return ", ".join(labels[:6]) + (f" and {len(labels) - 6} more" if len(labels) > 6 else "") or "none"
