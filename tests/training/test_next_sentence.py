"""Next-sentence prediction in masked_lm: how pairs are made, with whose head, what is measured, who is refused."""

import json
from argparse import Namespace

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from test_further_pretraining import NER, STAGE, plan_of, training_of
from test_masking import CLS, SEP, VOCABULARY, split_of
from test_resume import new_run
from transformers import BertForPreTraining

from engine import estimate, pretraining_heads, run, store
from engine.analysis.pretraining import held_out_losses
from engine.commands.pretraining import VERBS
from engine.contract import Batch, Masking, Term
from engine.data import IGNORED
from engine.errors import UserError
from engine.figures import caption
from engine.figures.pretraining import next_sentence_curve
from engine.learner import losses
from engine.learner.pairing import OWN, RANDOM, halves, inputs, joined
from engine.randomness import generator

NSP = {"tasks": ["mini-cola"], "objective": {"name": "masked_lm", "next_sentence": True}, **STAGE}
WORDS = [6, 8, 9, 10, 12, 13, 14]  # of VOCABULARY: even ones begin a word


def pairs_of(split, rows, others, max_length=None, limit=512):
    term = Term("mlm", batch=Batch("t", rows, max_length), target=Masking(0.15, others=others))
    return inputs(split, term, VOCABULARY, limit, generator(1))


def test_a_text_is_cut_before_a_word_of_its_middle_half():
    cuts = {len(halves([CLS, *WORDS, SEP], VOCABULARY, generator(n))[0]) for n in range(200)}
    assert cuts == {3, 4}  # words begin at 1, 3, 4 and 6 of 7 pieces, the middle half is from 1.75 to 5.25
    assert halves([CLS, 6, 7, 9, 11, 8, SEP], VOCABULARY, generator(1)) == ([6, 7, 9, 11], [8])  # none begins in it
    assert halves([CLS, 6, 7, 9, SEP], VOCABULARY, generator(1)) is None  # one word
    assert halves([CLS, SEP], VOCABULARY, generator(1)) is None


def test_two_texts_are_a_pair_as_they_are():
    assert halves([CLS, 6, 8, SEP, 10, 11, SEP], VOCABULARY, generator(1)) == ([6, 8], [10, 11])
    assert halves([CLS, 6, 8, SEP, SEP], VOCABULARY, generator(1)) is None  # the second one is empty


@given(st.lists(st.integers(5, 104), min_size=2, max_size=60), st.integers(0, 1_000))
def test_cut_in_two_nothing_is_lost_and_no_word_broken(pieces, seed):
    found = halves([CLS, *pieces, SEP], VOCABULARY, generator(seed))
    words = sum(not VOCABULARY.continues[piece] for piece in pieces[1:])
    assert (found is None) == (words == 0)
    if found:
        first, second = found
        assert first and first + second == pieces and not VOCABULARY.continues[second[0]]


def test_a_pair_is_one_input_of_two_segments_and_the_longer_text_is_cut_to_fit():
    assert joined([6, 8], [10], VOCABULARY, 512) == {
        "input_ids": [CLS, 6, 8, SEP, 10, SEP], "token_type_ids": [0, 0, 0, 0, 1, 1],
    }  # fmt: skip
    assert joined([6, 8, 10, 12, 14], [16, 18], VOCABULARY, 7)["input_ids"] == [CLS, 6, 8, SEP, 16, 18, SEP]


def test_the_second_part_is_its_own_or_another_rows_and_one_word_is_no_pair():
    split = split_of([CLS, 6, 8, SEP], [CLS, 10, 12, SEP], [CLS, 14, 15, SEP])
    found, follows = pairs_of(split, (0, 1, 0, 2), (None, 0, 1, 1))
    assert [piece["input_ids"] for piece in found] == [
        [CLS, 6, SEP, 8, SEP], [CLS, 10, SEP, 8, SEP], [CLS, 6, SEP, 12, SEP], [CLS, 14, 15, SEP],
    ]  # fmt: skip
    assert follows == [OWN, RANDOM, RANDOM, IGNORED]
    found, _ = pairs_of(split, (0,), (2,))  # all of a text of one word
    assert found[0]["input_ids"] == [CLS, 6, SEP, 14, 15, SEP]


def test_no_input_is_longer_than_the_stage_or_the_task_allows():
    long = [CLS, *range(6, 104, 2), SEP]
    split = split_of(long, long[:-3] + [SEP], [CLS, 7, *[9] * 40, SEP])
    for kwargs in ({"max_length": 9}, {"limit": 9}):
        found, _ = pairs_of(split, (0, 0, 2), (None, 1, 1), **kwargs)
        assert [len(piece["input_ids"]) for piece in found] == [9, 9, 9]
        assert all(piece["input_ids"][-1] == SEP for piece in found)


