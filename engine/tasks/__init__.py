"""What can be learned: the built-in catalogue, and a user's own data sets described by a `task.json`."""

from engine.tasks.availability import Availability, availability
from engine.tasks.catalogue import TASKS
from engine.tasks.loading import find, load, names
from engine.tasks.local import data_folder
from engine.tasks.malformed import Malformed
from engine.tasks.task import KINDS, Example, Task, TaskData

__all__ = [
    "KINDS", "TASKS", "Availability", "Example", "Malformed", "Task", "TaskData",
    "availability", "data_folder", "find", "load", "names",
]  # fmt: skip
