"""Strategies protect what they say they protect, and nothing when their strength is zero."""

import numpy as np
import pytest
from test_resume import assert_same, everything, new_run, six_steps

from engine import run, strategies
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


def test_a_strong_ewc_keeps_the_encoder_nearer_to_its_anchor(tmp_path, tiny_encoder, sequential):
    held = answers_of(tmp_path, six_steps(tiny_encoder, {"name": "ewc", "strength": 1e8}))
    own = list(sequential["snapshots"]).index("1")
    moved = {
        name: np.abs(a["mini-cola"][2, -1] - a["mini-cola"][2, own]).mean()
        for name, a in [("ewc", held), ("none", sequential)]
    }
    assert moved["ewc"] < moved["none"]


def test_every_strategy_is_found_described_and_has_settings_with_help():
    assert list(strategies.catalogue()) == ["ewc", "replay", "sequential"]
    for name, cls in strategies.catalogue().items():
        assert not cls.__doc__.startswith(f"{cls.__name__}("), f"{name} has no docstring"
