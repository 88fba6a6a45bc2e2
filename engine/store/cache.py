"""What jobs have worked out and other jobs may use again: `cache/<hash>/` in a run's folder, by what it was made from.

It holds nothing that cannot be made anew: deleting it loses time alone.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from safetensors import SafetensorError, safe_open

from engine.store.jobs import ARRAYS, Result, read_result, write_result

FOLDER = "cache"


def read_cached(run: Path, key: Mapping[str, Any]) -> Result | None:
    """What was made from `key`, a JSON document that says all it depends on; None where it was not made yet, or is
    damaged."""
    folder = _folder(run, key)
    found = None if _is_linked(folder) else read_result(folder)
    return found if found is not None and found.document.get("key") == _plain(key) else None


def write_cached(run: Path, key: Mapping[str, Any], result: Result) -> None:
    """Keep a result. Never creates the run's folder: a deleted run stays deleted (FileNotFoundError)."""
    folder = _folder(run, key)
    (run / FOLDER).mkdir(exist_ok=True)
    folder.mkdir(exist_ok=True)
    write_result(folder, Result({**result.document, "key": _plain(key)}, result.arrays))


def read_arrays(run: Path, key: Mapping[str, Any], names: Sequence[str]) -> dict[str, np.ndarray] | None:
    """Some of the arrays that were made from `key`, the others left on disk; None as above, or where one is missing."""
    folder = _folder(run, key)
    file = folder / ARRAYS
    if _is_linked(folder) or file.is_symlink() or not file.is_file():
        return None
    try:
        with safe_open(file, "np") as opened:
            return {name: opened.get_tensor(name) for name in names}
    except (OSError, SafetensorError):
        return None


def _folder(run: Path, key: Mapping[str, Any]) -> Path:
    text = json.dumps(_plain(key), sort_keys=True)
    return run / FOLDER / hashlib.sha256(text.encode()).hexdigest()[:16]


def _plain(key: Mapping[str, Any]) -> dict[str, Any]:
    """As it comes back from JSON."""
    return json.loads(json.dumps(key))


def _is_linked(folder: Path) -> bool:
    """In a run that came from elsewhere a link may lead anywhere."""
    return folder.is_symlink() or folder.parent.is_symlink()