def test_the_checkpoints_own_head_says_what_the_checkpoint_says(with_pretraining_heads):
    learner = training_of(plan_of(with_pretraining_heads, NSP)).learner
    assert learner.brings == {"mlm", "nsp"}
    term = Term("mlm", batch=Batch("mini-cola", tuple(range(8))), target=Masking(0.15, others=(None, 5) * 4))
    (part,) = learner._losses.parts(term, (1, 1, 0), 0, 1)
    assert sorted(part[losses.FOLLOWS].tolist()) == [OWN] * 4 + [RANDOM] * 4
    assert set(part["token_type_ids"].flatten().tolist()) == {0, 1}
    read = {name: tensor for name, tensor in part.items() if name not in ("gold", losses.FOLLOWS)}
    model = BertForPreTraining.from_pretrained(with_pretraining_heads).eval()
    learner.network.eval()
    with torch.no_grad():
        said = model(**read)
        words, pairs = learner.network.guesses(read, part["gold"] != IGNORED, True)
        found = learner._losses.totals(term, part)
    torch.testing.assert_close(pairs, said.seq_relationship_logits, rtol=1e-4, atol=1e-5)
    torch.testing.assert_close(words, said.prediction_logits[part["gold"] != IGNORED], rtol=1e-4, atol=1e-5)
    whole = torch.nn.functional.cross_entropy(said.seq_relationship_logits, part[losses.FOLLOWS], reduction="sum")
    assert float(found["nsp"]) == pytest.approx(float(whole), rel=1e-5)


def test_a_step_minimises_both_losses_each_averaged_over_its_own_units(with_pretraining_heads):
    learner = training_of(plan_of(with_pretraining_heads, NSP)).learner
    term = Term("mlm", batch=Batch("mini-cola", tuple(range(6))), target=Masking(0.15, others=(None, 9) * 3))
    measured = learner.measure([term])
    assert set(measured) == {"mlm", "nsp", "nsp_accuracy"}
    for module in learner.network.modules():
        if isinstance(module, torch.nn.Dropout):
            module.p = 0.0
    learner.begin(training_of(plan_of(with_pretraining_heads, NSP)).plan.stages[0], 3)
    whole = learner.gradient([term])
    assert learner.loss == pytest.approx(measured["mlm"] + measured["nsp"], rel=1e-4)
    learner._accumulation = 3  # the same update in smaller pieces
    pieces = learner.gradient([term])
    for name, tensor in whole.tensors.items():
        torch.testing.assert_close(pieces.tensors[name], tensor, rtol=1e-3, atol=1e-5)
    assert "heads.nsp.weight" in whole.tensors and "encoder.pooler.dense.weight" in whole.tensors


def test_who_brings_the_head_is_known_without_loading_it(with_pretraining_heads):
    assert pretraining_heads.brought(str(with_pretraining_heads)) == {"mlm", "nsp"}
    names = set(pretraining_heads.NEXT_SENTENCE)
    assert pretraining_heads.has_next_sentence({*names, "bert.pooler.dense.weight"})
    assert not pretraining_heads.has_next_sentence(names)  # without the pooler that it reads


def test_an_encoder_without_the_head_is_refused_before_anything_begins(tiny_encoder, tmp_path):
    for encoder in ("minilm", tiny_encoder):
        (why,) = estimate.shortages(plan_of(encoder, NSP), {"mini-cola": (100, 20)}).values()
        assert "this one brings none, so leave next_sentence off" in why
    assert not estimate.shortages(plan_of("bert-base-uncased", NSP), {"mini-cola": (100, 20)})
    folder = new_run(tmp_path, plan_of(tiny_encoder, NER, NSP))  # as a hub id of which it was not known before
    with pytest.raises(UserError, match=r"stage 2: next_sentence needs an encoder whose checkpoint brings the head"):
        run.carry_out(folder, None)
    assert not store.open_run(folder).snapshots


def test_a_run_logs_loss_and_accuracy_on_held_out_pairs_and_shows_them(tmp_path, with_pretraining_heads, capsys):
    folder = new_run(tmp_path, plan_of(with_pretraining_heads, NSP | {"evaluate_every": 2}, NER))
    run.carry_out(folder, None)
    opened = store.open_run(folder)
    (found,) = held_out_losses(opened)
    assert found.pair_steps.tolist() == found.steps.tolist() == [0, 2, 3]
    assert found.pair_values.min() > 0 and set(found.pair_accuracy) <= {0.0, 0.5, 1.0}  # of two held-out texts
    figure = next_sentence_curve(found, caption.of_run(opened))
    assert (figure.keys, figure.traces[0].values.tolist()) == (("1@0", "1@2", "1@3"), found.pair_accuracy.tolist())
    assert "n = 2 held-out texts, as pairs" in figure.caption
    VERBS["pretraining"].act(Namespace(run=str(folder), runs=None, json=True))
    (stage,) = json.loads(capsys.readouterr().out)["stages"]
    assert [step for step, _, _ in stage["next_sentence"]] == [0, 2, 3]
    VERBS["pretraining"].act(Namespace(run=str(folder), runs=None, json=False))
    assert "next-sentence prediction" in capsys.readouterr().out


def test_steps_on_the_same_pairs_learn_to_tell_them_apart(with_pretraining_heads):
    stage = NSP | {"learning_rate": 5e-3, "schedule": "constant", "warmup": 0.0}
    training = training_of(plan_of(with_pretraining_heads, stage))
    learner = training.learner
    how = Masking(0.15, fixed=True, others=(None, 0) * 4)
    term = Term("mlm", batch=Batch("mini-cola", tuple(range(1, 9))), target=how)
    before = learner.measure([term])
    learner.begin(training.plan.stages[0], 40)
    for step in range(40):
        learner.at(42, 1, step)
        learner.apply(learner.gradient([term]))
    after = learner.measure([term])
    assert abs(before["nsp"] - np.log(2)) < 0.2 and after["nsp"] < 0.3 and after["nsp_accuracy"] == 1.0
    assert after["mlm"] < before["mlm"]
