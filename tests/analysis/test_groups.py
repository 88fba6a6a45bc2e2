"""Which runs form a group, what tells groups apart, and what is left out."""

from dataclasses import replace

import pytest

from engine.analysis import plan_settings
from engine.analysis.groups import grouped
from engine.answers import TaskRecord
from engine.plan import Plan


@pytest.fixture
def run(answers_to, run_of):
    """run(id, group, seed, stages, **plan)"""
    answers = answers_to([1, 0], [1, 1], [1, 0], name="a")

    def make(id, group, seed, stages=("a", "b"), control=None, **plan):
        plan = {"encoder": "minilm", "stages": [{"tasks": [t], "epochs": 3} for t in stages], **plan}
        return replace(run_of(answers), id=id, group=group, seed=seed, plan=plan, control=control)

    return make


def done(_):
    return "done"


def test_runs_that_differ_in_the_seed_alone_form_a_group(run):
    found = grouped([run("2", "x", 43), run("1", "x", 42), run("3", "y", 42, ("b", "a"))], done)
    assert [(g.label, g.seeds) for g in found.groups] == [("a → b", (42, 43)), ("b → a", (42,))]
    assert [(s.name, s.values) for s in found.settings] == [("order", ("a → b", "b → a"))]
    assert found.groups[0].said_seeds == "seeds 42, 43 (2 runs)"


def test_the_same_seed_twice_is_a_repeat_and_one_is_used(run):
    found = grouped([run("2", "x", 42), run("1", "x", 42)], done)
    assert [r.id for r in found.groups[0].runs] == ["1"]
    assert found.left_out == (("2", "repeats 1: the same plan, data and seed"),)


def test_what_is_not_done_is_left_out_and_said(run):
    states = {"1": "done", "2": "running"}
    found = grouped([run("1", "x", 42), run("2", "x", 43)], lambda run: states[run.id])
    assert found.left_out == (("2", "not done: it is running"),)
    assert found.groups[0].seeds == (42,)


def test_a_label_names_what_differs(run):
    plain = run("1", "x", 42)
    replay = run("2", "y", 42, strategy={"name": "replay", "share": 0.1})
    hot = run("3", "z", 42)
    hot = replace(hot, plan={**hot.plan, "stages": [{"tasks": ["a"], "epochs": 5}, {"tasks": ["b"], "epochs": 3}]})
    named = replace(plain, plan={**plain.plan, "strategy": "sequential"})
    assert [g.label for g in grouped([named, replay], done).groups] == ["sequential", "replay"]
    found = grouped([plain, hot], done)
    assert [g.label for g in found.groups] == ["a.epochs 3", "a.epochs 5"]
    assert [(s.name, s.values) for s in found.settings] == [("a.epochs", ("3", "5"))]


def test_stages_have_the_names_that_the_plan_gives_them(run):
    """A stage that comes again has a number of its own, on every page, whatever the others are called."""
    stages = [{"tasks": ["a"]}, {"tasks": ["b"], "name": "a#2"}, {"tasks": ["a"]}]
    again = run("1", "x", 42)
    again = replace(again, plan={**again.plan, "stages": stages})
    assert plan_settings.order(again) == "a → a#2 → a#3" == " → ".join(Plan.from_json(again.plan).stage_names())


def test_other_training_data_is_a_setting(run):
    one, other = run("1", "x", 42), run("2", "y", 42)
    task = replace(other.tasks["a"], train_fingerprint="ffff")
    assert isinstance(task, TaskRecord)
    found = grouped([one, replace(other, tasks={"a": task})], done)
    assert [(s.name, s.values) for s in found.settings] == [("data.a.train", ("–", "ffff"))]


def test_imports_and_controls_stand_for_themselves(run):
    imports = [replace(run(i, "x", None), kind="import") for i in ("1", "2")]
    control = run("4", "y", 1, control={"kind": "twin", "of": "3", "task": "a"})
    found = grouped([*imports, run("3", "y", 42), control], done)
    assert [[r.id for r in g.runs] for g in found.groups] == [["1"], ["2"], ["3"], ["4"]]
    assert len({g.label for g in found.groups}) == 4
