"""In which order several tasks are trained together, with literals."""

from collections import Counter

import pytest

from engine import objectives
from engine.errors import UserError
from engine.objectives import Material
from engine.plan import Plan
from engine.stage import Stage

SIZES = {"cola": 6, "rte": 2, "sts": 4}  # in batches of 2: 3, 1, 2


def begun(**settings) -> objectives.Objective:
    stage = Stage(tuple(SIZES), "multitask", tuple(settings.items()), batch_size=2, batching="shuffled")
    rows = {task: range(size) for task, size in SIZES.items()}
    return objectives.build(Material(stage, 1, 42, rows, {t: [5] * n for t, n in SIZES.items()}))


def order(objective, epoch: int = 0) -> list[list[str]]:
    steps = range(epoch * objective.steps_per_epoch, (epoch + 1) * objective.steps_per_epoch)
    return [[term.batch.task for term in objective.terms(step)] for step in steps]


def rows(objective, task: str, epochs: int = 1) -> list[int]:
    steps = range(epochs * objective.steps_per_epoch)
    return sorted(r for s in steps for t in objective.terms(s) if t.batch.task == task for r in t.batch.rows)


def test_one_after_another_is_whole_data_sets_in_the_order_of_the_plan():
    objective = begun(sampling="one-after-another")
    expected = [["cola"], ["cola"], ["cola"], ["rte"], ["sts"], ["sts"]]
    assert order(objective) == order(objective, 1) == expected


def test_proportional_sees_every_example_once_in_an_epoch_in_a_mixed_order_of_its_own():
    objective = begun(sampling="proportional")
    assert objective.steps_per_epoch == 6
    assert Counter(t for (t,) in order(objective)) == {"cola": 3, "rte": 1, "sts": 2}
    assert order(objective) != order(objective, 1) and order(objective) == order(begun())
    assert rows(objective, "cola") == list(range(6)) and rows(objective, "sts", epochs=2) == sorted([*range(4)] * 2)


def test_round_robin_until_the_longest_starts_the_shorter_ones_over():
    objective = begun(sampling="round-robin")
    assert order(objective) == [["cola"], ["rte"], ["sts"]] * 3
    assert rows(objective, "rte") == [0, 0, 0, 1, 1, 1] and rows(objective, "cola") == list(range(6))
    assert rows(objective, "sts", epochs=2) == sorted([*range(4)] * 3)  # the second epoch goes on where it was


def test_round_robin_until_the_shortest():
    objective = begun(sampling="round-robin", until="shortest")
    assert order(objective) == [["cola"], ["rte"], ["sts"]]
    assert rows(objective, "cola", epochs=3) == list(range(6))  # three epochs of one batch are one pass


def test_together_is_one_step_on_the_mean_loss():
    objective = begun(sampling="round-robin", together=True)
    assert objective.steps_per_epoch == 3 and order(objective) == [["cola", "rte", "sts"]] * 3
    assert [t.weight for t in objective.terms(0)] == [1 / 3] * 3


@pytest.mark.parametrize(
    ("stage", "field"),
    [
        ({"tasks": ["cola"], "objective": "multitask"}, "stages.1.tasks"),
        ({"tasks": ["cola", "cola"], "objective": "multitask"}, "stages.1.tasks"),
        ({"tasks": ["cola", "rte"]}, "stages.1.tasks"),
        (
            {"tasks": ["cola", "rte"], "objective": {"name": "multitask", "sampling": "x"}},
            "stages.1.objective.sampling",
        ),
        ({"tasks": ["cola"], "objective": {"name": "finetune", "x": 1}}, "stages.1.objective.x"),
        ({"tasks": ["cola"], "objective": {"x": 1}}, "stages.1.objective"),
        ({"tasks": ["cola"], "objective": "none"}, "stages.1.objective"),
    ],
)
def test_what_a_stage_cannot_ask_for(stage, field):
    with pytest.raises(UserError) as refused:
        Plan.from_json({"stages": [stage]})
    assert [p.field for p in refused.value.problems] == [field]


def test_an_objective_with_settings_is_the_same_plan_after_json():
    stage = {"tasks": ["cola", "rte"], "objective": {"name": "multitask", "sampling": "round-robin"}}
    plan = Plan.from_json({"stages": [stage]})
    assert Plan.from_json(plan.to_json()) == plan
    assert plan.essence()["stages"] == [stage]
    assert plan.own_stage("rte") == 1
