"""Reading features at a checkpoint: what the head reads, of every unit, with nothing changed by it."""

import numpy as np
import pytest
import torch

from engine import tasks
from engine.errors import UserError
from engine.learner.learner import TorchLearner
from engine.learner.reader import Reader
from engine.plan import Plan, TaskSettings


@pytest.fixture(scope="module")
def learner(tiny_encoder):
    plan = Plan.from_json(
        {"encoder": str(tiny_encoder), "seed": 3, "stages": [{"tasks": ["mini-cola"]}, {"tasks": ["mini-ner"]}]}
    )
    return TorchLearner(plan, {t: tasks.load(t, None) for t in plan.tasks}, "cpu")


def reader_of(learner, encoder, task) -> Reader:
    made = Reader(str(encoder), tasks.load(task, None), TaskSettings(), "cpu")
    made.load(learner.state())
    return made


@pytest.mark.parametrize("task", ["mini-cola", "mini-ner"])
def test_features_times_the_output_layer_are_the_answers(learner, tiny_encoder, task):
    split = learner.evaluation_splits[task]
    reader = reader_of(learner, tiny_encoder, task)

    features, (weight, bias) = reader.features(split), reader.output()

    assert features.shape == (len(split.units.gold), 32)
    assert features.dtype == np.float32
    scores = torch.tensor(features @ weight.T + bias)
    answers = learner.predict(task)
    assert np.array_equal(scores.argmax(1).numpy(), answers.predicted)
    assert np.allclose(scores.softmax(-1).max(-1).values.numpy(), answers.p_predicted, atol=1e-5)


def test_reading_is_deterministic_and_changes_nothing(learner, tiny_encoder):
    reader, split = reader_of(learner, tiny_encoder, "mini-ner"), learner.evaluation_splits["mini-ner"]
    before = {k: v.clone() for k, v in reader.network.state_dict().items()}
    random = torch.get_rng_state()

    first, second = reader.features(split), reader.features(split)

    assert np.array_equal(first, second)
    assert torch.equal(random, torch.get_rng_state())
    assert all(torch.equal(v, before[k]) for k, v in reader.network.state_dict().items())
    assert not reader.network.training


@pytest.mark.parametrize("task", ["mini-cola", "mini-ner"])
def test_hidden_states_of_any_layer(learner, tiny_encoder, task):
    reader, split = reader_of(learner, tiny_encoder, task), learner.evaluation_splits[task]

    found = reader.hidden(split, [0, 1, 2])

    assert {layer: states.shape for layer, states in found.items()} == {
        layer: (len(split.units.gold), 32) for layer in (0, 1, 2)
    }
    assert not np.allclose(found[1], found[2])
    if task == "mini-ner":  # a token head reads the last layer as it is
        assert np.array_equal(found[2], reader.features(split))
    else:  # every sequence begins with [CLS], so its embedding is one and the same
        assert np.allclose(found[0], found[0][0])


def test_a_layer_that_is_not_there_is_refused(learner, tiny_encoder):
    reader = reader_of(learner, tiny_encoder, "mini-ner")
    with pytest.raises(UserError, match=r"no layer 3: the encoder has layers 0 \(embeddings\) to 2"):
        reader.hidden(learner.evaluation_splits["mini-ner"], [3])


def test_progress_counts_examples(learner, tiny_encoder):
    reader, split = reader_of(learner, tiny_encoder, "mini-cola"), learner.evaluation_splits["mini-cola"]
    told = []
    reader.features(split, told.append)
    assert told[-1] == len(split)
    assert told == sorted(told)


def test_a_checkpoint_of_another_network_is_refused(learner, tiny_encoder):
    reader = Reader(str(tiny_encoder), tasks.load("mini-ner", None), TaskSettings(), "cpu")
    name = "heads.head-mini-ner.output.bias"
    with pytest.raises(UserError, match=r"has \(3,\) where encoder and head have \(9,\)"):
        reader.load({**learner.state(), name: torch.zeros(3)})
    with pytest.raises(UserError, match="has nothing where encoder and head have"):
        reader.load({k: v for k, v in learner.state().items() if k != name})
