"""Every preset is a valid plan that says its source; each runs to its end on a few examples, with minilm."""

from functools import partial

import numpy as np
import pytest
import small_data
from test_resume import new_run

from engine import launch, presets, run, store, vary
from engine.analysis import published_rows
from engine.analysis.matrices import result_matrix
from engine.commands import plan_argument
from engine.plan import Plan

PUBLISHED = [name for name in presets.names() if name.startswith(("sun-", "minbert-", "meta-bert-"))]
SHRUNK = ["train_limit=12", "epochs=1", "max_steps=2", "evaluate_every=null", "keep_checkpoints=none"]
SHORT = ["max_length=24", "head_pieces=8"]  # of every task
OF_OBJECTIVE = {  # what else makes a stage small
    "masked_lm": ["batch_size=4", "objective.head_steps=1"],
    "meta": ["objective.support=4", "objective.query=2", "objective.inner_steps=1", "objective.tasks_per_step=2"],
}


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    return small_data.make(tmp_path_factory.mktemp("data"))


@pytest.mark.parametrize("name", presets.names())
def test_every_preset_is_valid_and_says_what_it_follows(name):
    document = presets.load(name)
    axes = vary.from_json(presets.varied(name))
    found = vary.variants(document, axes)
    assert len({variant.plan.group() for variant in found}) == len(found) == vary.count(axes)
    assert presets.description(name) and (presets.source(name) or name == "quickstart")
    for axis in axes:  # as the form and the command line write it
        assert vary.parse(axis.key, axis.text) == axis


@pytest.mark.parametrize("name", [name for name in presets.names() if presets.varied(name)])
def test_the_runs_of_a_sweep_can_be_compared(name):
    found = vary.variants(presets.load(name), vary.from_json(presets.varied(name)))
    assert set.intersection(*(set(variant.plan.tasks) for variant in found))
    assert len({variant.plan.encoder for variant in found}) == 1  # so that every task is cut into the same pieces


def carried_out(runs, name, encoder, data, which=-1):
    """The run of one variant of a preset, by default the last, shrunk."""
    changes = [f"encoder={encoder}", *SHRUNK]
    plan = Plan.from_json(presets.load(name))
    changes += [f"task_settings.{task}.{c}" for task in plan.tasks for c in SHORT]
    for number, stage in enumerate(plan.stages, 1):
        changes += [f"stages.{number}.{c}" for c in OF_OBJECTIVE.get(stage.objective, ["batch_size=4"])]
    _, found = plan_argument.read_several(name, changes, [], data)
    folder = new_run(runs, found[which].plan)
    run.carry_out(folder, data)
    return store.open_run(folder)


@pytest.mark.parametrize("name", PUBLISHED)
def test_each_runs_to_its_end(name, tmp_path, data):
    """Those that ask for bert-base-uncased, too: all but its width and depth is theirs."""
    opened = carried_out(tmp_path, name, "minilm", data)
    stages = opened.plan["stages"]
    assert [s.name for s in opened.snapshots] == [str(k) for k in range(len(stages) + 1)]
    trained = {task for snapshot, task in opened.trained if snapshot == str(len(stages))}
    assert set(stages[-1]["tasks"]) <= trained and (set(opened.tasks) == trained or not name.startswith("meta-"))
    logged = store.read_losses(opened)
    assert np.isfinite(logged["loss"]).all() and set(logged["stage"]) == set(range(1, len(stages) + 1))


def test_the_trace_of_minbert_is_set_beside_models_d_e_and_f(tmp_path, tiny_encoder, data):
    opened = carried_out(tmp_path, "minbert-trace-minilm", tiny_encoder, data)
    matrix = result_matrix(opened, partial(store.read_answers, opened))
    found = published_rows.by_table(published_rows.beside(opened.plan, matrix))["minbert"]
    of_sts = [(one.row.name[:2], one.stage, one.published, one.ours) for one in found if one.column.task == "sts"]
    sts = matrix.result[:, matrix.tasks.index("sts")]
    assert [(row, stage, published) for row, stage, published, _ in of_sts] == [
        ("D:", 1, 0.815), ("E:", 2, 0.615), ("F:", 3, 0.726), ("F,", 3, 0.73),
    ]  # fmt: skip
    assert np.allclose([ours for *_, ours in of_sts], [*sts, sts[2]])
    assert {one.column.title for one in found} == {
        "SST accuracy", "Paraphrase accuracy", "STS Pearson", "Overall",
    }  # fmt: skip


def test_a_sweep_over_a_fraction_is_groups_that_differ_in_it(tmp_path, tiny_encoder, data):
    runs = [carried_out(tmp_path, "sun-few-shot-minilm", tiny_encoder, data, which) for which in (0, 3)]
    assert [r.plan["stages"][0]["train_fraction"] for r in runs] == [0.05, 1.0]
    assert launch.status(runs[0].folder).state == "done"
