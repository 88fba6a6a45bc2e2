"""One plan as several: axes, keys that change together, and which stages are carried out."""

import pytest

from engine import vary
from engine.errors import UserError
from engine.settings import PlanError

TRUNCATION = "task_settings.imdb.truncation"
ONE = {"name": "Long", "stages": [{"tasks": ["imdb"]}], "task_settings": {"imdb": {"max_length": 512}}}
TWO = {
    "name": "two",
    "stages": [{"tasks": ["cola"], "epochs": 1}, {"tasks": ["rte"], "epochs": 2}],
    "task_settings": {"cola": {"max_length": 32}},
}


def made(document, **axes):
    found = vary.variants(document, vary.from_json({k.replace("__", "."): v for k, v in axes.items()}))
    return [(v.label, v.plan) for v in found]


def test_each_value_is_a_plan_named_by_it():
    found = vary.variants(ONE, vary.from_json({TRUNCATION: ["head", "head+tail"]}))
    assert [(v.label, v.plan.name) for v in found] == [
        ("truncation head", "Long: truncation head"), ("truncation head+tail", "Long: truncation head+tail"),
    ]  # fmt: skip
    assert [v.plan.settings_of("imdb").truncation for v in found] == ["head", "head+tail"]
    assert len({v.plan.group() for v in found}) == 2


def test_axes_make_a_grid_the_last_one_fastest_and_a_key_is_for_every_stage():
    found = made(TWO, learning_rate=[2e-5, 1e-4], stages__2__epochs=[3, 4])
    assert [[(s.learning_rate, s.epochs) for s in plan.stages] for _, plan in found] == [
        [(2e-5, 1), (2e-5, 3)], [(2e-5, 1), (2e-5, 4)], [(1e-4, 1), (1e-4, 3)], [(1e-4, 1), (1e-4, 4)],
    ]  # fmt: skip
    assert [label for label, _ in found][:2] == ["learning_rate 2e-05, epochs 3", "learning_rate 2e-05, epochs 4"]


def test_keys_of_one_axis_change_together():
    key = "task_settings.imdb.layers & task_settings.imdb.layer_pooling"
    for axis in (
        vary.from_json({key: [["last", "concat"], ["first 4", "mean"]]})[0],
        vary.parse(key, "last & concat, first 4 & mean"),
        vary.parse(key.replace(" & ", "&"), "last&concat,first 4 & mean"),
    ):
        found = vary.variants(ONE, [axis])
        read = [v.plan.settings_of("imdb") for v in found]
        assert [(s.layers, s.layer_pooling) for s in read] == [("last", "concat"), ("first 4", "mean")]
        assert axis.text == "last & concat, first 4 & mean"


def test_stages_says_which_are_carried_out_and_every_other_key_counts_them_all():
    found = made(TWO, stages=["2", "1 2", "2+1"], stages__2__epochs=[9])
    assert [[(s.tasks[0], s.epochs) for s in plan.stages] for _, plan in found] == [
        [("rte", 9)], [("cola", 1), ("rte", 9)], [("rte", 9), ("cola", 1)],
    ]  # fmt: skip
    assert "cola" not in found[0][1].task_settings  # which no stage of it reads


@pytest.mark.parametrize(
    ("key", "text", "values"),
    [
        ("learning_rate", "2e-5, 5e-5", ((2e-5,), (5e-5,))),
        ("stages.1.tasks", "imdb+sst, imdb", ((["imdb", "sst"],), (["imdb"],))),
        ("task_settings.imdb.layers", "1, 12, all", (("1",), ("12",), ("all",))),
        ("rate_groups", '["0-3: 0.4, 8-11: 2.6", ""]', (("0-3: 0.4, 8-11: 2.6",), ("",))),
        ("stages.1.objective.sampling", "round-robin, proportional", (("round-robin",), ("proportional",))),
        ("stages", "2, 1 2", (("2",), ("1 2",))),
    ],
)
def test_values_are_written_as_text(key, text, values):
    axis = vary.parse(key, text)
    assert (axis.values, len(axis)) == (values, len(values))
    assert vary.from_json(vary.to_json([axis])) == (axis,)


def test_a_setting_of_an_objective():
    document = {"stages": [{"tasks": ["cola", "rte"], "objective": "multitask"}]}
    found = vary.variants(document, [vary.parse("stages.1.objective.sampling", "round-robin, proportional")])
    assert [dict(v.plan.stages[0].objective_settings)["sampling"] for v in found] == ["round-robin", "proportional"]


@pytest.mark.parametrize(
    ("axes", "why"),
    [
        ({"epoch": [1, 2]}, "vary epoch: unknown setting 'epoch'; did you mean 'epochs'"),
        ({"epochs": []}, "needs at least one value"),
        ({"epochs": [1, 1]}, "a value is named twice"),
        ({"epochs": 3}, "must be a list of values"),
        ({"epochs & seed": [[1, 2], [3]]}, "each variant needs 2 values with & between them, got 1"),
        ({"epochs": [1, 2], "epochs & seed": [[1, 2]]}, "vary names epochs twice"),
        ({"stages": ["3"]}, "numbers of stages from 1 to 2"),
        ({"epochs": list(range(1, 16)), "seed": list(range(15))}, "vary makes 225 plans: at most 200"),
    ],
)
def test_what_cannot_be_varied_is_said(axes, why):
    with pytest.raises(UserError, match=why):
        vary.variants(TWO, vary.from_json(axes))


def test_a_value_that_does_not_fit_is_said_with_its_variant():
    with pytest.raises(PlanError) as error:
        vary.variants(ONE, [vary.parse(TRUNCATION, "head, middle")])
    assert [p.field for p in error.value.problems] == [TRUNCATION]
    assert str(error.value).endswith("(with truncation middle)")


def test_nothing_varied_is_the_plan_itself():
    assert [(v.label, v.plan.name) for v in vary.variants(ONE, ())] == [("", "Long")]
