"""What of a run may be passed on. A report is made of what is named here: whatever else a run knows stays with it.

Nobody's name, no host, no environment variable, no absolute path. Texts that people or files gave (names, sources of
data, a folder as encoder) may hold a path; of one only its last part is left.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from engine.errors import UserError
from engine.plan import Plan
from engine.store import Run

PACKAGES = ("torch", "transformers", "tokenizers", "datasets", "safetensors", "numpy", "scikit-learn", "seqeval")
_PART = r"[^\s/\\'\"<>|:;,()\[\]]+"
_PATH = re.compile(rf"(?<![\w.:/\\<~…])(?:file:)?(?:~\w*|[A-Za-z]:)?(?:[/\\]+{_PART})+[/\\]?")


def no_paths(text: str) -> str:
    """The text with every absolute path cut down to its last part: `/home/ann/models/bert` becomes `…/bert`.

    Of a path of two parts, such as somebody's home, nothing is left.
    """
    return _PATH.sub(_last_part, text)


def cleaned(run: Run) -> Run:
    """The run with texts that may hold paths cut. Its folder stays, to read from."""
    tasks = {
        name: replace(
            task, title=no_paths(task.title), source=no_paths(task.source), split_note=no_paths(task.split_note)
        )
        for name, task in run.tasks.items()
    }
    snapshots = tuple(replace(s, stage_name=no_paths(s.stage_name)) for s in run.snapshots)
    return replace(run, name=no_paths(run.name), tasks=tasks, snapshots=snapshots, environment=environment(run))


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
    stages = tuple(replace(stage, name=no_paths(stage.name)) for stage in found.stages)
    return replace(found, encoder=no_paths(found.encoder), name=no_paths(found.name), stages=stages)


def _last_part(found: re.Match) -> str:
    parts = [part for part in re.split(r"[/\\]+", found.group()) if part]
    return f"…/{parts[-1]}" if len(parts) > 2 else "…"


def _is(value: object) -> bool:
    return isinstance(value, Mapping)
