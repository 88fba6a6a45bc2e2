"""Groups side by side, put together: their scores, their differences, and what each forgot of one task."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from engine.analysis import contrasts, overlap, selection, sums
from engine.analysis.across import Across
from engine.analysis.comparability import HashesOf, Joined, check, join
from engine.analysis.contrasts import Contrast
from engine.analysis.groups import Group
from engine.analysis.overlap import Sets
from engine.analysis.profile import Profile, pair_of, stacked
from engine.analysis.run_tests import RunTest, corrected, run_test
from engine.analysis.seeds import hierarchical
from engine.analysis.seeds.consensus import Consensus, consensus
from engine.analysis.seeds.hierarchical import GroupInterval
from engine.analysis.seeds.summary import Summary, summarize
from engine.answers import TaskAnswers, TaskRecord
from engine.errors import UserError

if TYPE_CHECKING:
    from engine.store import Run

MANY = 8  # groups: with more, each is held against the first alone, not every two against each other


@dataclass(frozen=True)
class Table:
    """Scores of groups by task. The rows of every array are those of `profile.WHERE`: own, last, forgetting."""

    groups: tuple[Group, ...]
    tasks: tuple[str, ...]  # those that can be compared
    records: tuple[TaskRecord, ...]  # of the tasks, with as many units as were scored
    metrics: tuple[str, ...]
    values: tuple[np.ndarray, ...]  # per group (3, tasks, seeds)
    summaries: tuple[Summary, ...]  # per group, arrays (3, tasks)
    contrasts: tuple[Contrast, ...]  # b minus a, cells (3, tasks)
    refused: tuple[tuple[str, str], ...]  # tasks that cannot be compared, and why
    notes: tuple[tuple[str, str], ...] = ()  # tasks of which units were left out, across tokenizers


@dataclass(frozen=True)
class Forgotten:
    """What each group forgot of one task, over the same units."""

    joined: Joined
    groups: tuple[Group, ...]  # those that could forget it
    consensus: tuple[Consensus, ...]  # per group
    sets: Sets
    left_out: tuple[str, ...]  # groups that could not, and why

    def without_answers(self) -> Forgotten:
        """The same, small enough to be kept: who needs answers reads them again."""
        return replace(self, joined=replace(self.joined, answers=()))


def refusal(groups: Sequence[Group], task: str, hashes_of: HashesOf) -> str:
    """Why the groups' answers to a task cannot be compared, in a sentence; "" if they can."""
    try:
        check([run for g in groups for run in g.runs], task, hashes_of)
    except UserError as error:
        return str(error)
    return ""


def table(
    groups: Sequence[Group],
    profile_of: Callable[[Run], Profile],
    hashes_of: HashesOf,
    *,
    reference: int | None = None,
    across: Across | None = None,
) -> Table:
    """Scores of all tasks that every group has and that can be compared.

    Contrasts are those of every two groups, or of each with the one at index `reference`.
    across: encoders that cut texts differently are compared on purpose, over what all of the runs evaluated; then its
    profiles are taken.
    """
    names = dict.fromkeys(task for group in groups for run in group.runs for task in run.tasks)
    if across is None:
        refused = {task: refusal(groups, task, hashes_of) for task in names}
        profiles = [[profile_of(run) for run in group.runs] for group in groups]
    else:
        refused = {task: dict(across.refused).get(task, "") for task in names}
        profiles = [[across.profiles[run.id] for run in group.runs] for group in groups]
    tasks, chosen, records = [], [], []
    for task in names:
        metrics = {p.metrics[p.tasks.index(task)] for of in profiles for p in of if task in p.tasks}
        if not refused[task] and len(metrics) > 1:
            refused[task] = (
                f"it is scored by different metrics ({', '.join(sorted(metrics))}): choose one with --metric"
            )
        if not refused[task]:
            tasks.append(task)
            chosen.append(metrics.pop())
            scored = profiles[0][0].matrix.scores.tasks
            records.append(next(record for record in scored if record.name == task))
    values = tuple(stacked(of, tasks) for of in profiles)
    summaries = tuple(summarize(v) for v in values)
    if reference is None and len(groups) <= MANY:
        pairs = list(combinations(range(len(groups)), 2))
    else:
        pairs = [(reference or 0, i) for i in range(len(groups)) if i != (reference or 0)]
    found = [
        contrasts.contrast(groups[i].label, groups[j].label, values[i], values[j], groups[i].seeds, groups[j].seeds)
        for i, j in pairs
    ]
    why = tuple((task, reason) for task, reason in refused.items() if reason)
    notes = across.notes if across else ()
    return Table(tuple(groups), tuple(tasks), tuple(records), tuple(chosen), values, summaries,
                 contrasts.corrected(found), why, notes)  # fmt: skip


