"""The training protocol of the original experiments (seed facts 1.7-1.10), setting by setting."""

import numpy as np
import pytest
import torch
from safetensors.torch import load_file
from test_resume import everything, new_run

from engine import objectives, run, store, tasks
from engine.errors import UserError
from engine.learner.learner import TorchLearner
from engine.learner.model import _attribute
from engine.learner.optimizer import StageOptimizer
from engine.objectives import Material, shuffled_batches
from engine.plan import Plan
from engine.stage import Stage
from engine.training import Evaluated, Training


def learner_for(plan: Plan) -> tuple[TorchLearner, dict]:
    data = {name: tasks.load(name, None) for name in plan.tasks}
    return TorchLearner(plan, data, "cpu"), data


def plan_of(encoder, *stages: dict, **more) -> Plan:
    small = {"batch_size": 4, "max_steps": 3, "learning_rate": 1e-3, "train_limit": 16}
    return Plan.from_json({"encoder": str(encoder), "stages": [{**small, **s} for s in stages], **more})


def test_the_rate_warms_up_linearly_and_decays_to_zero():
    optimizer = StageOptimizer(torch.nn.Linear(2, 2), Stage(("cola",), learning_rate=1.0, warmup=0.2), total_steps=10)
    assert [optimizer.rate(step) for step in range(11)] == pytest.approx(
        [0, 0.5, 1, 7 / 8, 6 / 8, 5 / 8, 4 / 8, 3 / 8, 2 / 8, 1 / 8, 0]
    )


def test_biases_and_layer_norms_do_not_decay(tiny_encoder):
    learner, _ = learner_for(plan_of(tiny_encoder, {"tasks": ["mini-cola"]}))
    optimizer = StageOptimizer(learner.network, Stage(("mini-cola",), weight_decay=0.01), 10)
    decayed, others = optimizer._adamw.param_groups
    names = {id(p): n for n, p in learner.network.named_parameters()}
    assert (decayed["weight_decay"], others["weight_decay"]) == (0.01, 0.0)
    assert all(names[id(p)].endswith("bias") or "LayerNorm" in names[id(p)] for p in others["params"])
    assert not any(names[id(p)].endswith("bias") or "LayerNorm" in names[id(p)] for p in decayed["params"])


def test_each_layer_has_its_own_rate(tiny_encoder):
    learner, _ = learner_for(plan_of(tiny_encoder, {"tasks": ["mini-cola"]}))
    stage = Stage(("mini-cola",), learning_rate=1.0, warmup=0, layer_decay=0.5)
    optimizer = StageOptimizer(learner.network, stage, 10)
    optimizer.step()
    names = {id(p): n for n, p in learner.network.named_parameters()}
    rates = {names[id(p)]: group["lr"] for group in optimizer._adamw.param_groups for p in group["params"]}
    assert rates["encoder.encoder.layer.1.output.dense.weight"] == 1.0
    assert rates["encoder.encoder.layer.0.output.dense.bias"] == 0.5
    assert rates["encoder.embeddings.word_embeddings.weight"] == 0.25
    assert rates["heads.head-mini-cola.output.weight"] == 1.0
    assert set(rates) == set(names.values())


def test_the_gradient_is_clipped_to_its_global_norm(tiny_encoder):
    plan = plan_of(tiny_encoder, {"tasks": ["mini-cola"], "max_grad_norm": 0.01})
    learner, data = learner_for(plan)
    learner.begin(plan.stages[0], 3)
    gradient = learner.gradient(Training(plan, data, learner)._prepare(1)[0].terms(0))
    learner.apply(gradient)
    assert float(sum((t**2).sum() for t in gradient.tensors.values()) ** 0.5) == pytest.approx(0.01, rel=1e-4)


def test_heads_do_not_depend_on_the_order_of_tasks(tiny_encoder):
    one, _ = learner_for(plan_of(tiny_encoder, {"tasks": ["mini-cola"]}, {"tasks": ["mini-ner"]}))
    other, _ = learner_for(plan_of(tiny_encoder, {"tasks": ["mini-ner"]}, {"tasks": ["mini-cola"]}))
    for task in ("mini-cola", "mini-ner"):
        assert torch.equal(one.network.head(task).output.weight, other.network.head(task).output.weight)
    assert not torch.equal(
        one.network.head("mini-cola").output.weight[:2], one.network.head("mini-ner").output.weight[:2]
    )


def test_a_head_is_trained_in_its_own_stage_and_kept_as_it_then_is(tmp_path, tiny_encoder):
    folder = new_run(tmp_path, plan_of(tiny_encoder, {"tasks": ["mini-cola"]}, {"tasks": ["mini-ner"]}))
    run.carry_out(folder, None)
    before, first, second = (load_file(folder / "checkpoints" / f"{k}.safetensors") for k in range(3))
    cola, ner, word = (
        "heads.head-mini-cola.output.weight",
        "heads.head-mini-ner.output.weight",
        "encoder.embeddings.word_embeddings.weight",
    )
    changed = [[not torch.equal(a[k], b[k]) for k in (cola, ner, word)] for a, b in ((before, first), (first, second))]
    assert changed == [[True, False, True], [False, True, True]]


def test_only_the_head_is_trained_if_asked(tmp_path, tiny_encoder):
    folder = new_run(tmp_path, plan_of(tiny_encoder, {"tasks": ["mini-cola"], "trainable": "head"}))
    run.carry_out(folder, None)
    before, after = (load_file(folder / "checkpoints" / f"{k}.safetensors") for k in range(2))
    assert {k for k in before if not torch.equal(before[k], after[k])} == {
        "heads.head-mini-cola.output.weight",
        "heads.head-mini-cola.output.bias",
    }


