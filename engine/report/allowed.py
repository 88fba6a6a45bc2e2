"""What of a run may be passed on. A report is made of what is named here: whatever else a run knows stays with it.

Nobody's name, no host, no environment variable, no secret, no absolute path. Texts that people or files gave (names,
sources of data, a folder as encoder) may hold a path; of one only its last part is left.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from engine.errors import UserError
from engine.plan import Plan
from engine.store import Run, absolute_path
from engine.store.zipped.discreet import without_secrets

PACKAGES = ("torch", "transformers", "tokenizers", "datasets", "safetensors", "numpy", "scikit-learn", "seqeval")


def no_paths(text: str) -> str:
    """The text with every absolute path cut down to its last part: `/home/ann/models/bert` becomes `…/bert`.

    Of a path of two parts, such as somebody's home, nothing is left.
    """
    return absolute_path.cut(text, _last_part)


def passable(text: str) -> str:
    """The text without what looks like a secret, and with every absolute path cut."""
    return no_paths(without_secrets(text))


def cleaned(run: Run) -> Run:
    """The run with texts that may hold paths cut. Its folder stays, to read from."""
    tasks = {
        name: replace(
            task, title=passable(task.title), source=passable(task.source), split_note=passable(task.split_note)
        )
        for name, task in run.tasks.items()
    }
    snapshots = tuple(replace(s, stage_name=passable(s.stage_name)) for s in run.snapshots)
    return replace(run, name=passable(run.name), tasks=tasks, snapshots=snapshots, environment=environment(run))


def environment(run: Run) -> dict[str, Any]:
    """Versions, device, threads, tokenizer and commit, as far as they are known."""
    known = run.environment
    packages = known.get("packages")
    versions = {name: str(packages[name]) for name in PACKAGES if name in packages} if _is(packages) else {}
    system = str(known["platform"]).partition("-")[0] if known.get("platform") else None  # not the kernel's own name
    found = {name: known.get(name) for name in ("python", "device", "threads", "tokenizer", "commit", "texts")}
    return {k: v for k, v in {**found, "system": system, "packages": versions}.items() if v not in (None, {}, "")}


def plan(run: Run) -> Plan | None:
    """The plan with a local folder's path cut from its encoder; None where there is none, or of a later version."""
    if run.kind == "import":
        return None
    try:
        found = Plan.from_json(run.plan)
    except UserError:
        return None
    stages = tuple(replace(stage, name=passable(stage.name)) for stage in found.stages)
    return replace(found, encoder=passable(found.encoder), name=passable(found.name), stages=stages)


def _last_part(_: str, parts: Sequence[str]) -> str:
    return f"…/{parts[-1]}" if len(parts) > 2 else "…"


def _is(value: object) -> bool:
    return isinstance(value, Mapping)
