"""What stands between encoder and answer: truncation, segments, layers, heads; checked by hand on a tiny encoder."""

import dataclasses

import numpy as np
import pytest
import torch
from test_resume import KILLED, everything, in_process, new_run

from engine import tasks
from engine.data import collate, encode
from engine.errors import UserError
from engine.learner.learner import TorchLearner
from engine.plan import Plan
from engine.task_settings import TaskSettings
from engine.tasks.task import Example

PLAIN = "mini-cola"
STAGE = {"batch_size": 4, "max_steps": 2, "learning_rate": 1e-3, "train_limit": 8}


def learner_for(encoder, task: str = PLAIN, **settings) -> TorchLearner:
    document = {"encoder": str(encoder), "stages": [{"tasks": [task], **STAGE}], "task_settings": {task: settings}}
    return TorchLearner(Plan.from_json(document), {task: tasks.load(task, None)}, "cpu")


def split_of(learner, text: str, task: str = PLAIN, **settings):
    data = tasks.load(task, None)
    example = Example((text,), (), data.task.labels[0])
    return encode([example], data, TaskSettings(**settings), learner.tokenizer)


def words(learner, piece) -> list[str]:
    return learner.tokenizer.convert_ids_to_tokens(piece["input_ids"])


LONG = " ".join("abcdefghijkl")  # twelve words of one piece each


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({"truncation": "head"}, ["a b c d e f"]),
        ({"truncation": "tail"}, ["g h i j k l"]),
        ({"truncation": "head+tail", "head_pieces": 2}, ["a b i j k l"]),
        ({"truncation": "segments"}, ["a b c d e f", "g h i j k l"]),
        ({"truncation": "segments", "max_segments": 1}, ["a b c d e f"]),
    ],
)
def test_what_is_read_of_a_long_text(tiny_encoder, settings, expected):
    learner = learner_for(tiny_encoder)
    split = split_of(learner, LONG, max_length=8, **settings)
    assert [words(learner, p) for p in split.pieces] == [["[CLS]", *e.split(), "[SEP]"] for e in expected]
    assert split.truncated == (expected != ["a b c d e f", "g h i j k l"])


def test_an_empty_text_has_one_input(tiny_encoder):
    learner = learner_for(tiny_encoder)
    split = split_of(learner, "", truncation="segments")
    assert [words(learner, p) for p in split.pieces] == [["[CLS]", "[SEP]"]] and split.parts == (1,)


def features(learner, split) -> np.ndarray:
    learner.network.eval()
    batch = collate(split, range(len(split)), 0, torch.device("cpu"))
    batch.pop("gold")
    with torch.no_grad():
        return learner.network.features(PLAIN, batch).numpy()


@pytest.mark.parametrize(("pooling", "by_hand"), [("mean", np.mean), ("max", np.max)])
def test_segments_become_one_vector(tiny_encoder, pooling, by_hand):
    long = {"truncation": "segments", "max_length": 8}
    learner = learner_for(tiny_encoder, **long, segment_pooling=pooling)
    both = features(learner, split_of(learner, LONG, **long))
    each = [features(learner, split_of(learner, text, **long)) for text in ("a b c d e f", "g h i j k l")]
    assert np.allclose(both, by_hand(each, axis=0), atol=1e-6)


def test_attention_weighs_segments(tiny_encoder):
    long = {"truncation": "segments", "max_length": 8}
    learner = learner_for(tiny_encoder, **long, segment_pooling="attention")
    each = np.concatenate(
        [features(learner, split_of(learner, text, **long)) for text in ("a b c d e f", "g h i j k l")]
    )
    attention = learner.network.head(PLAIN).attention
    with torch.no_grad():
        weights = attention(torch.tensor(each)).softmax(0).numpy()
    both = features(learner, split_of(learner, LONG, **long))
    assert weights.sum() == pytest.approx(1) and np.allclose(both, (weights * each).sum(0), atol=1e-6)


