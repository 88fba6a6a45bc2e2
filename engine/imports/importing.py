"""Predictions made elsewhere become a run: any model's forgetting can be looked at without training it here."""

import hashlib
import json
import platform
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from engine import store
from engine.answers import Snapshot
from engine.errors import UserError
from engine.imports import described
from engine.imports.files import digest, read_file
from engine.imports.joining import join
from engine.imports.predictions import gather

FORMAT = 1


def import_predictions(
    files: Sequence[Path], task: str, runs: Path, data: Path | None, name: str | None = None
) -> Path:
    """A new run, in state `done`, from files of predictions; their columns become its snapshots 1, 2, ...

    The formats are described in `table` and `json_lines`. With `data`, texts come from the task's evaluation split,
    joined by id; every gold label is compared first. Raises UserError, and then leaves nothing behind.
    """
    if not files:
        raise UserError("there is no file to import")
    predictions = gather([read_file(path) for path in files])
    found, task_data = described.describe(task, data, predictions)
    stored, answers = join(found, task_data, predictions)
    columns = list(predictions.columns)
    name = (name or "").strip() or files[0].stem
    plan: dict[str, Any] = {"format": FORMAT, "kind": "import", "name": name, "task": task}
    plan |= {"files": [path.name for path in files], "columns": columns}
    contents = [digest(path) for path in files]
    environment = {"files": dict(zip(plan["files"], contents, strict=True)), "python": platform.python_version()}

    def fill(folder: Path) -> None:
        with store.RunWriter(folder) as writer:
            writer.begin([stored], environment)
            for stage, (column, answer) in enumerate(zip(columns, answers, strict=True), 1):
                writer.add_snapshot(Snapshot(stage, None, column), {task: answer}, [task])

    return store.new_run(
        runs,
        plan,
        name=name,
        hash8=_hash8(plan, contents),
        group=_hash8(task, _essence(stored)),
        state="done",
        fill=fill,
    )


def _hash8(*values: Any) -> str:
    return hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()[:8]


def _essence(stored: store.StoredTask) -> str:
    """What makes imports one group: the same data, or where the data are not known the same gold labels."""
    units = stored.units
    gold = hashlib.sha256(units.example.tobytes() + units.position.tobytes() + units.gold.tobytes()).hexdigest()
    return stored.record.evaluation_fingerprint or gold
