"""From words to word pieces and back: which words are evaluated, and where their labels stand."""

import os
from pathlib import Path

import numpy as np
import pytest
import torch
from transformers import AutoTokenizer

from engine import encoders, tasks
from engine.data import IGNORED, collate, encode
from engine.plan import TaskSettings
from engine.tasks.task import Example, Task, TaskData

DATA = Path(os.environ.get("LETHE_DATA", Path(__file__).parents[3] / "shared" / "data"))
needs_data = pytest.mark.skipif(
    not (DATA / "conll2003").exists(), reason="the real data sets are not here: set LETHE_DATA"
)


@pytest.fixture(scope="module")
def tokenizer():
    return AutoTokenizer.from_pretrained(encoders.folder("minilm"))


def words_task(*sentences: tuple[list[str], list[str]]) -> TaskData:
    task = Task("t", "T", "token", "", ("token_accuracy",), labels=("O", "B-PER"))
    examples = tuple(Example(words=tuple(w), gold=tuple(g)) for w, g in sentences)
    return TaskData(task, examples, examples, "test")


def texts_task(*pairs: tuple[str, ...]) -> TaskData:
    examples = tuple(Example(texts=p, gold="no") for p in pairs)
    return TaskData(Task("t", "T", "pair", "", ("accuracy",), labels=("yes", "no")), examples, examples, "test")


def test_a_label_stands_on_the_first_piece_of_its_word(tokenizer):
    data = words_task((["Zxqvology", "is", "Ann"], ["B-PER", "O", "B-PER"]))
    split = encode(data.evaluation, data, TaskSettings(), tokenizer)
    pieces = tokenizer.convert_ids_to_tokens(split.pieces[0]["input_ids"])
    first = [i for i, p in enumerate(pieces) if not p.startswith("##") and p not in ("[CLS]", "[SEP]")]
    assert len(pieces) > 5  # the first word has several pieces
    assert [split.gold[0][i] for i in first] == [1, 0, 1]
    assert all(g == IGNORED for i, g in enumerate(split.gold[0]) if i not in first)
    assert split.units.position.tolist() == [0, 1, 2] and split.not_evaluated == 0


def test_words_beyond_the_maximum_length_are_not_evaluated_and_counted(tokenizer):
    data = words_task((["a"] * 10, ["O"] * 10), (["a"], ["O"]))
    split = encode(data.evaluation, data, TaskSettings(max_length=8), tokenizer)
    assert split.units.example.tolist() == [0] * 6 + [1]
    assert split.not_evaluated == 4


def test_a_word_without_any_piece_is_not_evaluated(tokenizer):
    data = words_task((["a", "\u200b", "b"], ["O", "B-PER", "O"]))
    split = encode(data.evaluation, data, TaskSettings(), tokenizer)
    assert split.units.position.tolist() == [0, 2] and split.not_evaluated == 1


def test_long_texts_are_cut_by_the_policy_evaluated_and_counted(tokenizer):
    data = texts_task(("one two three four five six",), ("one",))
    head = encode(data.evaluation, data, TaskSettings(max_length=5), tokenizer)
    tail = encode(data.evaluation, data, TaskSettings(max_length=5, truncation="tail"), tokenizer)
    texts = [tokenizer.decode(s.pieces[0]["input_ids"], skip_special_tokens=True) for s in (head, tail)]
    assert texts == ["one two three", "four five six"]
    assert (head.truncated, len(head.units.gold)) == (1, 2)


def test_pairs_are_told_apart_and_a_batch_is_padded(tokenizer):
    data = texts_task(("a b", "c"), ("d", "e f g"))
    batch = collate(encode(data.evaluation, data, TaskSettings(), tokenizer), [0, 1], 0, torch.device("cpu"))
    assert batch["token_type_ids"].tolist() == [[0, 0, 0, 0, 1, 1, 0], [0, 0, 0, 1, 1, 1, 1]]
    assert batch["attention_mask"].tolist() == [[1, 1, 1, 1, 1, 1, 0], [1] * 7]
    assert batch["gold"].tolist() == [1, 1]


@needs_data
def test_conll2003_gives_exactly_the_published_label_frequencies(tokenizer):
    data = tasks.load("conll2003", DATA)
    split = encode(data.evaluation, data, TaskSettings(max_length=128), tokenizer)
    assert data.task.labels == ("O", "B-MISC", "I-MISC", "B-PER", "I-PER", "B-ORG", "I-ORG", "B-LOC", "I-LOC")
    assert np.bincount(split.units.gold).tolist() == [42746, 922, 346, 1839, 1304, 1341, 751, 1837, 257]
    assert split.not_evaluated == 19
