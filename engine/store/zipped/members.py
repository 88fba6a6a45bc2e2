"""Which files a run's ZIP may hold, what each must be, and how large it may get. Everything else is refused."""

import re
from dataclasses import dataclass

MOST_FILES = 2_000
MOST_BYTES = 64 * 10**9  # of all files together, unpacked
NEEDED = ("plan.json", "run.db")
DIRECTORY = 2**20  # bytes of the ZIP's own table of contents: 100,000 files have more
RATIO, RATIO_FREE = 100, 10**6  # a file may be 100 times as large as packed, and 1 MB larger


@dataclass(frozen=True)
class Kind:
    """A kind of file."""

    check: str  # what it is checked as: json, log, tensors, database
    limit: int  # bytes, unpacked


_PATTERNS = {
    r"plan\.json|run\.json|progress\.json": Kind("json", 10**6),
    r"notes\.json": Kind("json", 16 * 10**6),
    r"log\.txt": Kind("log", 64 * 10**6),
    r"run\.db": Kind("database", 8 * 10**9),
    r"checkpoints/[0-9]{1,4}\.safetensors": Kind("tensors", 16 * 10**9),
    r"columns/[A-Za-z0-9_-]{1,200}\.json": Kind("json", 64 * 10**6),
    r"jobs/[0-9a-f]{16}/(request|progress)\.json": Kind("json", 10**6),
    r"jobs/[0-9a-f]{16}/result\.json": Kind("json", 64 * 10**6),
    r"jobs/[0-9a-f]{16}/log\.txt": Kind("log", 64 * 10**6),
    r"jobs/[0-9a-f]{16}/arrays\.safetensors": Kind("tensors", 4 * 10**9),
}
_KINDS = {re.compile(pattern): kind for pattern, kind in _PATTERNS.items()}
# Of a folder that was zipped by hand: what only the machine that made it needs, or what can be made anew.
_PASSED_OVER = re.compile(
    r"(jobs/[0-9a-f]{16}/)?\.[a-z.]+\.lock|resume/(state\.json|[0-9]+-[0-9]+\.safetensors)"
    r"|cache/[0-9a-f]{16}/(result\.json|arrays\.safetensors)"
)
_FOLDERS = re.compile(r"|checkpoints/|columns/|resume/|(jobs|cache)/([0-9a-f]{16}/)?")


def kind_of(name: str) -> Kind | None:
    """What a path inside a run's folder must be; None for what is no file of a run."""
    return next((kind for pattern, kind in _KINDS.items() if pattern.fullmatch(name)), None)


def is_passed_over(name: str) -> bool:
    """True for what is not unpacked, but no reason to refuse the ZIP: folders, locks, and what a run resumes from."""
    return bool(_PASSED_OVER.fullmatch(name) or _FOLDERS.fullmatch(name))
