"""What objectives and strategies may ask of the learner. Never a tensor: gradients and weights are opaque."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, Protocol


class Vector(Protocol):
    """One number per trainable parameter: a gradient, weights, or a Fisher diagonal. Opaque, but for its arithmetic."""

    def __add__(self, other: "Vector") -> "Vector": ...
    def __sub__(self, other: "Vector") -> "Vector": ...
    def __mul__(self, scale: float) -> "Vector": ...
    def dot(self, other: "Vector") -> float: ...


@dataclass(frozen=True)
class Batch:
    """Rows of a task's training split. The learner turns them into tensors."""

    task: str
    rows: tuple[int, ...]
    max_length: int | None = None  # word pieces, if shorter than at evaluation


@dataclass(frozen=True)
class Quadratic:
    """Target of a quadratic term: sum over parameters of importance * (weights - anchor)^2 / 2."""

    anchor: Vector
    importance: Vector


@dataclass(frozen=True)
class Masking:
    """Target of a masked-words term: which word pieces of its batch are hidden and to be guessed."""

    rate: float  # share of a text's pieces, 0 to 1
    whole_words: bool = False  # all pieces of a word, or none
    fixed: bool = False  # the same at every step of the stage, to measure by; else drawn anew at each
    # Pairs of texts: per row of the batch the row whose second part follows its first part, None for its own. See
    # engine/learner/pairing.py. None: texts as they are.
    others: tuple[int | None, ...] | None = None


@dataclass(frozen=True)
class Term:
    """One summand of what is minimised. A term of weight 0 is not computed at all."""

    loss: str  # "task": the head's own loss, "mlm": of guessing masked words, and of pairs that of telling whether the
    # second part follows ("nsp"), each averaged over the batch's units; "quadratic": pull towards an anchor
    weight: float = 1.0
    batch: Batch | None = None  # for "task" and "mlm"
    target: Quadratic | Masking | None = None  # for "quadratic" and "mlm"


class Learner(Protocol):
    """A shared encoder with one head per task."""

    loss: float | None  # of the last gradient, without penalty terms

    def at(self, seed: int, stage: int, step: int, *within: int | str) -> None:
        """Where training is, and where within a step that takes several gradients: dropout is drawn from it alone."""

    def gradient(self, terms: Sequence[Term]) -> Vector:
        """The gradient of the weighted sum of losses. Draws dropout for the current place (see `at`)."""

    def apply(self, gradient: Vector) -> None:
        """One optimizer step: clip, update, advance the schedule."""

    def inner(self, rate: float, trainable: str = "all") -> AbstractContextManager[Callable[[], Vector]]:
        """A loop to come back from: inside it `apply` takes steps of a fresh Adam at a constant rate, unclipped, on
        everything that is trained (all) or on heads alone (head). Afterwards weights and optimizer are as before.

        Yields a function that says how far the weights have come by now: of parameters that were stepped alone.
        """

    def measure(self, terms: Sequence[Term]) -> Mapping[str, float]:
        """Each loss ("task", "mlm", "nsp"), the mean over all units of the terms together, without dropout; of pairs
        also the share that is told rightly ("nsp_accuracy"). Changes no state."""

    def weights(self) -> Vector:
        """A copy of all parameters."""

    def squared_gradients(self, batches: Sequence[Batch]) -> Vector:
        """Mean over batches of the squared gradient, without dropout: a Fisher diagonal. Changes no state."""


State = tuple[dict[str, Any], dict[str, Any]]  # tensors for safetensors, and a JSON document
