"""masked_lm stages: a checkpoint's own head or a new one, the frozen encoder before, held-out texts, strategies."""

import json
import random
from argparse import Namespace

import numpy as np
import pytest
import torch
from safetensors.torch import load_file
from test_resume import new_run
from transformers import (
    BertConfig,
    BertForMaskedLM,
    DistilBertConfig,
    DistilBertForMaskedLM,
    ModernBertConfig,
    ModernBertForMaskedLM,
    RobertaConfig,
    RobertaForMaskedLM,
)

from engine import pretraining_heads, run, store, tasks
from engine.analysis.pretraining import held_out_losses
from engine.commands.pretraining import VERBS
from engine.contract import Batch, Masking, Term
from engine.figures import caption
from engine.figures.pretraining import held_out_curve
from engine.learner.learner import TorchLearner
from engine.learner.mlm_head import make
from engine.learner.model import MLM_PREFIX
from engine.plan import Plan
from engine.training import Stepped, Training

STAGE = {"epochs": 9, "batch_size": 4, "max_steps": 3, "learning_rate": 1e-3, "train_limit": 40}
MLM = {"tasks": ["mini-cola"], "objective": {"name": "masked_lm", "head_steps": 2}, **STAGE}
NER = {"tasks": ["mini-ner"], **STAGE}


def plan_of(encoder, *stages: dict, **more) -> Plan:
    return Plan.from_json({"encoder": str(encoder), "stages": list(stages), **more})


def training_of(plan: Plan) -> Training:
    data = {name: tasks.load(name, None) for name in plan.tasks}
    return Training(plan, data, TorchLearner(plan, data, "cpu"))


def copied(learner: TorchLearner) -> dict[str, torch.Tensor]:
    return {name: tensor.clone() for name, tensor in learner.network.state_dict().items()}


def changed(before: dict, after: dict) -> set[str]:
    return {name for name in before if not torch.equal(before[name], after[name])}


def steps_until(training: Training, count: int) -> list[Stepped]:
    found = []
    for event in training.events():
        if isinstance(event, Stepped):
            found.append(event)
            if len(found) == count:
                return found
    return found


SMALL = {"vocab_size": 50, "hidden_size": 16, "num_attention_heads": 2, "intermediate_size": 32}
ARCHITECTURES = {
    "bert": (BertForMaskedLM, BertConfig(**SMALL, num_hidden_layers=1)),
    "bert, untied": (BertForMaskedLM, BertConfig(**SMALL, num_hidden_layers=1, tie_word_embeddings=False)),
    "roberta": (RobertaForMaskedLM, RobertaConfig(**SMALL, num_hidden_layers=1, layer_norm_eps=1e-3)),
    "distilbert": (
        DistilBertForMaskedLM, DistilBertConfig(vocab_size=50, dim=16, n_heads=2, hidden_dim=32, n_layers=1),
    ),
    "modernbert": (
        ModernBertForMaskedLM,
        ModernBertConfig(**SMALL, num_hidden_layers=1, pad_token_id=0, bos_token_id=1, eos_token_id=2, cls_token_id=1,
                         sep_token_id=2),
    ),
}  # fmt: skip


@pytest.mark.parametrize("architecture", ARCHITECTURES)
def test_a_checkpoints_own_head_says_what_the_checkpoint_says(tmp_path, architecture):
    made, config = ARCHITECTURES[architecture]
    torch.manual_seed(0)
    model = made(config).eval()
    with torch.no_grad():
        for parameter in model.parameters():  # biases, too
            parameter += 0.1 * torch.randn_like(parameter)
    model.save_pretrained(tmp_path)
    ids = torch.randint(5, 50, (2, 7))
    with torch.no_grad():
        states = model.base_model(ids).last_hidden_state
        head, is_pretrained = make(model.base_model, str(tmp_path), 0.02, 1)
        found = head(states, model.get_input_embeddings().weight)
        torch.testing.assert_close(found, model(ids).logits, rtol=1e-4, atol=1e-5)
    assert is_pretrained and (head.decoder is not None) == ("untied" in architecture)


