"""Where a run's weights lie, if they were kept."""

from pathlib import Path

from engine.errors import UserError
from engine.store.reader import Run


def checkpoint_file(run: Run, snapshot: str) -> Path:
    """The safetensors file of the weights at a snapshot. Raises UserError, in one sentence, where there is none."""
    file = run.folder / run.checkpoints.get(snapshot, "")
    inside = run.folder.resolve() in file.resolve().parents  # a database that came in a ZIP may name any path
    if snapshot in run.checkpoints and inside and file.is_file():
        return file
    kept = ", ".join(name for name in run.checkpoints if (run.folder / run.checkpoints[name]).is_file())
    if run.kind == "import":
        raise UserError(f"{run.id} is an import: it has answers, but no weights")
    what = f"it kept those of {kept}" if kept else "it kept none (keep_checkpoints: all keeps every stage's end)"
    raise UserError(f"run {run.id} has no weights of snapshot {snapshot}: {what}")
