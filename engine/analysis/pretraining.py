"""Further pre-training: how far the loss of guessing masked words fell on held-out texts, stage by stage."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from engine import store
from engine.errors import UserError
from engine.objectives.masked_lm import HEAD_SERIES, PAIR_ACCURACY_SERIES, PAIR_SERIES, SERIES
from engine.plan import Plan
from engine.store import Run

COUNTS = "only the fall from where the head was fitted counts: what comes before is a new head that learns to read"


@dataclass(frozen=True)
class HeldOutLoss:
    """One masked_lm stage. Losses are nats per word piece to be guessed; arrays are (readings,), in order of steps."""

    stage: int  # from 1
    name: str
    tasks: tuple[str, ...]  # whose training texts it reads
    texts: dict[str, dict[str, int]]  # task -> texts trained on, held out, left out; {} while that is not known
    head_steps: np.ndarray  # optimizer steps while the head alone was fitted; empty where none were needed
    head_values: np.ndarray
    steps: np.ndarray  # from where the head was fitted on
    values: np.ndarray
    pair_steps: np.ndarray  # next-sentence prediction, where the stage has it
    pair_values: np.ndarray  # loss in nats per pair; a guess has ln 2 = 0.693
    pair_accuracy: np.ndarray  # share told rightly, 0 to 1; a guess has 0.5

    @property
    def held_out(self) -> int:
        """Texts that the loss is measured on."""
        return sum(counts["held_out"] for counts in self.texts.values())

    @property
    def fall(self) -> float | None:
        """Loss where the head was fitted - loss now: above 0 if it fell. None until it was measured twice."""
        return float(self.values[0] - self.values[-1]) if len(self.values) > 1 else None

    def to_json(self) -> dict[str, Any]:
        head, after = (self.head_steps, self.head_values), (self.steps, self.values)
        found = {key: [[int(s), float(v)] for s, v in zip(*both, strict=True)]
                 for key, both in (("head_alone", head), ("loss", after))}  # fmt: skip
        if len(self.pair_steps):
            pairs = zip(self.pair_steps, self.pair_values, self.pair_accuracy, strict=True)
            found["next_sentence"] = [[int(s), float(v), float(a)] for s, v, a in pairs]
        about = {"stage": self.stage, "name": self.name, "tasks": list(self.tasks), "texts": self.texts}
        return {**about, **found, "fall": self.fall}


def held_out_losses(run: Run) -> list[HeldOutLoss]:
    """One per masked_lm stage of the run, as far as it has come; none if it has no such stage."""
    if run.kind == "import":
        return []
    try:
        plan = Plan.from_json(run.plan)
    except UserError:  # of a version whose plans we cannot read
        return []
    numbers = [number for number, stage in enumerate(plan.stages, 1) if stage.objective == "masked_lm"]
    if not numbers:
        return []
    every = [store.read_series(run, name) for name in (HEAD_SERIES, SERIES, PAIR_SERIES, PAIR_ACCURACY_SERIES)]
    names = plan.stage_names()
    found = []
    for number in numbers:
        head, after, pairs, accuracy = (one[one["stage"] == number] for one in every)
        arrays = [part[column].to_numpy() for part in (head, after, pairs) for column in ("step", "value")]
        texts = run.environment.get("texts", {}).get(str(number), {})
        found.append(HeldOutLoss(number, names[number - 1], plan.stages[number - 1].tasks, texts, *arrays,
                                 accuracy["value"].to_numpy()))  # fmt: skip
    return found