def test_evaluating_more_often_does_not_change_training(tmp_path, tiny_encoder):
    plain, often = (
        ({"tasks": ["mini-cola"]}, {"tasks": ["mini-ner"]}),
        ({"tasks": ["mini-cola"], "evaluate_every": 1}, {"tasks": ["mini-ner"], "evaluate_every": 2}),
    )
    found = []
    for stages in (plain, often):
        folder = new_run(tmp_path, plan_of(tiny_encoder, *stages))
        run.carry_out(folder, None)
        found.append(everything(folder))
    assert list(found[1]["snapshots"]) == ["0", "1@1", "1@2", "1", "2@2", "2"]
    shared = [list(found[1]["snapshots"]).index(name) for name in found[0]["snapshots"]]
    for task in ("mini-cola", "mini-ner"):
        np.testing.assert_array_equal(found[1][task][:, shared], found[0][task])


def test_accumulation_gives_the_same_update(tiny_encoder):
    updated = []
    for pieces in (1, 2):
        # Without dropout: each piece draws its own.
        plan = plan_of(tiny_encoder, {"tasks": ["mini-ner"], "accumulation": pieces})
        learner, data = learner_for(plan)
        for module in learner.network.modules():
            if isinstance(module, torch.nn.Dropout):
                module.p = 0.0
        for layer in learner.network.encoder.encoder.layer:
            layer.attention.self.attention_dropout = layer.attention.self.config.attention_probs_dropout_prob = 0.0
        learner.begin(plan.stages[0], 3)
        updated.append(learner.gradient(Training(plan, data, learner)._prepare(1)[0].terms(0)))
    for name, tensor in updated[0].tensors.items():
        torch.testing.assert_close(updated[1].tensors[name], tensor, rtol=1e-3, atol=1e-6)


def test_the_best_epoch_on_held_out_training_examples_is_kept(tiny_encoder):
    plan = plan_of(
        tiny_encoder, {"tasks": ["mini-ner"], "epochs": 3, "max_steps": None, "hold_out": 0.25, "learning_rate": 5e-3}
    )
    learner, data = learner_for(plan)
    training = Training(plan, data, learner)
    scores, keep = [], training._keep_if_best
    training._keep_if_best = lambda: (keep(), scores.append(training._best))
    events = list(training.events())
    assert len(scores) == 3 and len([e for e in events if isinstance(e, Evaluated)]) == 2
    best_weights = scores[-1][1]
    assert all(torch.equal(tensor, best_weights[name]) for name, tensor in learner.network.state_dict().items())
    assert set(training._held_out).isdisjoint(training._material.rows["mini-ner"])


def material(**settings) -> Material:
    stage = Stage(("t",), **{"batch_size": 4, **settings})
    return Material(stage, 1, 42, {"t": list(range(10, 33))}, {"t": [k % 7 for k in range(23)]})


@pytest.mark.parametrize("batching", ["length", "shuffled"])
def test_an_epoch_shows_every_example_once_in_an_order_of_its_own(batching):
    first, second = (shuffled_batches(material(batching=batching), "t", epoch) for epoch in (0, 1))
    for batches in (first, second):
        assert sorted(r for b in batches for r in b.rows) == list(range(10, 33))
        assert len(batches) == 6 == objectives.build(material(batching=batching)).steps_per_epoch
    assert first != second
    assert first == shuffled_batches(material(batching=batching), "t", 0)


def test_a_train_limit_takes_the_first_rows_or_a_seeded_sample(tiny_encoder):
    plan = plan_of(
        tiny_encoder,
        {"tasks": ["mini-cola"], "train_limit": 5},
        {"tasks": ["mini-cola"], "train_limit": 5, "train_sample": "seeded"},
    )
    learner, data = learner_for(plan)
    training = Training(plan, data, learner)
    first, sampled = (list(training._prepare(k)[1].rows["mini-cola"]) for k in (1, 2))
    assert first == [0, 1, 2, 3, 4]
    assert len(set(sampled)) == 5 and sampled == sorted(sampled) and sampled != first


def test_running_out_of_memory_says_what_to_lower(tmp_path, tiny_encoder, monkeypatch):
    folder = new_run(tmp_path, plan_of(tiny_encoder, {"tasks": ["mini-cola"], "accumulation": 2}))
    apply, calls = TorchLearner.apply, []

    def apply_until_full(learner, gradient):
        calls.append(gradient)
        if len(calls) == 2:
            raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2.00 GiB")
        apply(learner, gradient)

    monkeypatch.setattr(TorchLearner, "apply", apply_until_full)
    with pytest.raises(UserError, match=r"at stage 1, step 1: .*resume RUN --set stages.1.accumulation=4"):
        run.carry_out(folder, None)
    run.carry_out(folder, None)  # nothing finished is lost
    assert [s.name for s in store.open_run(folder).snapshots] == ["0", "1"]


def test_a_length_the_encoder_cannot_read_is_refused(tiny_encoder):
    settings = {"task_settings": {"mini-cola": {"max_length": 1024}}}
    with pytest.raises(UserError, match=r"task_settings.mini-cola.max_length is 1024, but minilm reads at most 512"):
        learner_for(plan_of("minilm", {"tasks": ["mini-cola"]}, **settings))


@pytest.mark.parametrize("names", [("train", "type"), ("a.b", "a_b")])
def test_no_name_of_a_task_breaks_a_head_or_takes_anothers(names):
    assert len({_attribute(name) for name in names}) == 2
    assert not any(hasattr(torch.nn.ModuleDict(), _attribute(name)) for name in names)
