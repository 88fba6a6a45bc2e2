"""A tiny BERT on disk: the same code path as a real encoder, small enough to train hundreds of times in a test."""

import string
from pathlib import Path

import pytest
import torch
from transformers import BertConfig, BertForPreTraining, BertModel, BertTokenizerFast

from engine import tasks

TINY_TASKS = ("mini-cola", "mini-ner")


def make_tiny_encoder(folder: Path) -> Path:
    """A 2-layer BERT of width 32 with random weights, whose vocabulary holds the words of the mini tasks."""
    words = {
        w
        for t in TINY_TASKS
        for e in tasks.load(t, None).train
        for s in (e.words or e.texts)
        for w in s.lower().split()
    }
    letters = [*string.ascii_lowercase, *string.digits, *string.punctuation]
    vocabulary = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *letters, *(f"##{c}" for c in letters), *sorted(words)]
    folder.mkdir(exist_ok=True)
    (folder / "vocab.txt").write_text("\n".join(dict.fromkeys(vocabulary)))
    BertTokenizerFast(str(folder / "vocab.txt"), do_lower_case=True).save_pretrained(folder)
    torch.manual_seed(0)
    sizes = {"hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 2, "intermediate_size": 64}
    config = BertConfig(vocab_size=len(dict.fromkeys(vocabulary)), **sizes)
    BertModel(config).save_pretrained(folder)
    return folder


@pytest.fixture(scope="session")
def with_pretraining_heads(tmp_path_factory, tiny_encoder) -> Path:
    """The same encoder, with random heads for masked words and for next sentences in its checkpoint."""
    folder = tmp_path_factory.mktemp("encoder") / "with-heads"
    model = BertForPreTraining(BertConfig.from_pretrained(tiny_encoder))
    model.bert = BertModel.from_pretrained(tiny_encoder)
    torch.manual_seed(1)
    for parameter in model.cls.parameters():
        torch.nn.init.normal_(parameter, std=0.1)
    model.tie_weights()
    model.save_pretrained(folder)
    for file in (*tiny_encoder.glob("*token*"), *tiny_encoder.glob("vocab*")):
        (folder / file.name).write_bytes(file.read_bytes())
    return folder


@pytest.fixture(scope="session")
def tiny_encoder(tmp_path_factory) -> Path:
    return make_tiny_encoder(tmp_path_factory.mktemp("encoder") / "tiny")
