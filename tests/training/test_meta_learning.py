"""Meta-learning with a real encoder: one inner step by hand, what comes back, resume, and one label map throughout."""

import json

import numpy as np
import pytest
import torch
from test_resume import assert_same, everything, in_process, killed_and_resumed, new_run

from engine import objectives, run, store, tasks
from engine.adaptations import Adaptation
from engine.contract import Batch, Term
from engine.learner.learner import TorchLearner
from engine.objectives import Material
from engine.plan import Plan, Start
from engine.training import Training

SMALL = {"support": 4, "query": 2, "inner_batch_size": 4, "inner_steps": 1, "inner_rate": 1e-3, "tasks_per_step": 2}
ALGORITHMS = ("fomaml", "anil", "reptile")


def plan_of(encoder, **settings) -> Plan:
    """Three outer steps on mini-cola, evaluated after the second, too; mini-ner's head is never trained."""
    objective = {"name": "meta", **SMALL, "draws_per_epoch": 6, **settings}
    stage = {"tasks": ["mini-cola"], "objective": objective, "epochs": 1, "train_limit": 12, "learning_rate": 1e-3}
    return Plan.from_json({
        "encoder": str(encoder), "stages": [{**stage, "evaluate_every": 2}], "evaluate": ["mini-ner"]
    })  # fmt: skip


def begun(encoder, **settings) -> tuple[TorchLearner, objectives.Objective]:
    plan = plan_of(encoder, **settings)
    learner = TorchLearner(plan, {task: tasks.load(task, None) for task in plan.tasks}, "cpu")
    learner.begin(plan.stages[0], 3)
    return learner, objectives.build(Material(plan.stages[0], 1, plan.seed, {"mini-cola": range(12)}, {}))


def copied(learner) -> dict[str, torch.Tensor]:
    return {name: tensor.clone() for name, tensor in learner.network.state_dict().items()}


def gradient_at(learner, rows, *place) -> dict[str, torch.Tensor]:
    learner.at(42, 1, 0, *place)
    return dict(learner.gradient([Term("task", batch=Batch("mini-cola", tuple(rows)))]).tensors)


def by_hand(learner, objective) -> tuple[list[dict], list[dict]]:
    """Of each task drawn at step 0: the query gradient after one step of Adam, and how far that step went.

    Adam's first step is -rate * g / (|g| + eps), whatever its decay rates (Kingma & Ba 2015).
    """
    gradients, moves, before = [], [], copied(learner)
    for number, draw in enumerate(objective.draws(0)):
        (term,) = objective._support(draw, 0, number)
        assert sorted(term.batch.rows) == sorted(draw.support)
        move = {n: -1e-3 * g / (g.abs() + 1e-8) for n, g in gradient_at(learner, term.batch.rows, number, 0).items()}
        if objective.algorithm == "anil":
            move = {name: step for name, step in move.items() if name.startswith("heads.")}
        learner.load({name: tensor + move.get(name, 0) for name, tensor in before.items()})
        gradients.append(gradient_at(learner, draw.query, number, "query"))
        moves.append(move)
        learner.load(before)
    return gradients, moves


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_one_inner_step_is_what_is_computed_by_hand(tiny_encoder, algorithm):
    learner, objective = begun(tiny_encoder, algorithm=algorithm)
    before = copied(learner)
    found = objective.update(learner, 0)
    for name, tensor in learner.network.state_dict().items():
        assert torch.equal(tensor, before[name]), name

    gradients, moves = by_hand(learner, objective)
    # Reptile's: (before - after) / rate
    parts = [{n: m / -1e-3 for n, m in move.items()} for move in moves] if algorithm == "reptile" else gradients
    assert found.gradient.tensors.keys() == parts[0].keys()
    assert not any("mini-ner" in name for name in parts[0])  # a head without a gradient stays as it is, undecayed
    assert sum(name.startswith("encoder.") for name in parts[0]) > 20
    for name, tensor in found.gradient.tensors.items():
        expected = (parts[0][name] + parts[1][name]) / 2
        # After Adam's first step weights differ by float rounding, and so does what a network makes of them.
        torch.testing.assert_close(tensor, expected, rtol=1e-3, atol=1e-3 if algorithm == "reptile" else 1e-5)


def test_without_inner_steps_it_is_the_gradient_of_the_query_examples(tiny_encoder):
    learner, objective = begun(tiny_encoder, inner_steps=0)
    found = objective.update(learner, 0)
    draws = objective.draws(0)
    one, other = (gradient_at(learner, draw.query, i, "query") for i, draw in enumerate(draws))
    for name, tensor in found.gradient.tensors.items():
        torch.testing.assert_close(tensor, (one[name] + other[name]) / 2, rtol=0, atol=0)


def test_two_tasks_begin_with_a_fresh_optimizer_and_the_stages_own_is_not_touched(tiny_encoder):
    learner, objective = begun(tiny_encoder, inner_steps=3)
    outer, moved = learner._optimizer, []
    with learner.inner(1e-3) as far:
        for rows in ((0, 1), (2, 3), (4, 5)):
            learner.at(42, 1, 0, rows[0])
            learner.apply(learner.gradient([Term("task", batch=Batch("mini-cola", rows))]))
            moved.append(max(float(t.abs().max()) for t in far().tensors.values()))
    assert moved[0] == pytest.approx(1e-3, rel=1e-3) and moved[0] < moved[1] < moved[2]
    objective.update(learner, 0)
    assert learner._optimizer is outer and outer.step_number == 0 and not outer.state()


