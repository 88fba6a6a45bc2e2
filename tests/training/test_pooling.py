"""One vector for a unit, from its word pieces, at any layer: by hand, and from real tokenizers."""

import numpy as np
import pytest
import torch

from engine import tasks
from engine.errors import UserError
from engine.learner.pooling import pool
from engine.learner.reader import Reader
from engine.plan import TaskSettings
from engine.tasks.task import Example, Task, TaskData

STATES = torch.tensor([[[9.0, 9.0], [1.0, 0.0], [3.0, 0.0], [0.0, 4.0], [7.0, 7.0]]])  # [CLS] a ##b c [SEP]
WORDS = {"owner": torch.tensor([[0, 1, 1, 2, 0]])}


def test_a_words_vector_is_the_mean_of_its_pieces_on_each_of_them():
    found = pool(STATES, WORDS, "mean", words=True)
    assert found[0, 1:4].tolist() == [[2.0, 0.0], [2.0, 0.0], [0.0, 4.0]]
    assert pool(STATES, WORDS, "first", words=True) is STATES


def test_a_texts_vector_is_cls_or_the_mean_of_its_own_pieces():
    owner = {"owner": torch.tensor([[0, 1, 1, 1, 0]])}
    assert pool(STATES, owner, "first", words=False).tolist() == [[9.0, 9.0]]
    assert pool(STATES, owner, "mean", words=False)[0].tolist() == pytest.approx([4 / 3, 4 / 3])


def test_sentences_of_a_pair_stand_side_by_side_in_one_input_or_two():
    together = {"owner": torch.tensor([[0, 1, 1, 2, 0]])}
    assert pool(STATES, together, "sentences", words=False).tolist() == [[2.0, 0.0, 0.0, 4.0]]
    apart = {"owner": torch.tensor([[0, 1, 0], [0, 1, 1]]), "parts": torch.tensor([2])}
    states = torch.tensor([[[0.0], [5.0], [0.0]], [[0.0], [1.0], [2.0]]])
    assert pool(states, apart, "sentences", words=False).tolist() == [[5.0, 1.5]]
    assert pool(states, apart, "mean", words=False).tolist() == [[3.25]]


def reader(encoder, data: TaskData, **settings) -> Reader:
    return Reader(str(encoder), data, TaskSettings(**settings), "cpu")


def test_pieces_know_their_words_and_the_means_are_those_of_the_states(tiny_encoder):
    data = tasks.load("mini-ner", None)
    made = reader(tiny_encoder, data)
    split = made.encode([Example(words=("zzqx", "the"), gold=("O", "O"))], owners=True)
    assert split.owners == [[0, 1, 1, 1, 1, 2, 0]]

    first = made.hidden(split, [0, 2])
    mean = made.hidden(split, [0, 2], vector="mean")
    with torch.no_grad():
        inputs = {k: torch.tensor([v]) for k, v in split.pieces[0].items()}
        states = made.network.hidden_states(inputs)[2][0].numpy()
    assert np.allclose(mean[2][0], states[1:5].mean(0), atol=1e-6)
    assert np.allclose(mean[2][1], states[5], atol=1e-6)
    assert np.allclose(first[2][0], states[1], atol=1e-6)


def test_padding_and_other_examples_change_nothing(tiny_encoder):
    data = tasks.load("mini-ner", None)
    made = reader(tiny_encoder, data)
    split = made.encode(data.evaluation[:40], owners=True)
    together = made.hidden(split, [1], vector="mean")[1]
    alone = made.hidden(split.subset([7, 3]), [1], vector="mean")[1]
    mine = [np.flatnonzero(split.units.example == row) for row in (7, 3)]
    assert np.allclose(alone, together[np.concatenate(mine)], atol=1e-5)


PAIR = Task("pairs", "pairs", "pair", "", ("accuracy",), labels=("0", "1"))


@pytest.mark.parametrize("settings", [{}, {"pair": "apart"}])
def test_both_sentences_of_a_pair_are_found(tiny_encoder, settings):
    examples = (Example(("the a", "b"), gold="0"), Example(("c", "d e"), gold="1"))
    made = reader(tiny_encoder, TaskData(PAIR, examples, examples, "test"), **settings)
    split = made.encode(examples, owners=True)
    wanted = [[0, 1, 1, 0, 2, 0], [0, 1, 0, 2, 2, 0]]
    assert split.owners == ([[0, 1, 1, 0], [0, 1, 0], [0, 1, 0], [0, 1, 1, 0]] if settings else wanted)
    assert made.hidden(split, [2], vector="sentences")[2].shape == (2, 64)
    assert made.hidden(split, [2], vector="mean")[2].shape == (2, 32)


def test_a_tokenizer_that_cannot_tell_is_refused(tiny_encoder, monkeypatch):
    made = reader(tiny_encoder, tasks.load("mini-cola", None))
    monkeypatch.setattr(type(made.tokenizer), "is_fast", False)
    with pytest.raises(UserError, match="means over a text's word pieces need a fast tokenizer"):
        made.encode(tasks.load("mini-cola", None).evaluation[:2], owners=True)