@pytest.mark.parametrize(
    ("layers", "pooling", "by_hand"),
    [
        ("1", "concat", lambda one, two: one),
        ("2", "concat", lambda one, two: two),
        ("all", "concat", lambda one, two: np.concatenate([one, two], -1)),
        ("last 2", "mean", lambda one, two: (one + two) / 2),
        ("first 2", "max", np.maximum),
    ],
)
def test_layers_are_read_as_they_are(tiny_encoder, layers, pooling, by_hand):
    learner = learner_for(tiny_encoder, layers=layers, layer_pooling=pooling)
    split = split_of(learner, "a b c")
    batch = collate(split, [0], 0, torch.device("cpu"))
    batch.pop("gold")
    learner.network.eval()
    with torch.no_grad():
        states = learner.network.hidden_states(batch)
    one, two = (states[k][:, 0].numpy() for k in (1, 2))
    assert np.allclose(features(learner, split), by_hand(one, two), atol=1e-6)
    assert learner.network.head(PLAIN).pooler is None


@pytest.mark.parametrize(
    "settings", [{"head": "mlp"}, {"truncation": "segments", "max_length": 8, "segment_pooling": "attention"}]
)
def test_what_the_encoder_says_does_not_depend_on_the_heads_own_layers(tiny_encoder, settings):
    learner = learner_for(tiny_encoder, **settings)
    split = split_of(learner, LONG, **settings)
    batch = collate(split, [0], 0, torch.device("cpu"))
    batch.pop("gold")
    learner.network.eval()
    found = []
    for seed in (1, 2):
        learner.network.head(PLAIN).initialise(0.5, seed)
        with torch.no_grad():
            found.append([learner.network.features(PLAIN, batch, own).numpy() for own in (True, False)])
    assert learner.network.head(PLAIN).has_own_layers
    assert not np.array_equal(found[0][0], found[1][0]) and np.array_equal(found[0][1], found[1][1])


def test_sentences_apart_are_compared_by_difference_and_product(tiny_encoder):
    learner = learner_for(tiny_encoder, "mini-mrpc", pair="apart")
    data = tasks.load("mini-mrpc", None)
    pair = encode([Example(("a b", "c"), (), data.task.labels[0])], data, TaskSettings(pair="apart"), learner.tokenizer)
    assert pair.parts == (2,) and [words(learner, p)[1:-1] for p in pair.pieces] == [["a", "b"], ["c"]]
    learner.network.eval()
    batch = collate(pair, [0], 0, torch.device("cpu"))
    batch.pop("gold")
    with torch.no_grad():
        found = learner.network.features("mini-mrpc", batch)[0].numpy()
        u, v = learner.network.encoder(**{k: x for k, x in batch.items() if k != "parts"}).pooler_output.numpy()
    assert np.allclose(found, np.concatenate([abs(u - v), u * v]), atol=1e-6)


def regression(encoder, **settings):
    """mini-mrpc's pairs as a regression from 0 to 5."""
    data = tasks.load("mini-mrpc", None)
    task = dataclasses.replace(data.task, kind="regression", labels=None, metrics=("pearson",), span=(0.0, 5.0))
    numbers = {data.task.labels[0]: 0.0, data.task.labels[1]: 5.0}
    scaled = [
        tuple(dataclasses.replace(e, gold=numbers[e.gold]) for e in part) for part in (data.train, data.evaluation)
    ]
    data = dataclasses.replace(data, task=task, train=scaled[0], evaluation=scaled[1])
    document = {"encoder": str(encoder), "stages": [{"tasks": ["mini-mrpc"], **STAGE, "trainable": "head"}]}
    plan = Plan.from_json(document | {"task_settings": {"mini-mrpc": settings}})
    return TorchLearner(plan, {"mini-mrpc": data}, "cpu")


