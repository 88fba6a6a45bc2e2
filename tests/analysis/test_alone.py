"""Which runs trained a task alone as another trained it later."""

from dataclasses import replace

import pytest

from engine.analysis.alone import Alone, alone, could_be

PLAN = {"encoder": "minilm", "seed": 1, "stages": [{"tasks": ["cola"]}, {"tasks": ["mrpc"], "epochs": 5}]}
OTHER = {"encoder": "minilm", "seed": 1, "stages": [{"tasks": ["mrpc"], "epochs": 5}, {"tasks": ["cola"]}]}


@pytest.mark.parametrize(
    "other, tasks",
    [
        (OTHER, ("mrpc",)),
        (OTHER | {"stages": [{"tasks": ["mrpc"], "epochs": 5, "name": "x", "evaluate_every": 10}]}, ("mrpc",)),
        (OTHER | {"strategy": "ewc"}, ("mrpc",)),
        (OTHER | {"encoder": "bert-base-uncased"}, ()),
        (OTHER | {"stages": [{"tasks": ["mrpc"], "epochs": 4}]}, ()),
        (OTHER | {"task_settings": {"mrpc": {"max_length": 64}}}, ()),
        (OTHER | {"start": {"run": "20261122-173000-x-00c0ffee", "snapshot": "1"}}, ()),
        (OTHER | {"stages": [{"tasks": ["cola"]}]}, ()),  # trained first here, too: nothing came before
        ({"kind": "import"}, ()),
        (PLAN, ()),
    ],
)
def test_by_its_plan(other, tasks):
    assert could_be(PLAN, other) == tasks


@pytest.fixture
def runs(answers_to, run_of):
    """The run; two that trained MRPC first, with its seed and with another."""
    mrpc = answers_to([1, 1, 0, 0], [1, 1, 0, 1], [1, 1, 1, 1], name="mrpc", kind="pair", metrics=("accuracy",))
    mine = replace(run_of(mrpc, own={"mrpc": 2}), plan=PLAN, seed=1, id="mine")
    twin = replace(run_of(mrpc, own={"mrpc": 1}), plan=OTHER, seed=1, id="twin")
    return mrpc, mine, twin, replace(twin, seed=2, id="other")


def test_the_score_right_after_its_stage_and_the_same_seed_wins(runs):
    mrpc, mine, twin, other = runs
    found = alone(mine, [other, twin, mine], lambda run, task: mrpc, {"mrpc": "accuracy"})
    assert found == {"mrpc": Alone(("twin",), 0.75, True)}
    found = alone(mine, [other], lambda run, task: mrpc, {"mrpc": "accuracy"})
    assert found == {"mrpc": Alone(("other",), 0.75, False)}


def test_other_data_do_not_count(runs):
    mrpc, mine, twin, _ = runs
    elsewhere = replace(twin, tasks={"mrpc": replace(mrpc.task, train_fingerprint="else")})
    assert alone(mine, [elsewhere], lambda run, task: mrpc, {"mrpc": "accuracy"}) == {}
