"""Strategies protect what they say they protect, and nothing when their strength is zero."""

import numpy as np
import pytest
import torch
from test_resume import assert_same, everything, new_run, six_steps

from engine import run, strategies, tasks
from engine.contract import Quadratic, Term
from engine.learner.learner import TorchLearner
from engine.learner.vector import TensorVector
from engine.plan import Plan

NOTHING = [{"name": "replay", "memory": 0}, {"name": "replay", "weight": 0.0}, {"name": "ewc", "strength": 0.0}]


def answers_of(tmp_path, plan: Plan) -> dict[str, np.ndarray]:
    folder = new_run(tmp_path, plan)
    run.carry_out(folder, None)
    return everything(folder)


@pytest.fixture(scope="module")
def sequential(tmp_path_factory, tiny_encoder):
    return answers_of(tmp_path_factory.mktemp("sequential"), six_steps(tiny_encoder, {"name": "sequential"}))


@pytest.mark.parametrize("strategy", NOTHING, ids=str)
def test_a_strategy_of_zero_strength_is_sequential_to_the_bit(tmp_path, tiny_encoder, sequential, strategy):
    assert_same(answers_of(tmp_path, six_steps(tiny_encoder, strategy)), sequential)


@pytest.mark.parametrize("strategy", [{"name": "replay"}, {"name": "ewc", "strength": 1e6}], ids=str)
def test_a_strategy_changes_the_second_stage_but_not_the_first(tmp_path, tiny_encoder, sequential, strategy):
    found = answers_of(tmp_path, six_steps(tiny_encoder, strategy))
    last_of_first = list(sequential["snapshots"]).index("1")
    np.testing.assert_array_equal(
        found["mini-cola"][:, : last_of_first + 1], sequential["mini-cola"][:, : last_of_first + 1]
    )
    assert (found["mini-cola"][2, -1] != sequential["mini-cola"][2, -1]).any()


def test_ewc_pulls_the_encoder_back_in_proportion_to_importance_and_no_head(tiny_encoder):
    plan = six_steps(tiny_encoder, {"name": "ewc"})
    learner = TorchLearner(plan, {task: tasks.load(task, None) for task in plan.tasks}, "cpu")
    anchor = learner.weights()
    importance = TensorVector(
        {n: torch.full_like(t, 3.0) for n, t in anchor.tensors.items() if n.startswith("encoder")}
    )
    with torch.no_grad():
        for parameter in learner.network.parameters():
            parameter += 0.5
    pull = learner.gradient([Term("quadratic", weight=2.0, target=Quadratic(anchor, importance))])
    assert pull.tensors.keys() == importance.tensors.keys()
    for tensor in pull.tensors.values():  # weight * importance * (parameter - anchor)
        torch.testing.assert_close(tensor, torch.full_like(tensor, 2.0 * 3.0 * 0.5))


def test_every_strategy_is_found_described_and_has_settings_with_help():
    assert list(strategies.catalogue()) == ["ewc", "replay", "sequential"]
    for name, cls in strategies.catalogue().items():
        assert not cls.__doc__.startswith(f"{cls.__name__}("), f"{name} has no docstring"
