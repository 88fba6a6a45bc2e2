"""Reader: a network at a stored checkpoint, only to read from: features before a head, and any layer's states."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import torch

from engine.data import EncodedSplit, encode
from engine.errors import UserError
from engine.learner.forward import per_unit
from engine.learner.model import build
from engine.learner.pooling import pool
from engine.plan import TaskSettings
from engine.tasks.task import Example, TaskData

OnExamples = Callable[[int], None]  # told how many examples have been read


class Reader:
    """The encoder of a plan with the head of one task, on one device. Needs no other task's data.

    Always in evaluation mode: what is read is deterministic, and reading changes nothing.
    """

    def __init__(self, encoder: str, data: TaskData, settings: TaskSettings, device: str):
        torch.use_deterministic_algorithms(True, warn_only=True)
        self.device = torch.device(device)
        self.network, self.tokenizer = build(encoder, [(data.task, settings)], seed=0)
        self.network.to(self.device).eval().requires_grad_(False)
        self._data, self._settings = data, settings

    def load(self, tensors: Mapping[str, torch.Tensor]) -> None:
        """Go to a checkpoint of the plan: encoder and this task's head; other heads in it are passed over.

        Raises UserError if something is missing or has another shape.
        """
        own = self.network.state_dict()
        for name, tensor in own.items():
            there = tuple(tensors[name].shape) if name in tensors else "nothing"
            if there != tuple(tensor.shape):
                raise UserError(
                    f"the checkpoint has {there} where encoder and head have {tuple(tensor.shape)} ({name}): the "
                    "encoder or the label list is not the one that the run was made with"
                )
        self.network.load_state_dict({name: tensors[name] for name in own})

    def encode(self, examples: Sequence[Example], owners: bool = False) -> EncodedSplit:
        """Examples of the task in word pieces, as training and evaluation read them; with `owners`, for `hidden`."""
        return encode(examples, self._data, self._settings, self.tokenizer, owners)

    @property
    def has_own_layers(self) -> bool:
        """Has the task's head weights below its output layer: a pooler, a hidden layer, attention over segments?"""
        return self.network.head(self._data.task.head).has_own_layers

    def features(
        self, split: EncodedSplit, on_examples: OnExamples = lambda count: None, own: bool = True
    ) -> np.ndarray:
        """(units, width) float32: what the head's linear output layer reads of every unit.

        A sequence's is its pooled vector, a word's the last layer at its first piece. With `own` false what the
        encoder says, without the head's own layers.
        """
        head = self._data.task.head
        return self._read(split, lambda inputs: (self.network.features(head, inputs, own),), on_examples)[0]

    @property
    def layers(self) -> int:
        """How many layers the encoder has, its embeddings not counted."""
        return self.network.encoder.config.num_hidden_layers

    def hidden(
        self,
        split: EncodedSplit,
        layers: Sequence[int],
        on_examples: OnExamples = lambda count: None,
        vector: str = "first",
    ) -> dict[int, np.ndarray]:
        """Layer -> (units, width) float32; layer 0 are the embeddings. `vector`: see engine/learner/pooling.py; all but
        `first` need a split that was encoded with `owners`.

        Raises UserError for a layer that the encoder has not.
        """
        if wrong := [layer for layer in layers if not 0 <= layer <= self.layers]:
            raise UserError(f"no layer {wrong[0]}: the encoder has layers 0 (embeddings) to {self.layers}")
        words = self._data.task.kind == "token"

        def forward(inputs: Mapping[str, torch.Tensor]) -> tuple[torch.Tensor, ...]:
            states = self.network.hidden_states(inputs)
            return tuple(pool(states[layer], inputs, vector, words) for layer in layers)

        return dict(zip(layers, self._read(split, forward, on_examples), strict=True))

    def output(self) -> tuple[np.ndarray, np.ndarray]:
        """The head's linear output layer: weights (labels, width) and bias (labels,), float32.

        Raises UserError for a head whose answer is not that layer's: cosine, or through a sigmoid.
        """
        layer = self.network.head(self._data.task.head).output
        if layer is None or self._settings.output != "plain":
            raise UserError(f"the head of {self._data.task.name} has no linear output of its own: nothing to refit")
        return layer.weight.cpu().numpy().copy(), layer.bias.cpu().numpy().copy()

    def _read(self, split: EncodedSplit, forward: Callable, on_examples: OnExamples) -> list[np.ndarray]:
        pad = self.tokenizer.pad_token_id or 0
        return [tensor.numpy() for tensor in per_unit(split, pad, self.device, forward, on_examples)]