def test_an_interrupted_inner_loop_leaves_no_trace(tiny_encoder):
    learner, _ = begun(tiny_encoder)
    before, outer = copied(learner), learner._optimizer
    with pytest.raises(KeyboardInterrupt), learner.inner(1e-3):
        learner.apply(learner.gradient([Term("task", batch=Batch("mini-cola", (0, 1)))]))
        raise KeyboardInterrupt
    assert learner._optimizer is outer
    assert all(torch.equal(tensor, before[name]) for name, tensor in learner.network.state_dict().items())


def test_dropout_is_on_in_both_loops_and_off_in_evaluation(tiny_encoder):
    learner, objective = begun(tiny_encoder)
    rows = objective.draws(0)[0].query
    one, same, other = (gradient_at(learner, rows, *place) for place in ((0, "query"), (0, "query"), (1, "query")))
    name = "heads.head-mini-cola.output.weight"
    assert torch.equal(one[name], same[name]) and not torch.equal(one[name], other[name])

    objective.update(learner, 0)
    first = learner.predict("mini-cola")
    learner.at(1, 2, 3, "elsewhere")
    second = learner.predict("mini-cola")
    np.testing.assert_array_equal(first.p_gold, second.p_gold)
    assert not learner.network.training


@pytest.mark.parametrize(  # three steps and three snapshots; reptile within the stage alone
    ("algorithm", "events"), [("fomaml", range(1, 7)), ("reptile", [2])]
)
def test_killed_at_every_step_and_resumed_equals_uninterrupted(tmp_path, tiny_encoder, algorithm, events):
    plan = plan_of(tiny_encoder, inner_steps=2, algorithm=algorithm)
    uninterrupted = new_run(tmp_path, plan)
    assert in_process(uninterrupted) == 0
    expected = everything(uninterrupted)
    assert list(expected["snapshots"]) == ["0", "1@2", "1"]
    losses = store.read_losses(store.open_run(uninterrupted))

    for folder in killed_and_resumed(tmp_path, plan, events):
        assert_same(everything(folder), expected)
        assert store.read_losses(store.open_run(folder)).equals(losses)


def reviews(domain: str) -> list[dict[str, str]]:
    """What is said of every product is good or bad, in an order that the label does not follow from."""
    return [
        {"text": f"{domain} {n} is {('bad', 'good')[n % 3 == 0]}", "domain": domain,
         "label": ("negative", "positive")[n % 3 == 0]}
        for n in range(40)
    ]  # fmt: skip


@pytest.fixture
def data(tmp_path):
    (tmp_path / "data/amazon_meta").mkdir(parents=True)
    document = [row for domain in ("aa", "bb", "cc") for row in reviews(domain)]
    (tmp_path / "data/amazon_meta/dataset.json").write_text(json.dumps(document))
    return tmp_path / "data"


def test_one_label_map_in_meta_training_zero_shot_and_adaptation(tmp_path, tiny_encoder, data):
    """Meta-BERT's own code meta-trains with positive = 0 and fine-tunes with positive = 1: its heads begin inverted."""
    stage = {"tasks": ["amazon:aa", "amazon:bb"], "objective": {"name": "meta", **SMALL}, "max_steps": 2}
    meta = Plan.from_json({"encoder": str(tiny_encoder), "stages": [stage], "evaluate": ["amazon:cc"]})
    source = new_run(tmp_path, meta)
    run.carry_out(source, data)
    (plan,) = Adaptation(Start(source.name, "1"), ("amazon:cc",), (6,), (1,)).plans(meta)
    adapted = new_run(tmp_path, plan)
    run.carry_out(adapted, data)

    before, after = (store.open_run(folder) for folder in (source, adapted))
    for task in ("amazon:cc", "amazon:aa"):
        assert before.tasks[task].labels == after.tasks[task].labels == ("negative", "positive")
        meta_trained, begins = (store.read_answers(r, task) for r in (before, after))
        np.testing.assert_array_equal(meta_trained.predicted[-1], begins.predicted[0])
        np.testing.assert_array_equal(meta_trained.p_gold[-1], begins.p_gold[0])
    loaded = {task: tasks.load(task, data) for task in plan.tasks}
    learners = [TorchLearner(p, {t: loaded[t] for t in p.tasks}, "cpu") for p in (meta, plan)]
    aa, cc = learners[0].train_splits["amazon:aa"].gold, learners[1].train_splits["amazon:cc"].gold
    assert aa == cc == [int(n % 3 == 0) for n in range(32)]
    assert ("0", "amazon:cc") in after.trained  # the family's head came trained


def test_adaptation_and_evaluation_examples_are_disjoint(tiny_encoder, data):
    meta = Plan.from_json({"encoder": str(tiny_encoder), "stages": [{"tasks": ["amazon:aa"], "objective": "meta"}]})
    start = Start("20260101-000000-run-01234567", "1")
    (plan,) = Adaptation(start, ("amazon:cc",), (20,), (3,), alone=True).plans(meta)
    found = tasks.load("amazon:cc", data)
    training = Training(plan, {"amazon:cc": found}, TorchLearner(plan, {"amazon:cc": found}, "cpu"))
    rows = training._prepare(1)[1].rows["amazon:cc"]
    assert len(set(rows)) == 20
    assert not {found.train[r].texts for r in rows} & {e.texts for e in found.evaluation}
