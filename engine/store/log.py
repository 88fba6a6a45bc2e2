"""A run's log.txt: what a person asks for first when something went wrong."""

from pathlib import Path

FILE = "log.txt"
_BYTES_PER_LINE = 400  # read at most this much per line asked for: a log may be long, its lines seldom are


def read_log(folder: Path, lines: int = 30) -> str:
    """The last lines of the log; "" where there is none yet."""
    path = folder / FILE
    try:
        with path.open("rb") as file:
            size = path.stat().st_size
            start = max(0, size - lines * _BYTES_PER_LINE)
            file.seek(start)
            found = file.read().decode("utf-8", errors="replace").splitlines()
    except FileNotFoundError:
        return ""
    return "\n".join(found[1 if start else 0 :][-lines:])  # the first line may be half of one