def test_older_checkpoints_call_the_layer_norms_weights_gamma_and_beta():
    names = {"cls.predictions.transform.dense.weight", "cls.predictions.transform.LayerNorm.gamma",
             "cls.predictions.bias"}  # fmt: skip
    assert names < set(pretraining_heads.layout(names).names())
    assert pretraining_heads.layout({"encoder.layer.0.output.dense.weight", "pooler.dense.weight"}) is None


def test_whether_a_checkpoint_brings_a_head_is_known_without_loading_it(tiny_encoder, tmp_path):
    BertForMaskedLM(BertConfig(**SMALL, num_hidden_layers=1)).save_pretrained(tmp_path)
    for file in tiny_encoder.glob("*token*"):
        (tmp_path / file.name).write_bytes(file.read_bytes())
    assert [pretraining_heads.brought(str(e)) for e in (tmp_path, tiny_encoder, "minilm", "bert-base-uncased")] == [
        {"mlm"}, set(), set(), {"mlm", "nsp"},
    ]  # fmt: skip


@pytest.fixture(scope="module")
def with_head(tmp_path_factory, tiny_encoder):
    """The tiny encoder with a head that has learned to guess its most frequent pieces."""
    folder = tmp_path_factory.mktemp("encoder") / "with-head"
    training = training_of(plan_of(tiny_encoder, MLM | {"max_steps": 60, "learning_rate": 5e-3}))
    steps_until(training, 62)
    torch.manual_seed(0)
    config = BertConfig.from_pretrained(tiny_encoder)
    model = BertForMaskedLM(config)
    own = training.learner.network.state_dict()
    names = {"dense": "transform.dense", "norm": "transform.LayerNorm"}
    tensors = {f"bert.{n.removeprefix('encoder.')}": t for n, t in own.items() if n.startswith("encoder.")}
    for name, tensor in ((n.removeprefix(MLM_PREFIX), t) for n, t in own.items() if n.startswith(MLM_PREFIX)):
        part, _, end = name.partition(".")
        tensors[f"cls.predictions.{names[part]}.{end}" if end else "cls.predictions.bias"] = tensor
    model.load_state_dict(tensors, strict=False)
    model.tie_weights()
    model.save_pretrained(folder)
    for file in (*tiny_encoder.glob("*token*"), *tiny_encoder.glob("vocab*")):
        (folder / file.name).write_bytes(file.read_bytes())
    return folder


def test_a_checkpoints_own_head_gives_a_lower_loss_at_step_0_than_a_new_one(with_head, tiny_encoder):
    terms = (Term("mlm", batch=Batch("mini-cola", tuple(range(64))), target=Masking(0.15, fixed=True)),)
    own, new = (training_of(plan_of(e, MLM)).learner for e in (with_head, tiny_encoder))
    assert own.brings == {"mlm"} and not new.brings
    # The same encoder, but for the head that the folder brings.
    headless = {n: t for n, t in own.network.state_dict().items() if not n.startswith(MLM_PREFIX)}
    new.load(new.network.state_dict() | headless)
    assert own.measure(terms)["mlm"] < new.measure(terms)["mlm"] - 0.3
    assert own.measure(terms) == own.measure(terms)


def test_with_a_head_of_its_own_nothing_is_fitted_first(with_head, tiny_encoder):
    stage = {**MLM, "objective": "masked_lm"}
    assert training_of(plan_of(with_head, stage)).total_steps(1) == 3
    assert training_of(plan_of(tiny_encoder, stage)).total_steps(1) == 200 + 3