@pytest.mark.parametrize("settings", [{"pair": "apart", "head": "cosine"}, {"output": "sigmoid"}])
def test_a_number_stays_within_the_tasks_range(tiny_encoder, settings):
    learner = regression(tiny_encoder, **settings)
    answers = learner.predict("mini-mrpc").predicted
    assert ((answers >= 0) & (answers <= 5)).all() and np.ptp(answers) > 0


def test_two_equal_sentences_have_the_highest_cosine(tiny_encoder):
    learner = regression(tiny_encoder, pair="apart", head="cosine")
    data = learner._data["mini-mrpc"]
    same = encode([Example(("a b c", "a b c"), (), 5.0)], data, TaskSettings(pair="apart"), learner.tokenizer)
    assert learner.predict("mini-mrpc", same).predicted[0] == pytest.approx(5.0, abs=1e-5)
    assert not list(learner.network.head("mini-mrpc").parameters())


@pytest.mark.parametrize(
    ("task", "settings", "why"),
    [
        ("mini-cola", {"pair": "apart"}, "pair: apart is for tasks of two sentences"),
        ("mini-ner", {"truncation": "segments"}, "segments is for single texts"),
        ("mini-mrpc", {"truncation": "head+tail", "head_pieces": 5}, "head.tail is for single texts"),
        ("mini-mrpc", {"pair": "apart", "head": "cosine"}, "cosine answers with a number"),
        ("mini-cola", {"output": "sigmoid"}, "output: sigmoid is for a regression"),
        ("mini-cola", {"layers": "last 3"}, "layers: last 3: this encoder has 2"),
    ],
)
def test_what_a_task_cannot_have(tiny_encoder, task, settings, why):
    with pytest.raises(UserError, match=why):
        learner_for(tiny_encoder, task, **settings)


def test_groups_of_layers_that_the_encoder_has_not(tiny_encoder):
    plan = Plan.from_json({"encoder": str(tiny_encoder), "stages": [{"tasks": [PLAIN], "rate_groups": "2-3: 0.5"}]})
    with pytest.raises(UserError, match="stages.1.rate_groups names layer 3, but this encoder has layers 0 to 1"):
        TorchLearner(plan, {PLAIN: tasks.load(PLAIN, None)}, "cpu")


@pytest.mark.parametrize(
    ("settings", "field"),
    [
        ({"layers": "some"}, "layers"),
        ({"head": "cosine"}, "head"),
        ({"truncation": "head+tail", "max_length": 64}, "head_pieces"),
        ({"truncation": "middle"}, "truncation"),
    ],
)
def test_what_a_plan_cannot_ask_for(settings, field):
    with pytest.raises(UserError) as refused:
        Plan.from_json({"stages": [{"tasks": [PLAIN]}], "task_settings": {PLAIN: settings}})
    assert [p.field for p in refused.value.problems] == [f"task_settings.{PLAIN}.{field}"]


def test_a_run_with_all_of_it_is_resumed_to_the_bit(tiny_encoder, tmp_path):
    stage = {"batch_size": 4, "max_steps": 3, "learning_rate": 1e-3, "train_limit": 8, "epochs": 9}
    plan = Plan.from_json({
        "encoder": str(tiny_encoder),
        "stages": [{"tasks": [PLAIN, "mini-mrpc"], **stage, "layer_decay": 0.9,
                    "objective": {"name": "multitask", "sampling": "round-robin"}}],
        "task_settings": {
            PLAIN: {"truncation": "segments", "max_length": 6, "segment_pooling": "attention", "head": "mlp"},
            "mini-mrpc": {"pair": "apart", "layers": "last 2"},
        },
    })  # fmt: skip
    whole, killed = new_run(tmp_path, plan), new_run(tmp_path, plan)
    assert in_process(whole) == 0
    assert in_process(killed, kill_at_event=3, save_every_s=0.0) == KILLED
    assert in_process(killed) == 0
    expected, found = everything(whole), everything(killed)
    assert all(np.array_equal(expected[key], found[key]) for key in expected)