def of_tasks(table: Table, tasks: Sequence[str]) -> Table:
    """Some of its tasks alone. Their p are corrected over their own cells."""
    at = [table.tasks.index(task) for task in tasks]
    arrays = ("difference", "low", "high", "p", "p_permutation", "holm")
    values = tuple(v[:, at] for v in table.values)
    narrowed = tuple(replace(c, **{name: getattr(c, name)[:, at] for name in arrays}) for c in table.contrasts)
    return replace(
        table,
        tasks=tuple(tasks),
        records=tuple(table.records[j] for j in at),
        metrics=tuple(table.metrics[j] for j in at),
        values=values,
        summaries=tuple(summarize(v) for v in values),
        contrasts=contrasts.corrected(narrowed),
    )


def forgotten(
    groups: Sequence[Group],
    task: str,
    answers_of: Callable[[Run, str], TaskAnswers],
    hashes_of: HashesOf,
    *,
    across_tokenizers: bool = False,
) -> Forgotten:
    """Between right after the task's own stage and after the last, in every seed of every group that has both.

    Raises UserError where no group could forget the task, and where runs cannot be compared.
    """
    able, left_out = [], []
    for group in groups:
        try:
            for run in group.runs:
                pair_of(run, task)
            able.append(group)
        except UserError as error:
            left_out.append(f"{group.label}: {error}")
    if not able:
        raise UserError(f"no group could forget {task}: {'; '.join(left_out)}")
    runs = [run for group in able for run in group.runs]
    joined = join(runs, task, answers_of, hashes_of, across_tokenizers=across_tokenizers)
    right = []
    for group in able:
        moments = [(joined.of(run), pair_of(run, task)) for run in group.runs]
        firsts, seconds = (np.stack([a.right_at(pair[i]) for a, pair in moments]) for i in (0, 1))
        right.append((firsts, seconds))
    agreed = tuple(consensus(list(first), list(first & ~second)) for first, second in right)
    sets = overlap.majority([group.label for group in able], right)
    return Forgotten(joined, tuple(able), agreed, sets, tuple(left_out))


def intervals(
    group: Group,
    task: str,
    metric: str,
    answers_of: Callable[[Run, str], TaskAnswers],
    hashes_of: HashesOf,
    *,
    across_tokenizers: bool = False,
) -> dict[str, GroupInterval]:
    """Over seeds and examples, by `profile.WHERE`; what the group has not, or a metric without sums, is not there."""
    if not sums.has_sums(metric) or any(task not in run.tasks or not run.own.get(task) for run in group.runs):
        return {}
    joined = join(group.runs, task, answers_of, hashes_of, across_tokenizers=across_tokenizers)
    first = [selection.default_first(run, task) for run in group.runs]
    second = [selection.default_second(run, task) for run in group.runs]
    found = {
        "own": hierarchical.score_interval(metric, joined.answers, first),
        "last": hierarchical.score_interval(metric, joined.answers, second),
    }
    if all(a < b for a, b in zip(first, second, strict=True)):
        found["forgetting"] = hierarchical.difference_interval(metric, joined.answers, first, second)
    return found


def run_pairs(
    groups: Sequence[Group],
    task: str,
    metric: str,
    answers_of: Callable[[Run, str], TaskAnswers],
    hashes_of: HashesOf,
    *,
    across_tokenizers: bool = False,
) -> list[tuple[Run, Run, RunTest]]:
    """Every two of the runs after their last stages, where each stands for itself: one per group, or two in all."""
    runs = [run for group in groups for run in group.runs]
    if len(runs) > MANY or (len(runs) != 2 and any(len(g.runs) > 1 for g in groups)):
        return []
    ends = {run.id: selection.default_second(run, task) for run in runs if task in run.tasks}
    runs = [run for run in runs if run.id in ends and (run.snapshots[ends[run.id]].name, task) in run.trained]
    two, tests = list(combinations(runs, 2)), []
    for a, b in two:
        joined = join([a, b], task, answers_of, hashes_of, across_tokenizers=across_tokenizers)
        tests.append(run_test(metric, *joined.answers, ends[a.id], ends[b.id]))
    return [(a, b, test) for (a, b), test in zip(two, corrected(tests), strict=True)]
