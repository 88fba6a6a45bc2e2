from collections.abc import Mapping
from dataclasses import dataclass
from types import NoneType
from typing import Any, ClassVar

import numpy as np

from engine.answers import TaskRecord
from engine.requests import Request
from engine.requests.json_form import misfit
from engine.settings import setting

SEQUENCES, TOKENS = 4_000, 40_000  # what is read of the training data by default
SETTINGS = ("C", "alpha", "penalty", "threshold")  # what regularises one of its fits
_DATA = dict.fromkeys(("available_examples", "examples", "units", "held_out_examples", "held_out_units"), int)
_FIT = {"setting": str, "chosen": float, "iterations": int, "converged": bool, "at_weakest": bool,
        "train_score": (float, NoneType)}  # fmt: skip


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

    def wrong_result(
        self, document: Mapping[str, Any], arrays: Mapping[str, np.ndarray], tasks: Mapping[str, TaskRecord]
    ) -> str:
        record, roles = tasks[self.task], self.encoders()
        biased = {"bias": {**_FIT, "offsets": [float]}, "head": _FIT}
        encoders = {
            role: {"snapshot": str, "read_s": float, "fit_s": float, "refits": biased if role == "second" else dict}
            for role in roles
        }
        same = {"units": int, "same": int}
        if found := misfit(document, {"data": _DATA, "agreement": same, "encoders": encoders, "seconds": float}):
            return found
        there = document["encoders"]
        if there.keys() != roles.keys() or not {"first", "second"} <= there.keys():
            return "it.encoders"
        if odd := [role for role, snapshot in roles.items() if there[role]["snapshot"] != snapshot]:
            return f"it.encoders.{odd[0]}.snapshot"
        for role, encoder in there.items():
            for name, fit in encoder["refits"].items():
                offsets = fit.get("offsets") if isinstance(fit, Mapping) else None
                if misfit(fit, _FIT) or fit["setting"] not in SETTINGS or misfit(offsets, ([float], NoneType)):
                    return f"it.encoders.{role}.refits.{name}"
                if offsets is not None and len(offsets) != max(len(record.labels), 1):
                    return f"it.encoders.{role}.refits.{name}.offsets"
        needed = {"second/bias", *(f"{role}/head" for role in roles)}
        odd = [name for name in sorted(needed | set(arrays)) if not _answers(arrays.get(name), record)]
        return f"the array {odd[0]}" if odd else ""


def _answers(found: np.ndarray | None, record: TaskRecord) -> bool:
    """Is it an answer to each unit?"""
    if found is None or found.shape != (record.units,) or found.dtype.kind != ("i" if record.labels else "f"):
        return False
    return not record.labels or bool(((found >= 0) & (found < len(record.labels))).all())
