"""Finding a task by its name, and reading its examples from wherever they are."""

from collections.abc import Callable, Sequence
from pathlib import Path

from engine.errors import UserError
from engine.settings import unknown
from engine.tasks import custom, families, mini
from engine.tasks.catalogue import TASKS
from engine.tasks.completing import complete
from engine.tasks.local import expected_files, find_folder, load_local
from engine.tasks.malformed import Malformed
from engine.tasks.task import Example, Task, TaskData

# Splits of a task by name; malformed rows are handed to `Malformed`, one split after the other.
HubLoader = Callable[[Task, Malformed], tuple[Sequence[Example], Sequence[Example]]]


def names(data: Path | None) -> list[str]:
    """Every task there is: the catalogue, the members of families in `data`, then each folder with a task.json."""
    return list(dict.fromkeys([*TASKS, *families.names(data), *custom.names(data)]))


def find(name: str, data: Path | None) -> Task:
    """The task of that name. UserError if there is none, or if its task.json is wrong."""
    own = custom.names(data)
    if data is not None and name in own:
        if name in TASKS or name in families.FAMILIES:
            raise UserError(f"{name}/task.json: {name!r} is a built-in task; give the folder another name")
        return custom.read_task(data / name)
    if name in TASKS:
        return TASKS[name]
    if families.is_member(name):
        return families.find(name, data)
    raise UserError(unknown("task", name, names(data)))


def load(name: str, data: Path | None, hub: HubLoader | None = None, malformed: str = "refuse") -> TaskData:
    """The task with its examples: from its local folder, else from the hub, else from the generator of the mini tasks.

    `malformed` rows are refused ("refuse"), or dropped, counted and told ("drop"); see engine/tasks/malformed.py.
    UserError if none of these has it, or if what is there is wrong (which file, which line, what was expected).
    """
    task = find(name, data)
    if folder := find_folder(task, data):
        return load_local(task, folder, malformed, families.evaluated(name, folder))
    if name in mini.GENERATORS:
        train, evaluation = mini.generate(name)
        return complete(task, train, evaluation, "generated")
    if task.hub is None or hub is None:
        raise UserError(missing(task, data))
    wrong = Malformed(name, malformed)
    try:
        train, evaluation = hub(task, wrong)
    except UserError as error:
        raise UserError(f"{missing(task, data)}; and from the hub: {error}") from error
    where = " ".join(filter(None, (f"hub: {task.hub.path}@{task.hub.revision[:8]}", task.hub.config)))
    return complete(task, train, evaluation, f"{where} ({wrong.note()})" if wrong.counts else where, wrong)


def missing(task: Task, data: Path | None) -> str:
    """Why a task has no local files, and what to do about it."""
    if not task.files:
        return f"{task.name}: its task.json names no files, only a data set on the hub"
    if data is None:
        return f"{task.name}: no data folder is set (--data or LETHE_DATA); expected {expected_files(task)} there"
    return f"{task.name}: the data folder has no {task.files[0].folders[0]}/; expected {expected_files(task)} there"
