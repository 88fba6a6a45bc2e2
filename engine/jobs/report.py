"""How a job says how far it is."""

from collections.abc import Callable


class Report:
    """Counts a request's phases up; inside each, steps."""

    def __init__(self, tell: Callable[[int, int, int], None]):
        """`tell` gets the phase (from 1), the steps done in it, and its steps."""
        self._tell, self._phase, self._steps = tell, 0, 0

    def next_phase(self, steps: int) -> None:
        """The next phase begins; it has so many steps."""
        self._phase, self._steps = self._phase + 1, steps
        self._tell(self._phase, 0, steps)

    def done(self, step: int) -> None:
        """So many steps of this phase are done."""
        self._tell(self._phase, step, self._steps)
