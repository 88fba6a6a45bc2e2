"""Stage: one stretch of training with its own objective, tasks and hyperparameters."""

import dataclasses
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from engine.settings import setting


@dataclass(frozen=True)
class Stage:
    """One stretch of training. Defaults are those of the original experiments, but for the number of epochs."""

    tasks: tuple[str, ...]
    objective: str = "finetune"
    objective_settings: tuple[tuple[str, Any], ...] = ()  # (name, value) of those that are given
    name: str = setting("", "what to call it; empty: its tasks joined by +")
    epochs: int = setting(3, "passes over the training examples", minimum=1)
    batch_size: int = setting(32, "examples per optimizer step", minimum=1)
    learning_rate: float = setting(3e-5, "peak rate, after warm-up", above=0)
    layer_decay: float = setting(
        1.0,
        "ξ: each layer learns at ξ times the rate of the one above it (Sun et al. 2019); 1: all alike",
        above=0,
        maximum=1,
        why="lower layers hold what is general and are to move less, so ξ ≤ 1; summaries that say a factor above 1 "
        "decays are wrong",
    )
    embeddings_rate: str = setting(
        "decayed",
        "with ξ below 1, the embeddings learn as a layer below the lowest (decayed), or at the full rate (the "
        "authors' code; their paper leaves it open)",
        choices=("decayed", "full"),
    )
    rate_groups: str = setting(
        "", "factors on the rate of groups of layers, counted from 0, the lowest, such as 0-3: 0.4, 8-11: 2.6"
    )
    weight_decay: float = setting(0.01, "AdamW's decay; never on biases and LayerNorm", minimum=0)
    warmup: float = setting(
        0.1, "share of the steps that warm up linearly; then linear decay to 0", minimum=0, maximum=1
    )
    schedule: str = setting(
        "linear", "after warm-up: linear decay to 0, or the peak rate to the end", choices=("linear", "constant")
    )
    max_grad_norm: float = setting(1.0, "global gradient norm is clipped to this", above=0)
    adam_epsilon: float = setting(1e-8, "AdamW's epsilon", above=0)
    train_limit: int | None = setting(None, "use at most this many training examples; empty: all", minimum=1)
    train_sample: str = setting(
        "first",
        "which ones: the first in the file, a sample drawn by the seed, or one in which every label keeps its share "
        "and which is the same in every stage",
        choices=("first", "seeded", "stratified"),
    )
    train_fraction: float = setting(
        1.0, "use this share of the training examples, or of as many as the limit leaves", above=0, maximum=1
    )
    max_length: int | None = setting(
        None,
        "word pieces per training example, if shorter than at evaluation; for texts that are read by their head",
        minimum=4,
        maximum=8192,
    )
    accumulation: int = setting(1, "compute each batch in this many pieces: less memory, the same update", minimum=1)
    max_steps: int | None = setting(None, "stop after this many optimizer steps; empty: after the epochs", minimum=1)
    evaluate_every: int | None = setting(
        None, "evaluate all tasks every so many steps inside the stage, too", minimum=1
    )
    hold_out: float = setting(
        0.0,
        "share of the training examples held out to choose the best epoch by, in a stage of several tasks of the "
        "first one alone; 0: keep the last",
        minimum=0,
        maximum=0.5,
    )
    trainable: str = setting(
        "all", "train everything, or only the task's head on a frozen encoder", choices=("all", "head")
    )
    batching: str = setting(
        "length",
        "batches of similar length (fast), or shuffled freely (the original's)",
        choices=("length", "shuffled"),
    )
    seed: int | None = setting(None, "a seed for this stage's draws alone; empty: the run's", minimum=0)

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> "Stage":
        """A stage of a validated document; its objective is a name, or an object with a name and settings."""
        values = {**document, "tasks": tuple(document["tasks"])}
        if isinstance(objective := values.get("objective"), Mapping):
            given = {k: v for k, v in objective.items() if k != "name"}
            values |= {"objective": objective["name"], "objective_settings": tuple(given.items())}
        return cls(**values)

    def to_json(self) -> dict[str, Any]:
        """The inverse of `from_json`."""
        values = dataclasses.asdict(self) | {"tasks": list(self.tasks)}
        if given := dict(values.pop("objective_settings")):
            values["objective"] = {"name": self.objective, **given}
        return values


def numbered(names: Iterable[str]) -> tuple[str, ...]:
    """Names of stages in their order; one that comes again gets `#2`, or the next number that is free."""
    found: list[str] = []
    for name in names:
        known, number = name, 1
        while known in found:
            number += 1
            known = f"{name}#{number}"
        found.append(known)
    return tuple(found)