def test_the_head_is_fitted_on_a_frozen_encoder_at_a_constant_rate_and_then_all_but_tasks_heads_is_trained(
    tiny_encoder,
):
    training = training_of(plan_of(tiny_encoder, MLM, NER))
    learner, begin = training.learner, copied(training.learner)
    events = training.events()
    next(events), next(events)
    one = copied(learner)
    parts = ("bias", "dense.weight", "dense.bias", "norm.weight", "norm.bias")
    assert changed(begin, one) == {f"{MLM_PREFIX}{part}" for part in parts}
    assert learner._optimizer.rate(0) == learner._optimizer.rate(1) == 1e-3
    next(events)
    assert {name.partition(".")[0] for name in changed(one, copied(learner))} == {"heads"}
    fitted = copied(learner)
    while training.position.stage == 1:
        next(events)
    after = changed(fitted, copied(learner))
    assert "encoder.embeddings.word_embeddings.weight" in after
    assert not any(name.startswith("heads.head-") for name in after)
    mlm = {name: tensor for name, tensor in copied(learner).items() if name.startswith(MLM_PREFIX)}
    list(events)
    assert changed(mlm, {name: learner.network.state_dict()[name] for name in mlm}) == set()  # finetune leaves it alone


def test_masks_follow_from_seed_stage_and_step_alone(tiny_encoder):
    learner = training_of(plan_of(tiny_encoder, MLM)).learner
    term = Term("mlm", batch=Batch("mini-cola", (0, 1, 2)), target=Masking(0.15))
    fixed = Term("mlm", batch=Batch("mini-cola", (0, 1, 2)), target=Masking(0.15, fixed=True))

    def gold(term, *place, number=0, pieces=1):
        parts = learner._losses.parts(term, place, number, pieces)
        return [(p["input_ids"].tolist(), p["gold"].tolist()) for p in parts]

    here = gold(term, 1, 1, 0)
    torch.manual_seed(5), np.random.seed(5), random.seed(5)
    assert gold(term, 1, 1, 0) == here
    assert all(gold(term, *other) != here for other in ((2, 1, 0), (1, 2, 0), (1, 1, 1)))
    assert gold(term, 1, 1, 0, number=1) != here
    assert gold(fixed, 1, 1, 0) == gold(fixed, 1, 1, 7) != gold(fixed, 2, 1, 0)
    in_pieces = gold(term, 1, 1, 0, pieces=3)  # accumulation draws the same masks
    unpadded = [[[g for g in row if g != -100] for row in golds] for _, golds in in_pieces]
    assert [row for rows in unpadded for row in rows] == [[g for g in row if g != -100] for row in here[0][1]]


def test_held_out_and_evaluation_texts_are_never_trained_on(tiny_encoder, monkeypatch):
    plan = plan_of(tiny_encoder, {**MLM, "tasks": ["mini-cola", "mini-ner"], "max_steps": None, "epochs": 2})
    training = training_of(plan)
    seen, gradient = set(), TorchLearner.gradient
    monkeypatch.setattr(
        TorchLearner,
        "gradient",
        lambda self, terms: (
            seen.update((t.batch.task, r) for t in terms for r in t.batch.rows),
            gradient(self, terms),
        )[1],
    )
    steps_until(training, 10_000)
    data = {name: tasks.load(name, None) for name in plan.tasks}
    texts = {text for task, row in seen for text in data[task].train[row].contents()}
    division = training.divisions[1]
    held_out = {c for t, rows in division.held_out.items() for r in rows for c in data[t].train[r].contents()}
    assert held_out and texts.isdisjoint(held_out)
    assert texts.isdisjoint(c for t in data for e in data[t].evaluation for c in e.contents())
    assert len(seen) == sum(map(len, division.trained.values()))


