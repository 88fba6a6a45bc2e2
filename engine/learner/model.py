"""The network: a pre-trained encoder and one head per task on it."""

from collections.abc import Collection, Mapping, Sequence

import torch
from torch import nn
from transformers import AutoConfig, AutoModel, AutoTokenizer, PreTrainedTokenizerBase
from transformers.utils import logging as transformers_logging

from engine import encoders
from engine.errors import UserError
from engine.learner import mlm_head, nsp_head
from engine.learner.head import Head, States
from engine.pretraining_heads import MLM, NSP
from engine.randomness import seed_for
from engine.task_settings import TaskSettings, refusal
from engine.tasks.task import Task


class Network(nn.Module):
    """Encoder and heads. Parameters are named `encoder.*` and `heads.head-<head>.*`, those of heads of pre-training,
    where there are any, `heads.mlm.*` and `heads.nsp.*`."""

    brings: frozenset[str] = frozenset()  # heads of pre-training that came with the encoder

    def __init__(self, encoder: nn.Module, heads: Mapping[str, Head], has_pooler: bool):
        super().__init__()
        self.encoder = encoder
        self.heads = nn.ModuleDict({_attribute(name): head for name, head in heads.items()})
        self._has_pooler = has_pooler

    def add(self, name: str, head: nn.Module, is_pretrained: bool) -> None:
        """Takes in a head of pre-training: `mlm`, `nsp`."""
        self.heads[name] = head
        self.brings |= {name} if is_pretrained else set()

    def guesses(
        self, inputs: Mapping[str, torch.Tensor], where: torch.Tensor, pairs: bool
    ) -> tuple[torch.Tensor, torch.Tensor | None]:
        """Logits of masked words: where (inputs, pieces) is true -> (pieces, vocabulary); and of `pairs`, whether the
        second part follows: (inputs, 2)."""
        output = self.encoder(**inputs)
        words = self.heads[MLM](output.last_hidden_state[where], self.encoder.get_input_embeddings().weight)
        return words, self.heads[NSP](output.pooler_output) if pairs else None

    def forward(self, head: str, inputs: Mapping[str, torch.Tensor]) -> torch.Tensor:
        """Logits of one head: (rows, labels), or (rows, pieces, labels) for a token task."""
        return self.head(head)(self._states(head, inputs))

    def features(self, head: str, inputs: Mapping[str, torch.Tensor], own: bool = True) -> torch.Tensor:
        """What a head's linear output layer reads: (rows, width), or (rows, pieces, width) for a token task; with
        `own` false without the head's own layers."""
        return self.head(head).features(self._states(head, inputs), own)

    def hidden_states(self, inputs: Mapping[str, torch.Tensor]) -> tuple[torch.Tensor, ...]:
        """(inputs, pieces, width) of every layer, the embeddings first."""
        return self.encoder(**_read(inputs), output_hidden_states=True).hidden_states

    def _states(self, head: str, inputs: Mapping[str, torch.Tensor]) -> States:
        read = _read(inputs)
        if self.head(head).layers is not None:
            read["output_hidden_states"] = True
        return States(self.encoder(**read), inputs.get("parts"), self._has_pooler)

    def head(self, name: str) -> Head:
        return self.heads[_attribute(name)]

    @staticmethod
    def prefix(head: str) -> str:
        """What the names of a head's parameters begin with."""
        return f"heads.{_attribute(head)}."


def _read(inputs: Mapping[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    """What of a batch the encoder itself reads."""
    return {key: value for key, value in inputs.items() if key not in ("parts", "owner")}


MLM_PREFIX, NSP_PREFIX = (f"heads.{name}." for name in (MLM, NSP))  # of no task's head: see `_attribute`


def _attribute(head: str) -> str:
    # nn.ModuleDict refuses dots and the names of its own methods (`train`): both are escaped, and no two names meet.
    return "head-" + head.replace("_", "__").replace(".", "_dot_")


def build(
    encoder: str, tasks: Sequence[tuple[Task, TaskSettings]], seed: int, pretraining: Collection[str] = ()
) -> tuple[Network, PreTrainedTokenizerBase]:
    """The network before training and its tokenizer.

    All heads are created here, each from (seed, its name), so they do not depend on the order of tasks; also those of
    `pretraining`, `mlm` and `nsp`. There is none for next sentences if the checkpoint brings none.
    Raises UserError if the encoder cannot be loaded, or a task cannot be read as its settings say.
    """
    for task, settings in tasks:
        if why := refusal(settings, task):
            raise UserError(f"task_settings.{task.name}: {why}")
    transformers_logging.set_verbosity_error()
    transformers_logging.disable_progress_bar()
    place = str(encoders.folder(encoder) or encoder)
    try:
        config = AutoConfig.from_pretrained(place)
        # Weights come from safetensors alone: a pickled checkpoint could run code.
        loaded, info = AutoModel.from_pretrained(
            place, use_safetensors=True, dtype=torch.float32, output_loading_info=True
        )
        tokenizer = _tokenizer(place)
    except (OSError, ValueError) as error:
        reason = str(error).splitlines()[0]
        wanted = "Use `minilm`, a hub id, or a folder with config.json, tokenizer and model.safetensors."
        raise UserError(f"encoder {encoder!r} cannot be loaded: {reason} {wanted}") from error
    has_pooler = getattr(loaded, "pooler", None) is not None and not any(
        key.startswith("pooler.") for key in info["missing_keys"]
    )
    if not has_pooler and getattr(loaded, "pooler", None) is not None:
        loaded.pooler = None  # untrained: each sequence head brings its own
    dropout = _first(config, "classifier_dropout", "seq_classif_dropout", "hidden_dropout_prob", "dropout", default=0.1)
    heads = {}
    for task, settings in tasks:
        if task.head not in heads:
            heads[task.head] = Head(
                task, settings, config.hidden_size, config.num_hidden_layers, dropout, own_pooler=not has_pooler
            )
            heads[task.head].initialise(
                _first(config, "initializer_range", default=0.02), seed_for(seed, "head", task.head)
            )
    network = Network(loaded, heads, has_pooler)
    if MLM in pretraining:
        std = _first(config, "initializer_range", default=0.02)
        network.add(MLM, *mlm_head.make(loaded, place, std, seed_for(seed, "head for masked words")))
    if NSP in pretraining and has_pooler and (head := nsp_head.load(place)):
        network.add(NSP, head, True)
    return network, tokenizer


def _tokenizer(place: str) -> PreTrainedTokenizerBase:
    tokenizer = AutoTokenizer.from_pretrained(place)
    backend = getattr(tokenizer, "backend_tokenizer", None)
    if backend is not None and "ByteLevel" in repr(backend.pre_tokenizer):
        # Byte-level BPE writes the space into the word: words given one by one need it put in front.
        tokenizer = AutoTokenizer.from_pretrained(place, add_prefix_space=True)
    return tokenizer


def _first(config: object, *names: str, default: float) -> float:
    values = (getattr(config, name, None) for name in names)
    return next((float(v) for v in values if v is not None), default)
