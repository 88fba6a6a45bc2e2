"""Small JSON documents beside a run's database, replaced atomically: a reader sees the old one or the new one."""

import contextlib
import json
import os
import secrets
import threading
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from filelock import FileLock

from engine.store import absolute_path

_here = threading.Lock()  # threads wait here: a file lock between them would poll


def write(path: Path, document: Mapping[str, Any]) -> None:
    """Replace `path` by `document`. Never creates the folder: a deleted run stays deleted (FileNotFoundError)."""
    text = json.dumps(document, indent=1, ensure_ascii=False, allow_nan=False) + "\n"
    temporary = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}.tmp")
    # Not tempfile: its files are readable by their owner alone, and a run is often watched by somebody else.
    with open(os.open(temporary, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o666), "w", encoding="utf-8") as file:
        try:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
            os.replace(temporary, path)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise


def read(path: Path) -> dict[str, Any] | None:
    """The document, or None where it is missing, torn, no JSON object, or a link: that may lead anywhere."""
    try:
        if path.is_symlink():
            return None
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) else None


@contextlib.contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold a document against everybody else who would change it. FileNotFoundError where its folder is gone."""
    if not path.parent.is_dir():  # FileLock would make it: a deleted run stays deleted
        raise FileNotFoundError(f"there is no {path.parent.name} any longer")
    with _here, FileLock(path.with_name(f".{path.name}.lock"), timeout=30):
        yield


def portable(value: Any) -> Any:
    """`value` with `~` for the home directory, and other absolute paths cut to their last two parts.

    A run is made to be shared: it should not tell where its owner keeps things.
    """
    if isinstance(value, str):
        home = str(Path.home())
        value = value.replace(home, "~") if len(home) > 1 else value
        return absolute_path.cut(value, _last_two)
    if isinstance(value, Mapping):
        return {k: portable(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [portable(v) for v in value]
    return value


def _last_two(root: str, parts: Sequence[str]) -> str | None:
    return None if root.startswith("~") else "…/" + "/".join(parts[-2:])
