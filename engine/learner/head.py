"""Head: a task's output layer, and how what the encoder says becomes the vector that it reads."""

from collections.abc import Mapping

import torch
from torch import nn

from engine.task_settings import TaskSettings, chosen_layers
from engine.tasks.task import Task

_ATTENTION = 128  # width of the self-attention over segments, as in the code of Sun et al. 2019


class Head(nn.Module):
    """Dropout and one linear layer, on the pooled first token or on every word piece, unless settings say otherwise.

    If the encoder has no pre-trained pooler, a sequence head brings its own (dense, tanh), as RoBERTa's heads do. With
    `layers` other than last, the first token's states are read as they are, without a pooler.
    """

    def __init__(self, task: Task, settings: TaskSettings, width: int, layers: int, dropout: float, own_pooler: bool):
        """width: of the encoder's states; layers: how many it has."""
        super().__init__()
        self.on_words = task.kind == "token"
        self.layers = chosen_layers(settings.layers, layers)
        self._settings, self._span = settings, task.span or (0.0, 1.0)
        needs_pooler = own_pooler and not self.on_words and self.layers is None
        self.pooler = nn.Linear(width, width) if needs_pooler else None
        if self.layers and settings.layer_pooling == "concat":
            width *= len(self.layers)
        attends = settings.truncation == "segments" and settings.segment_pooling == "attention"
        self.attention = (
            nn.Sequential(nn.Linear(width, _ATTENTION), nn.Tanh(), nn.Linear(_ATTENTION, 1)) if attends else None
        )
        self._apart = settings.pair == "apart"
        self.cosine = settings.head == "cosine"
        width *= 2 if self._apart and not self.cosine else 1
        self.dropout = nn.Dropout(dropout)
        self.hidden = nn.Linear(width, width) if settings.head == "mlp" else None
        self.output = None if self.cosine else nn.Linear(width, len(task.labels) if task.labels else 1)

    def initialise(self, std: float, seed: int) -> None:
        """Weights from N(0, std), biases 0, as BERT's; from a seed of its own, whatever was drawn before."""
        draw = torch.Generator().manual_seed(seed)
        for layer in (m for m in self.modules() if isinstance(m, nn.Linear)):
            nn.init.normal_(layer.weight, std=std, generator=draw)
            nn.init.zeros_(layer.bias)

    def forward(self, states: "States") -> torch.Tensor:
        """Logits: (examples, pieces, labels) for a token task, else (examples, labels); one number for regression."""
        features = self.features(states)
        if self.cosine:
            found = nn.functional.cosine_similarity(*features.chunk(2, dim=-1), dim=-1)[:, None]
            low, high = self._span
            return low + (high - low) * (found + 1) / 2
        logits = self.output(self.dropout(features))
        if self._settings.output == "sigmoid":
            low, high = self._span
            return low + (high - low) * logits.sigmoid()
        return logits

    @property
    def has_own_layers(self) -> bool:
        """Has it weights of its own below the output layer?"""
        return any(layer is not None for layer in (self.pooler, self.attention, self.hidden))

    def features(self, states: "States", own: bool = True) -> torch.Tensor:
        """What the linear output layer reads: (examples, pieces, width) for a token task, else (examples, width).

        With `own` false, what the encoder alone says, past this head's own layers: the first token's state without
        their pooler, the mean of segments, no hidden layer. A fresh head must not sit behind another one's layers.
        """
        vectors = self._vectors(states, own)
        if states.parts is not None:
            vectors = torch.stack([self._combined(each, own) for each in vectors.split(states.parts.tolist())])
        if self.hidden is not None and own:
            vectors = torch.relu(self.hidden(self.dropout(vectors)))
        return vectors

    def _vectors(self, states: "States", own: bool) -> torch.Tensor:
        """One per input, or one per word piece of it."""
        if self.layers is not None:
            chosen = [states.layers[k] if self.on_words else states.layers[k][:, 0] for k in self.layers]
            if self._settings.layer_pooling == "concat":
                return torch.cat(chosen, dim=-1)
            stacked = torch.stack(chosen)
            return stacked.mean(0) if self._settings.layer_pooling == "mean" else stacked.amax(0)
        if self.on_words:
            return states.last
        if self.pooler is None:
            return states.pooled
        return torch.tanh(self.pooler(self.dropout(states.last[:, 0]))) if own else states.last[:, 0]

    def _combined(self, vectors: torch.Tensor, own: bool) -> torch.Tensor:
        """(inputs of one example, width) -> (width,): its segments as one, or its two sentences compared."""
        if self._apart:
            u, v = vectors
            return torch.cat([u, v] if self.cosine else [(u - v).abs(), u * v])
        if self.attention is not None and own:
            return (self.attention(vectors).softmax(0) * vectors).sum(0)
        return vectors.amax(0) if self._settings.segment_pooling == "max" else vectors.mean(0)


class States:
    """What the encoder says of a batch."""

    def __init__(self, output: Mapping, parts: torch.Tensor | None, has_pooler: bool):
        self.last: torch.Tensor = output.last_hidden_state  # (inputs, pieces, width)
        self.pooled: torch.Tensor | None = output.pooler_output if has_pooler else None  # (inputs, width)
        self.layers: tuple[torch.Tensor, ...] | None = output.hidden_states  # every layer's, the embeddings first
        self.parts = parts  # (examples,) inputs of each example; None: one each
