"""How long a search may take, by a clock that a test can turn, and how it says how far it is."""

import time
from collections.abc import Callable

OnProgress = Callable[[str, int, int], None]  # told what is being done, how much of it is done, and how much there is


class OutOfTime(Exception):
    """The deadline has passed. Who set it answers with what was found by then."""


class Deadline:
    """Seconds from now on; None: as long as it takes. `clock` gives seconds, from any start."""

    def __init__(self, seconds: float | None = None, clock: Callable[[], float] = time.monotonic):
        self._clock, self._end = clock, None if seconds is None else clock() + seconds

    def check(self) -> None:
        """Raises OutOfTime after the deadline."""
        if self._end is not None and self._clock() > self._end:
            raise OutOfTime


def silent(what: str, done: int, whole: int) -> None:
    """Tells nobody."""
