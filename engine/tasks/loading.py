"""Finding a task by its name, and reading its examples from wherever they are."""

from collections.abc import Callable
from pathlib import Path

from engine.errors import UserError
from engine.settings import unknown
from engine.tasks import custom, mini
from engine.tasks.catalogue import TASKS
from engine.tasks.local import complete, expected_files, find_folder, load_local
from engine.tasks.task import Example, Task, TaskData

HubLoader = Callable[[Task], tuple[list[Example], list[Example]]]


def names(data: Path | None) -> list[str]:
    """Every task there is: the catalogue, then each folder in `data` with a task.json."""
    return list(dict.fromkeys([*TASKS, *custom.names(data)]))


def find(name: str, data: Path | None) -> Task:
    """The task of that name. UserError if there is none, or if its task.json is wrong."""
    own = custom.names(data)
    if data is not None and name in own:
        if name in TASKS:
            raise UserError(f"{name}/task.json: {name!r} is a built-in task; give the folder another name")
        return custom.read_task(data / name)
    if name in TASKS:
        return TASKS[name]
    raise UserError(unknown("task", name, names(data)))


def load(name: str, data: Path | None, hub: HubLoader | None = None) -> TaskData:
    """The task with its examples: from its local folder, else from the hub, else from the generator of the mini tasks.

    UserError if none of these has it, or if what is there is wrong (which file, which line, what was expected).
    """
    task = find(name, data)
    if folder := find_folder(task, data):
        return load_local(task, folder)
    if name in mini.GENERATORS:
        train, evaluation = mini.generate(name)
        return complete(task, train, evaluation, "generated")
    if task.hub is None or hub is None:
        raise UserError(missing(task, data))
    try:
        train, evaluation = hub(task)
    except UserError as error:
        raise UserError(f"{missing(task, data)}; and from the hub: {error}") from error
    where = " ".join(filter(None, (f"hub: {task.hub.path}@{task.hub.revision[:8]}", task.hub.config)))
    return complete(task, train, evaluation, where)


def missing(task: Task, data: Path | None) -> str:
    """Why a task has no local files, and what to do about it."""
    if task.files is None:
        return f"{task.name}: its task.json names no files, only a data set on the hub"
    if data is None:
        return f"{task.name}: no data folder is set (--data or LETHE_DATA); expected {expected_files(task.files)} there"
    return f"{task.name}: the data folder has no {task.files.folders[0]}/; expected {expected_files(task.files)} there"
