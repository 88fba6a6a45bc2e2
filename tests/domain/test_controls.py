"""Seed twins and sham stages as plans."""

import pytest

from engine import controls
from engine.errors import UserError
from engine.plan import Plan, Start

RUN = "20260101-000000-run-01234567"
STAGES = [
    {"tasks": ["cola"], "epochs": 3, "learning_rate": 1e-4, "train_limit": 2000, "hold_out": 0.1},
    {"tasks": ["mrpc"], "epochs": 4, "learning_rate": 5e-5, "batch_size": 16, "evaluate_every": 10},
    {"tasks": ["conll2003"], "epochs": 1},
]


def plan(**more) -> Plan:
    return Plan.from_json({"seed": 42, "task_settings": {"cola": {"max_length": 64}}, "stages": STAGES, **more})


def test_a_twin_repeats_the_own_stage_from_the_weights_before_it():
    twin = controls.twin(plan(), RUN, "mrpc", seed=1)

    assert twin.marks() == {"kind": "twin", "of": RUN, "task": "mrpc"}
    assert twin.plan.start == Start(RUN, "1") and twin.plan.tasks == ("mrpc",)
    stage = twin.plan.stages[0]
    assert (stage.seed, stage.epochs, stage.learning_rate, stage.batch_size, stage.evaluate_every) == (
        1, 4, 5e-5, 16, None,
    )  # fmt: skip
    assert twin.plan.keep_checkpoints == "none"
    assert Plan.from_json(twin.plan.to_json()) == twin.plan


def test_a_sham_trains_own_data_for_as_many_steps_as_the_later_stages_with_their_settings():
    sham = controls.sham(plan(), RUN, "cola", last=3, steps={2: 920, 3: 440}, train_rows=8551)

    assert sham.plan.start == Start(RUN, "1") and sham.plan.tasks == ("cola",)
    assert [(s.name, s.max_steps, s.batch_size, s.learning_rate) for s in sham.plan.stages] == [
        ("sham of mrpc", 920, 16, 5e-5),
        ("sham of conll2003", 440, 32, 3e-5),
    ]
    for stage in sham.plan.stages:
        assert stage.train_limit == 2000 and stage.hold_out == 0
        assert stage.epochs * -(-2000 // stage.batch_size) >= stage.max_steps  # the epochs never end it early
    assert [s.seed for s in sham.plan.stages] == [43, 44]  # with 42 it would see the own stage's batches once more
    assert sham.plan.settings_of("cola").max_length == 64


def test_a_sham_of_a_multitask_stage_is_a_valid_plan():
    stages = [STAGES[0], {"tasks": ["mrpc", "rte"], "objective": {"name": "multitask", "sampling": "round-robin"}}]
    sham = controls.sham(Plan.from_json({"stages": stages}), RUN, "cola", 2, {2: 10}, 8551)
    assert Plan.from_json(sham.plan.to_json()) == sham.plan


def test_a_sham_of_a_seeded_sample_is_refused():
    stages = [{**STAGES[0], "train_sample": "seeded"}, *STAGES[1:]]
    with pytest.raises(UserError, match="on a sample that its seed drew"):
        controls.sham(Plan.from_json({"stages": stages}), RUN, "cola", 3, {2: 9, 3: 9}, 8551)


@pytest.mark.parametrize(
    ("make", "why"),
    [
        (lambda: controls.sham(plan(), RUN, "conll2003", 3, {}, 100), "needs a later stage to stand in for"),
        (lambda: controls.sham(plan(), RUN, "cola", 2, {}, 100), "not known how many steps stage 2 took"),
        (lambda: controls.twin(plan(evaluate=["rte"]), RUN, "rte", 1), "no stage of this run trains rte"),
        (lambda: controls.twin(plan(), RUN, "cola", 42), "another seed than the stage's own, 42"),
        (lambda: controls.twin(plan(strategy="ewc"), RUN, "mrpc", 1), "what the strategy 'ewc' remembered"),
    ],
)
def test_what_cannot_be_made_is_refused(make, why):
    with pytest.raises(UserError, match=why):
        make()


def test_the_first_stage_has_a_twin_under_every_strategy():
    assert controls.twin(plan(strategy="ewc"), RUN, "cola", 1).plan.strategy == {"name": "sequential"}
