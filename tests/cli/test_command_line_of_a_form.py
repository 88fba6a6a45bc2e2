import shlex

import pytest

from engine import presets
from engine.command_line import command, differences
from engine.plan import Plan
from engine.plan_changes import changed

CHANGES = [
    {},
    {"seed": 7, "encoder": "bert-base-cased", "keep_checkpoints": "none"},
    {"strategy": {"name": "ewc", "strength": 5.0}},
    {"strategy": {"name": "replay"}},
    {"evaluate": ["rte", "cola"]},  # besides those it evaluates itself
    {"name": "two words, 3", "device": "cuda:1"},
]


@pytest.mark.parametrize("preset", presets.names())
@pytest.mark.parametrize("changes", CHANGES)
def test_set_makes_of_the_preset_what_the_form_made(preset, changes):
    document = presets.load(preset)
    if "evaluate" in changes:
        changes = {"evaluate": [*document.get("evaluate", ()), *changes["evaluate"]]}
    before, after = Plan.from_json(document), Plan.from_json({**document, **changes})
    assert Plan.from_json(changed(document, differences(before, after))) == after


def test_stage_and_task_settings():
    document = presets.load("quickstart")
    stages = [dict(stage) for stage in document["stages"]]
    stages[1] |= {"epochs": 9, "train_limit": 100, "name": "42"}
    given = {**document["task_settings"], "mini-ner": {"max_length": 64}}
    after = Plan.from_json({**document, "stages": stages, "task_settings": given})
    found = differences(Plan.from_json(document), after)
    assert found == [
        "stages.2.name=42", "stages.2.epochs=9", "stages.2.train_limit=100", "task_settings.mini-ner.max_length=64",
    ]  # fmt: skip
    assert Plan.from_json(changed(document, found)) == after


def test_another_number_of_stages_is_a_plan_of_its_own():
    document = presets.load("experiment-2")
    plan, after = Plan.from_json(document), Plan.from_json({**document, "stages": document["stages"][:2]})
    assert differences(plan, after) is None
    assert command(after, ("experiment-2", plan), [42], {}) == "python -m engine launch plan.json"


@pytest.mark.parametrize(
    ("seeds", "all_orders", "words"),
    [
        ([7], False, ["--set", "name=a b", "--set", "seed=7"]),
        ([7, 43], False, ["--set", "name=a b", "--seeds", "7,43"]),
        ([7, 43], True, ["--set", "name=a b", "--seeds", "7,43", "--all-orders"]),
    ],
)
def test_seeds_and_orders_are_one_command_and_words_are_quoted(seeds, all_orders, words):
    preset = Plan.from_json(presets.load("quickstart"))
    plan = Plan.from_json({**presets.load("quickstart"), "name": "a b", "seed": 7})
    found = command(plan, ("quickstart", preset), seeds, {"--runs": "my runs"}, all_orders)
    assert shlex.split(found)[4:] == ["quickstart", *words, "--runs", "my runs"]


def test_what_is_varied_is_said_where_it_is_not_the_presets():
    plan = Plan.from_json(presets.load("quickstart"))
    found = command(plan, ("quickstart", plan), [1, 2], {}, varied=["a & b=1 & x, 2 & y"])
    assert shlex.split(found)[4:] == ["quickstart", "--seeds", "1,2", "--vary", "a & b=1 & x, 2 & y"]


def test_an_objective_and_its_settings_are_set_by_name():
    document = presets.load("minbert-c")
    stages = [{**document["stages"][0], "objective": {"name": "multitask", "sampling": "one-after-another"}}]
    before = Plan.from_json({**document, "stages": [{**stages[0], "objective": "multitask"}]})
    after = Plan.from_json({**document, "stages": stages})
    assert differences(before, after) == ["stages.1.objective.sampling=one-after-another"]
    assert Plan.from_json(changed(before.to_json(), differences(before, after))) == after


def test_where_it_starts_from_is_said_and_taken_back():
    plan = Plan.from_json(presets.load("quickstart"))
    start = {"run": "20260101-000000-run-01234567", "snapshot": "1"}
    fork = Plan.from_json({**presets.load("quickstart"), "start": start})
    assert differences(plan, fork) == ["start.run=20260101-000000-run-01234567", "start.snapshot=1"]
    assert Plan.from_json(changed(plan.to_json(), differences(plan, fork))) == fork
    assert differences(fork, plan) == ["start=null"]
    assert Plan.from_json(changed(fork.to_json(), ["start=null"])) == plan
    assert Plan.from_json(changed(plan.to_json(), ["start.run=a", "start.snapshot=1"])).start.snapshot == "1"
