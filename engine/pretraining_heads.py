"""Heads that checkpoints bring from their pre-training: under which names their weights lie. No torch here."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from engine import encoders

MLM, NSP = "mlm", "nsp"  # of masked words, of next sentences: named as their losses
NSP_ACCURACY = "nsp_accuracy"  # no loss, but measured beside it
NEXT_SENTENCE = ("cls.seq_relationship.weight", "cls.seq_relationship.bias")


@dataclass(frozen=True)
class Layout:
    """What one architecture calls the parts of its head: dense layer, LayerNorm, output layer."""

    dense: str  # a module's name: `.weight` and, where there is one, `.bias` are behind it
    norm: str  # likewise; `.gamma` and `.beta` in checkpoints that came from TensorFlow
    biases: tuple[str, ...]  # names that the output bias may have; of several the first is the one in use
    decoder: str  # output weights; where they are not in the file, the word embeddings are meant

    def names(self) -> tuple[str, ...]:
        """Every name that a tensor of the head may have."""
        ends = ("weight", "bias", "gamma", "beta")
        return (*(f"{part}.{end}" for part in (self.dense, self.norm) for end in ends), *self.biases, self.decoder)


_BERT = "cls.predictions"
LAYOUTS = (
    Layout(
        f"{_BERT}.transform.dense", f"{_BERT}.transform.LayerNorm", (f"{_BERT}.decoder.bias", f"{_BERT}.bias"),
        f"{_BERT}.decoder.weight",
    ),
    Layout("lm_head.dense", "lm_head.layer_norm", ("lm_head.decoder.bias", "lm_head.bias"), "lm_head.decoder.weight"),
    Layout("vocab_transform", "vocab_layer_norm", ("vocab_projector.bias",), "vocab_projector.weight"),  # DistilBERT
    Layout("head.dense", "head.norm", ("decoder.bias",), "decoder.weight"),  # ModernBERT
)  # fmt: skip


def layout(names: Collection[str]) -> Layout | None:
    """The layout of the head that is among the tensors of these names, or None if there is none."""
    return next(
        (one for one in LAYOUTS if f"{one.dense}.weight" in names and any(bias in names for bias in one.biases)), None
    )


def brought(encoder: str) -> frozenset[str]:
    """Which of its heads the encoder's checkpoint brings: `mlm`, `nsp`. Of a hub id, which is not read here, both are
    assumed: those that are meant to be trained further have them. Raises UserError if the encoder cannot be used."""
    folder = encoders.folder(encoder)
    if folder is None:
        return frozenset({MLM, NSP})
    names = {name for file in weight_files(folder) for name in _names(file)}
    return frozenset({MLM} if layout(names) else ()) | frozenset({NSP} if has_next_sentence(names) else ())


def has_next_sentence(names: Collection[str]) -> bool:
    """Whether the head that tells next sentences from random ones is among the tensors of these names, with the pooler
    that it reads."""
    return set(NEXT_SENTENCE) <= set(names) and any(name.endswith("pooler.dense.weight") for name in names)


def weight_files(folder: Path) -> list[Path]:
    """The safetensors files of a checkpoint in a folder: one, or the parts of a large one."""
    one = folder / "model.safetensors"
    return [one] if one.is_file() else sorted(folder.glob("*.safetensors"))


def _names(file: Path) -> list[str]:
    """The names of the tensors in a safetensors file: 8 bytes of length, little-endian, and a JSON header."""
    with file.open("rb") as opened:
        return list(json.loads(opened.read(int.from_bytes(opened.read(8), "little"))))
