from dataclasses import dataclass
from typing import ClassVar

from engine.requests import Request
from engine.settings import setting

SEQUENCES, TOKENS = 4_000, 40_000  # what is read of the training data by default


@dataclass(frozen=True)
class Refit(Request):
    """Refit a task's bias, and its whole head, on the frozen encoder of the second snapshot: what of that which was
    forgotten can a linear read-out still find there? Only training data is seen. For reference, a head is refitted on
    the encoder of the first snapshot, too, and on the one before training.
    """

    quotes: ClassVar[bool] = False

    task: str = setting("", "whose head is refitted")
    first: str = setting("", "snapshot at which the units that count were right")
    second: str = setting("", "snapshot at which some of them are wrong; its encoder is the one examined")
    before: str = setting("", "snapshot of the encoder before training, for reference; empty: without it")
    train_units: int = setting(SEQUENCES, "training sequences, or tokens in whole sentences, read at most", minimum=20)
    held_out: float = setting(
        0.2, "share of what is read that is held out to choose how much to regularise", minimum=0.05, maximum=0.5
    )
    seed: int = setting(0, "of the sample and of what is held out", minimum=0)

    def encoders(self) -> dict[str, str]:
        """Role -> snapshot, in the order in which they are read."""
        roles = {"second": self.second, "first": self.first, "before": self.before}
        return {role: snapshot for role, snapshot in roles.items() if snapshot}

    def snapshots(self) -> tuple[str, ...]:
        return tuple(self.encoders().values())

    def tasks(self) -> tuple[str, ...]:
        return (self.task,)

    def phases(self) -> tuple[str, ...]:
        each = [(f"read the encoder of {s}", f"refit on {s}") for s in self.snapshots()]
        return tuple(phase for pair in each for phase in pair)
