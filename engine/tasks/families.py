"""Families: many tasks of one source that share a head, such as `amazon:books` and `amazon:dvd`.

A family is an entry of FAMILIES; its members are those that the data folder has.
"""

import contextlib
import functools
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from engine.errors import UserError
from engine.settings import unknown
from engine.tasks import local
from engine.tasks.entries.documents import SENTIMENT
from engine.tasks.local import expected_files, find_folder, find_splits
from engine.tasks.readers.items import values
from engine.tasks.size import measure
from engine.tasks.task import Files, Task

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.&-]*")  # "+", "#" and "," stand between names in plans and commands


@dataclass(frozen=True)
class Family:
    """What the members have in common, and how they are found and told apart."""

    task: Task  # named as the family, and as the head; its files are those of a member called "{}"
    members: Callable[[Task, Path], list[str]]


def _domains(task: Task, folder: Path) -> list[str]:
    """The domains of a dataset.json."""
    split, _ = find_splits(task, folder)
    return values(split.source, split.files, "domain")


def _file_names(task: Task, folder: Path) -> list[str]:
    """The names that stand for {} in the names of training files."""
    before, _, after = task.files[0].train[0].partition("{}")
    files = (entry.name for entry in folder.iterdir() if entry.is_file())
    return sorted(f[len(before) : len(f) - len(after)] for f in files if f.startswith(before) and f.endswith(after))


_FAMILIES = (
    # One label map for whatever the task is used for. Meta-BERT's own code has positive = 0 in meta-training and
    # positive = 1 in fine-tuning, so that its checkpoints begin with an inverted head.
    Family(
        Task(
            "amazon", "Amazon: {}", "sequence", "Is the review positive? (products of one kind: {})", ("accuracy",),
            SENTIMENT, "held out",
            # As Meta-BERT's test tasks: of a domain's 100 reviews the first 80 are support, the last 20 query.
            files=(Files(("amazon_meta", "amazon"), ("dataset.json",), ("dataset.json",), "json", ("text",), "label",
                         only=("domain", "{}"), held_out=0.2, disjoint=True),),
            citation="Blitzer et al. 2007; Meta-BERT",
            repair="strip",
        ),
        _domains,
    ),
    Family(
        Task(
            "fdu", "FDU-MTL: {}", "sequence", "Is the review positive? (products of one kind: {})", ("accuracy",),
            SENTIMENT, "test",
            files=(Files(("fdu_mtl", "amazon_meta/fdu_mtl", "fdu-mtl"), ("{}.task.train",), ("{}.task.test",), "tsv",
                         (1,), 0, header=False, width=2, disjoint=True,
                         spelled=(("0", "negative"), ("1", "positive"))),),
            citation="Liu et al. 2017",
            repair="strip",
        ),
        _file_names,
    ),
)  # fmt: skip
FAMILIES: dict[str, Family] = {family.task.name: family for family in _FAMILIES}


def names(data: Path | None) -> list[str]:
    """The members of every family that the data folder has. A family that cannot be read stands there by its own name,
    so that `find` says why."""
    return [name for family in FAMILIES.values() for name in _names(family, data)]


def is_member(name: str) -> bool:
    return name.partition(":")[0] in FAMILIES


def find(name: str, data: Path | None) -> Task:
    """The member called `family:member`. UserError with those there are, or with what is wrong with the data."""
    called, _, wanted = name.partition(":")
    family = FAMILIES[called]
    folder = find_folder(family.task, data)
    if folder is None:
        where = "no data folder is set (--data or LETHE_DATA)" if data is None else "it is not in the data folder"
        raise UserError(f"{name}: {where}; expected {expected_files(family.task)}".replace("{}", wanted or "NAME"))
    there = family.members(family.task, folder)
    if not wanted:
        raise UserError(f"{called} is a family of tasks. There is: {', '.join(f'{called}:{m}' for m in there)}")
    if wanted not in there:
        raise UserError(unknown(f"member of {called}", wanted, there))
    if not _NAME.fullmatch(wanted):
        raise UserError(
            f"{folder.name}: {wanted!r} cannot be part of a task's name: use letters, digits, _, ., & and -"
        )
    return _member(family.task, wanted)


def evaluated(name: str, folder: Path) -> frozenset[str]:
    """Contents of all that the family of `name` is evaluated on; none of a task that is no member.

    Domains share reviews. Every member's rows are trained on without those of all the others, whatever a plan has of
    them: runs, their controls and adaptations train on the same ones. A member that cannot be read has none.
    """
    if not is_member(name):
        return frozenset()
    family, stamps = FAMILIES[name.partition(":")[0]], []
    for member in family.members(family.task, folder):
        with contextlib.suppress(UserError):
            stamps.append((member, measure(_member(family.task, member), folder).stamps))
    return _evaluated(family.task, folder, tuple(stamps))


@functools.lru_cache(maxsize=8)
def _evaluated(task: Task, folder: Path, stamps: tuple[tuple[str, Any], ...]) -> frozenset[str]:
    """`stamps`: the members, and what changes with their files."""
    found: set[str] = set()
    for name, _ in stamps:
        with contextlib.suppress(UserError):
            found |= {
                content for example in local.evaluated(_member(task, name), folder) for content in example.contents()
            }
    return frozenset(found)


def _names(family: Family, data: Path | None) -> list[str]:
    name, folder = family.task.name, find_folder(family.task, data)
    if folder is None:
        return []
    try:
        return [f"{name}:{member}" for member in family.members(family.task, folder)]
    except UserError:
        return [name]


def _member(task: Task, name: str) -> Task:
    def named(names: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(n.replace("{}", name) for n in names)

    said = name.replace("_", " ")
    files = tuple(
        replace(f, train=named(f.train), evaluation=named(f.evaluation), only=f.only and (f.only[0], name))
        for f in task.files
    )
    return replace(
        task,
        name=f"{task.name}:{name}",
        title=task.title.format(said),
        description=task.description.format(said),
        files=files,
    )
