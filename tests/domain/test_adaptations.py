"""Adaptation runs as plans."""

import pytest

from engine.adaptations import ALL, Adaptation, read_examples
from engine.command_line import adapt
from engine.errors import UserError
from engine.plan import Plan, Start
from engine.task_settings import TaskSettings

START = Start("20260101-000000-run-01234567", "1")
SHORT = {"max_length": 64}


def meta_plan(**more) -> Plan:
    stage = {"tasks": ["amazon:a", "amazon:b"], "objective": "meta"}
    by_task = {"amazon:a": SHORT, "amazon:b": SHORT}
    return Plan.from_json({"name": "FOMAML", "seed": 7, "stages": [stage], "task_settings": by_task, **more})


def adaptations(*asked, plan: Plan | None = None, **more) -> list[Plan]:
    return Adaptation(START, *asked, **more).plans(plan or meta_plan())


def test_one_run_per_seed_task_and_number_from_the_run_and_from_the_plain_encoder():
    found = adaptations(("amazon:c", "amazon:b"), (20, ALL), (1, 2), plain=True)

    assert len(found) == 2 * 2 * 2 * 2
    assert [(p.name, p.seed, p.start) for p in found[:4]] == [
        ("amazon:c, 20 examples, after FOMAML", 1, START),
        ("amazon:c, 20 examples, plain encoder", 1, None),
        ("amazon:c, all examples, after FOMAML", 1, START),
        ("amazon:c, all examples, plain encoder", 1, None),
    ]
    for each in found:
        assert Plan.from_json(each.to_json()) == each and each.keep_checkpoints == "none"
    assert [(s.tasks, s.train_limit, s.train_sample) for s in found[0].stages] == [(("amazon:c",), 20, "stratified")]
    assert [p.stages[0].train_limit for p in found[:4]] == [20, 20, None, None]


def test_pairs_differ_in_where_they_begin_alone_and_seeds_of_each_are_a_group():
    meta, plain, meta_2, plain_2 = adaptations(("amazon:c",), (20,), (1, 2), plain=True)

    assert meta.stages == plain.stages and meta.task_settings == plain.task_settings
    assert meta.evaluate == plain.evaluate == ("amazon:a", "amazon:b")
    assert meta.group() == meta_2.group() != plain.group() == plain_2.group()


def test_a_new_member_is_read_as_its_family_is():
    (found,) = adaptations(("amazon:c",), (20,), (1,))
    assert {t: found.settings_of(t).max_length for t in found.tasks} == {"amazon:c": 64, "amazon:a": 64, "amazon:b": 64}
    (other,) = adaptations(("sst",), (20,), (1,), alone=True)
    assert other.settings_of("sst") == TaskSettings() and other.tasks == ("sst",)


def test_every_run_evaluates_the_same_tasks_each_once_or_its_own_alone():
    asked = ("amazon:a", "amazon:c")
    found = adaptations(asked, (20,), (1,))
    assert [p.tasks for p in found] == [("amazon:a", "amazon:c", "amazon:b"), ("amazon:c", "amazon:a", "amazon:b")]
    assert [p.tasks for p in adaptations(asked, (20,), (1,), alone=True)] == [(t,) for t in asked]


def test_runs_without_a_task_in_common_are_a_sweep_each():
    both = Adaptation(START, ("amazon:a", "amazon:c"), alone=True)
    assert both.sweeps("mine") == {"amazon:a": "mine: amazon:a", "amazon:c": "mine: amazon:c"}
    assert Adaptation(START, ("amazon:c",), alone=True).sweeps() == {"amazon:c": f"adaptation of {START.run}"}
    assert set(Adaptation(START, ("amazon:a", "amazon:c")).sweeps("mine").values()) == {"mine"}


def test_the_command_line_asks_for_the_same():
    asked = Adaptation(START, ("amazon:a", "amazon:c"), (20, ALL), (1, 2), plain=True, alone=True)
    assert adapt(asked, ["epochs=3"], {"--runs": "my runs"}) == (
        f"python -m engine adapt {START.run} --tasks amazon:a,amazon:c --examples 20,all --seeds 1,2 --snapshot 1 "
        "--plain --own-task-only --set epochs=3 --runs 'my runs'"
    )


@pytest.mark.parametrize(
    ("text", "found"), [("20, all", (20, ALL)), ("5 10,20", (5, 10, 20)), ("all", (ALL,)), (" ", ())]
)
def test_numbers_of_examples_as_they_are_typed(text, found):
    assert read_examples(text) == found


@pytest.mark.parametrize(
    ("text", "why"), [("20, few", "whole numbers or all"), ("-1", "whole numbers or all"), ("0, 20", "zero-shot")]
)
def test_what_is_no_number_of_examples(text, why):
    with pytest.raises(UserError, match=why):
        read_examples(text)


@pytest.mark.parametrize(
    ("asked", "plan", "why"),
    [
        (((), (20,), (1,)), {}, "adapt needs tasks, each once; got none"),
        ((("amazon:c",), (20, 20), (1,)), {}, "adapt needs numbers of examples, each once; got 20, 20"),
        ((("amazon:c",), (ALL, ALL), (1,)), {}, "adapt needs numbers of examples, each once; got all, all"),
        ((("amazon:c",), (20,), (1, 1)), {}, "adapt needs seeds, each once; got 1, 1"),
        ((("amazon:c",), (20,), (1,)), {"start": {"run": "other", "snapshot": "1"}}, "itself started from other"),
    ],
)
def test_what_cannot_be_made_is_refused(asked, plan, why):
    with pytest.raises(UserError, match=why):
        adaptations(*asked, plan=meta_plan(**plan), plain=True)