def test_further_pretraining_then_finetuning_as_a_run(tmp_path, tiny_encoder, capsys):
    folder = new_run(tmp_path, plan_of(tiny_encoder, MLM | {"evaluate_every": 2}, NER))
    run.carry_out(folder, None)
    opened = store.open_run(folder)
    assert [s.name for s in opened.snapshots] == ["0", "1@4", "1", "2"]  # counted from where the schedule begins
    assert opened.own == {"mini-cola": None, "mini-ner": 2} and opened.trained == {("2", "mini-ner")}
    assert opened.environment["texts"] == {"1": {"mini-cola": {"trained": 38, "held_out": 2, "left_out": 0}}}

    (found,) = held_out_losses(opened)
    assert (found.head_steps.tolist(), found.steps.tolist(), found.held_out) == ([0, 2], [2, 4, 5], 2)
    assert found.head_values[-1] == found.values[0] and found.fall == found.values[0] - found.values[-1]
    assert abs(found.head_values[0] - np.log(500)) < 2  # of some 500 pieces, a new head prefers none
    figure = held_out_curve(found, caption.of_run(opened))
    assert (figure.x.tolist(), figure.keys, figure.marks) == (
        [0, 2, 4, 5],
        ("1@0", "1@2", "1@4", "1@5"),
        ((2.0, "head fitted"),),
    )
    assert (
        "only the fall from where the head was fitted counts" in figure.caption and "n = 2 held-out" in figure.caption
    )

    VERBS["pretraining"].act(_chosen(folder, as_json=True))
    (stage,) = json.loads(capsys.readouterr().out)["stages"]
    assert stage["loss"] == [[s, v] for s, v in zip(found.steps.tolist(), found.values.tolist(), strict=True)]
    VERBS["pretraining"].act(_chosen(folder))
    assert "38 texts trained on, 2 held out" in capsys.readouterr().out


def _chosen(folder, as_json: bool = False):
    return Namespace(run=str(folder), runs=None, json=as_json)


def test_a_run_can_start_from_one_with_such_a_stage_and_the_other_way_round(tmp_path, tiny_encoder):
    source = new_run(tmp_path, plan_of(tiny_encoder, MLM, NER))
    run.carry_out(source, None)
    head = f"{MLM_PREFIX}dense.weight"
    theirs = load_file(source / "checkpoints/2.safetensors")
    assert head in theirs

    start = {"run": source.name, "snapshot": "2"}
    without = new_run(tmp_path, plan_of(tiny_encoder, NER, start=start))
    run.carry_out(without, None)
    assert head not in load_file(without / "checkpoints/0.safetensors")
    again = new_run(tmp_path, plan_of(tiny_encoder, MLM, start=start))
    run.carry_out(again, None)
    assert torch.equal(load_file(again / "checkpoints/0.safetensors")[head], theirs[head])  # it goes on from that head
    from_none = new_run(tmp_path, plan_of(tiny_encoder, MLM, start={"run": without.name, "snapshot": "1"}))
    run.carry_out(from_none, None)
    assert not torch.equal(load_file(from_none / "checkpoints/0.safetensors")[head], theirs[head])


@pytest.mark.parametrize("name", ["replay", "ewc"])
def test_strategies_learn_nothing_from_a_stage_without_labels_but_protect_in_it(tiny_encoder, name):
    ner_texts = {**MLM, "tasks": ["mini-ner"]}
    training = training_of(plan_of(tiny_encoder, ner_texts, NER, ner_texts, strategy=name))
    asked = []
    terms = training.strategy.terms
    training.strategy.terms = lambda material, step: (
        asked.append((material.number, step, found := terms(material, step))) or found
    )
    protected = []
    for _ in training.events():
        vectors, document = training.strategy.state()
        protected.append((training.position, sorted(vectors), document.get("kept", {}).keys()))
    by_stage = {position.stage: (vectors, sorted(kept)) for position, vectors, kept in protected}
    nothing = ([], [])
    something = (["anchor", "importance"], []) if name == "ewc" else ([], ["mini-ner"])
    assert by_stage == {1: nothing, 2: nothing, 3: something, 4: something}
    assert min(step for number, step, _ in asked if number == 3) == 2  # not while the head alone is fitted
    assert all(found for number, _, found in asked if number == 3)  # replays labels of the very texts it reads
    assert not any(found for number, _, found in asked if number == 1)
