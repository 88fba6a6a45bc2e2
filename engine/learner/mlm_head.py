"""MlmHead: guesses masked words from the encoder's states; the checkpoint's own, or a new one."""

from collections.abc import Collection
from pathlib import Path

import torch
from safetensors import safe_open
from torch import nn
from torch.nn import functional
from transformers import PreTrainedModel
from transformers.activations import ACT2FN
from transformers.utils import cached_file

from engine import pretraining_heads


class MlmHead(nn.Module):
    """Dense, GELU, LayerNorm, and the word embeddings as output layer, with a bias of its own (Devlin et al. 2019).

    The embeddings are handed in at every call: they are the encoder's, and in no checkpoint twice.
    """

    def __init__(self, dense: nn.Linear, norm: nn.LayerNorm, vocabulary: int, activation: str, untied: bool = False):
        """vocabulary: number of word pieces; untied: it has output weights that are not the word embeddings."""
        super().__init__()
        self.dense, self.norm, self._activation = dense, norm, ACT2FN[activation]
        self.bias = nn.Parameter(torch.zeros(vocabulary))
        self.decoder = nn.Parameter(torch.zeros(vocabulary, dense.out_features)) if untied else None

    def forward(self, states: torch.Tensor, embeddings: torch.Tensor) -> torch.Tensor:
        """(pieces, width) and (vocabulary, embedding width) -> logits (pieces, vocabulary)."""
        weights = embeddings if self.decoder is None else self.decoder
        return functional.linear(self.norm(self._activation(self.dense(states))), weights, self.bias)


def make(encoder: PreTrainedModel, place: str, std: float, seed: int) -> tuple[MlmHead, bool]:
    """The head that the checkpoint at `place` (a folder or a hub id) brings, and True; else a new one, and False.

    A new one has dense weights from N(0, std), drawn from a seed of its own, and biases 0.
    """
    config, embeddings = encoder.config, encoder.get_input_embeddings().weight
    vocabulary, width = embeddings.shape
    eps = getattr(config, "layer_norm_eps", None) or getattr(config, "norm_eps", None) or 1e-12
    there = _pretrained(place)
    dense = nn.Linear(config.hidden_size, width, bias=not there or "dense.bias" in there)
    norm = nn.LayerNorm(width, eps, bias=not there or "norm.bias" in there)
    if not there:
        nn.init.normal_(dense.weight, std=std, generator=torch.Generator().manual_seed(seed))
        nn.init.zeros_(dense.bias)
        return MlmHead(dense, norm, vocabulary, "gelu"), False
    if "decoder" in there and torch.equal(there["decoder"], embeddings):
        del there["decoder"]
    names = (getattr(config, name, None) for name in ("classifier_activation", "hidden_act", "activation"))
    head = MlmHead(dense, norm, vocabulary, next((n for n in names if isinstance(n, str)), "gelu"), "decoder" in there)
    head.load_state_dict(there)
    return head, True


def _pretrained(place: str) -> dict[str, torch.Tensor]:
    """The tensors of the checkpoint's own head, by the names that they have in MlmHead; none if it has no head."""
    found = read(place, {name for layout in pretraining_heads.LAYOUTS for name in layout.names()})
    layout = pretraining_heads.layout(found)
    if layout is None:
        return {}
    bias = next(name for name in layout.biases if name in found)
    ours = {bias: "bias", layout.decoder: "decoder"}
    for part, name in ((layout.dense, "dense"), (layout.norm, "norm")):
        ours |= {f"{part}.{end}": f"{name}.weight" for end in ("weight", "gamma")}
        ours |= {f"{part}.{end}": f"{name}.bias" for end in ("bias", "beta")}
    return {ours[name]: tensor for name, tensor in found.items() if name in ours}


def read(place: str, names: Collection[str]) -> dict[str, torch.Tensor]:
    """Those of the tensors of these names that are in the checkpoint at `place`, as float32."""
    found: dict[str, torch.Tensor] = {}
    for file in _files(place):
        with safe_open(file, "pt") as opened:
            found |= {name: opened.get_tensor(name).float() for name in set(names) & set(opened.keys())}
    return found


def _files(place: str) -> list[Path]:
    """The safetensors files of a folder, or of a hub id, which `transformers` has loaded before."""
    if Path(place).is_dir():
        return pretraining_heads.weight_files(Path(place))
    names = ("model.safetensors", "model.safetensors.index.json")
    found = [cached_file(place, name, _raise_exceptions_for_missing_entries=False) for name in names]
    return next((pretraining_heads.weight_files(Path(file).parent) for file in found if file), [])
