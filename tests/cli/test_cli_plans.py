"""PLAN and --set: presets, files, the original's order file, and every kind of mistake in them."""

import json

import pytest

from engine import order_file, plan_changes
from engine.commands import plan_argument
from engine.errors import UserError

TWO = {"format": 1, "stages": [{"tasks": ["mini-cola"]}, {"tasks": ["mini-ner"], "epochs": 5}]}


@pytest.mark.parametrize(
    ("change", "path", "expected"),
    [
        ("seed=7", ("seed",), 7),
        ("name=My run", ("name",), "My run"),
        ("epochs=1", ("stages", 0, "epochs"), 1),
        ("epochs=1", ("stages", 1, "epochs"), 1),
        ("stages.2.learning_rate=1e-4", ("stages", 1, "learning_rate"), 0.0001),
        ("stages.1.tasks=mini-pos", ("stages", 0, "tasks"), ["mini-pos"]),
        ("train_limit=null", ("stages", 0, "train_limit"), None),
        ("strategy=ewc", ("strategy",), "ewc"),
        ("strategy.strength=5", ("strategy",), {"name": "sequential", "strength": 5}),
        ("evaluate=mini-pos,mini-mrpc", ("evaluate",), ["mini-pos", "mini-mrpc"]),
        ("task_settings.mini-cola.max_length=48", ("task_settings", "mini-cola"), {"max_length": 48}),
        ("name=a=b", ("name",), "a=b"),
    ],
)
def test_set_changes_one_thing(change, path, expected):
    found = plan_changes.changed(TWO, [change])

    for key in path:
        found = found[key]
    assert found == expected


def test_changes_are_made_in_order_and_the_original_stays():
    changed = plan_changes.changed(TWO, ["strategy=ewc", "strategy.strength=5", "epochs=2", "stages.2.epochs=9"])

    assert changed["strategy"] == {"name": "ewc", "strength": 5}
    assert [s["epochs"] for s in changed["stages"]] == [2, 9]
    assert TWO == {"format": 1, "stages": [{"tasks": ["mini-cola"]}, {"tasks": ["mini-ner"], "epochs": 5}]}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ("epochs", "--set takes KEY=VALUE"),
        ("=1", "--set takes KEY=VALUE"),
        ("epoch=1", "unknown setting 'epoch'; did you mean 'epochs'?"),
        ("stages.3.epochs=1", "stages are counted from 1 to 2, got '3'"),
        ("stages.0.epochs=1", "stages are counted from 1 to 2, got '0'"),
        ("stages.1.epoch=1", "unknown setting 'epoch'; did you mean 'epochs'?"),
        ("task_settings.max_length=1", "takes task_settings.TASK.SETTING"),
    ],
)
def test_a_wrong_set_is_explained(change, message):
    with pytest.raises(UserError) as raised:
        plan_changes.changed(TWO, [change])

    assert message in str(raised.value)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ('{"stages": [', "plan.json, line 1, column 13: not JSON"),
        ("[]", "a plan is a JSON object, got list"),
        ("{}", "stages: a plan needs at least one stage"),
        ('{"stages": [{"tasks": []}]}', "stages.1.tasks: a stage needs at least one task"),
        ('{"stages": [{"tasks": ["colla"]}]}', "unknown task 'colla'; did you mean 'cola'?"),
        ('{"stages": [{"tasks": ["mini-ner"], "learning_rate": 0}]}', "stages.1.learning_rate: must be above 0, got 0"),
        (
            '{"format": 9, "stages": [{"tasks": ["mini-ner"]}]}',
            "format: this plan has format 9; this Lethe reads up to 1",
        ),
        ('{"encoder": "NO/SUCH/", "stages": [{"tasks": ["mini-ner"]}]}', "encoder: "),
        ('{"device": "cuda:88", "stages": [{"tasks": ["mini-ner"]}]}', "device: this machine has no device 'cuda:88'"),
        ("\xff\xfe", "no text file in UTF-8"),
    ],
)
def test_a_wrong_plan_file_is_explained(tmp_path, content, message):
    (tmp_path / "plan.json").write_bytes(content.encode("latin-1"))

    with pytest.raises(UserError) as raised:
        plan_argument.read(str(tmp_path / "plan.json"), [], None)

    assert message in str(raised.value)


def test_a_file_that_is_not_there_and_a_preset_that_is_not_there():
    with pytest.raises(UserError, match=r"^there is no plan file nowhere\.json$"):
        plan_argument.read("nowhere.json", [], None)
    with pytest.raises(UserError, match="unknown preset 'quikstart'; did you mean 'quickstart'"):
        plan_argument.read("quikstart", [], None)


def test_a_wrong_data_file_is_known_before_anything_runs(tmp_path):
    folder = tmp_path / "cola"
    folder.mkdir()
    (folder / "train.tsv").write_text("gj04\t1\t\tA sentence.\n")
    (folder / "dev.tsv").write_text("gj04\tone\n")
    (tmp_path / "plan.json").write_text('{"stages": [{"tasks": ["cola"]}]}')

    with pytest.raises(UserError, match=r"stages\.1\.tasks: .*cola/dev\.tsv, line 1"):
        plan_argument.read(str(tmp_path / "plan.json"), [], tmp_path)


def test_the_originals_order_file_is_a_plan(tmp_path):
    settings = {"weight_decay": 0.01, "adam_epsilon": 1e-8, "max_grad_norm": 1.0, "logging_steps": 500}
    order = {
        "cola": {"learning_rate": 3e-5, **settings, "save_steps": 500, "output_mode": "classification"},
        "ner": {"learning_rate": 5e-5, **settings},
        "pos": {},
    }
    (tmp_path / "order1.json").write_text(json.dumps(order))

    plan = plan_argument.read(str(tmp_path / "order1.json"), ["encoder=minilm", "evaluate=rte"], None)

    assert plan.tasks == ("cola", "conll2003", "ud", "rte")
    assert [s.learning_rate for s in plan.stages] == [3e-5, 5e-5, 3e-5]
    assert {(s.epochs, s.batch_size, s.weight_decay, s.batching) for s in plan.stages} == {(5, 32, 0.01, "shuffled")}
    assert order_file.to_plan(order)["encoder"] == "bert-base-uncased"


@pytest.mark.parametrize("document", [TWO, [], {}, {"cola": 1}, {"cola": {"epochs": 1}}, {"strategy": {"name": "ewc"}}])
def test_what_is_no_order_file(document):
    assert not order_file.is_order(document)
