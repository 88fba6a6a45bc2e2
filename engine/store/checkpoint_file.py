"""Where a run's weights lie, if they were kept."""

from pathlib import Path

from engine.answers import Snapshot
from engine.errors import UserError
from engine.store.reader import Run


def keeps_any(folder: Path) -> bool:
    """Whether a run kept weights at all, as far as can be told without opening it."""
    return any((folder / "checkpoints").glob("*.safetensors"))


def kept_snapshots(run: Run) -> tuple[Snapshot, ...]:
    """The snapshots whose weights are there, in time order."""
    return tuple(s for s in run.snapshots if _file(run, s.name) is not None)


def checkpoint_file(run: Run, snapshot: str) -> Path:
    """The safetensors file of the weights at a snapshot. Raises UserError, in one sentence, where there is none."""
    if file := _file(run, snapshot):
        return file
    if run.kind == "import":
        raise UserError(f"{run.id} is an import: it has answers, but no weights")
    kept = ", ".join(s.name for s in kept_snapshots(run))
    what = f"it kept those of {kept}" if kept else "it kept none (keep_checkpoints: all keeps every stage's end)"
    raise UserError(f"run {run.id} has no weights of snapshot {snapshot}: {what}")


def _file(run: Run, snapshot: str) -> Path | None:
    file = run.folder / run.checkpoints.get(snapshot, "")
    inside = run.folder.resolve() in file.resolve().parents  # a database that came in a ZIP may name any path
    return file if snapshot in run.checkpoints and inside and file.is_file() else None
