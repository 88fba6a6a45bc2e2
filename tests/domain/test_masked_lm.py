"""What a masked_lm stage asks for, step by step; it never touches a tensor."""

from collections import Counter

import pytest

from engine import estimate, objectives
from engine.contract import Masking
from engine.errors import UserError
from engine.objectives import HeadFit, Material
from engine.plan import Plan
from engine.stage import Stage

SIZES = {"imdb": 6, "trec": 2}  # in batches of 2: 3 and 1
ALIKE = {"imdb": {row: row for row in range(9)} | {1: 0}, "trec": {row: row for row in range(3)}}  # rows 0, 1: one text


def begun(has_mlm_head: bool = True, stage: dict | None = None, **settings) -> objectives.Objective:
    made = {"batch_size": 2, "batching": "shuffled", "epochs": 5, **(stage or {})}
    made = Stage(tuple(SIZES), "masked_lm", tuple(settings.items()), **made)
    rows = {task: range(size) for task, size in SIZES.items()}
    lengths = {task: [5] * size for task, size in SIZES.items()}
    held_out = {"imdb": (6, 7, 8), "trec": (2,)}
    brings = frozenset({"mlm", "nsp"} if has_mlm_head else ())
    return objectives.build(Material(made, 1, 42, rows, lengths, held_out, brings, ALIKE))


def test_batches_come_from_the_tasks_in_proportion_to_their_texts_and_each_once_in_an_epoch():
    objective = begun()
    assert objective.steps_per_epoch == 4 and objective.total_steps == 20
    terms = [term for step in range(4) for term in objective.terms(step)]
    assert Counter(t.batch.task for t in terms) == {"imdb": 3, "trec": 1}
    assert sorted(r for t in terms if t.batch.task == "imdb" for r in t.batch.rows) == list(range(6))
    assert {t.loss for t in terms} == {"mlm"} and {t.target for t in terms} == {Masking(0.15)}
    assert [begun().terms(step)[0] for step in range(4)] == terms  # from seed, stage and step alone
    assert [objective.terms(step)[0] for step in range(4, 8)] != terms


def test_a_new_head_is_fitted_first_a_checkpoints_own_is_not_unless_asked():
    assert begun(has_mlm_head=True).head_fit == HeadFit(0, 1e-3)
    assert begun(has_mlm_head=False).head_fit == HeadFit(200, 1e-3)
    assert begun(has_mlm_head=True, head_steps=7, head_rate=0.5).head_fit == HeadFit(7, 0.5)
    assert begun(has_mlm_head=False, head_steps=0).head_fit.steps == 0
    assert begun(has_mlm_head=False).total_steps == 220
    assert begun(has_mlm_head=False, stage={"max_steps": 9}).total_steps == 209


def readings(objective) -> dict[str, list[int]]:
    found = {}
    for step in range(objective.total_steps + 1):
        for reading in objective.readings(step):
            for name in reading.series.values():
                found.setdefault(name, []).append(step)
    return found


def test_the_held_out_loss_is_read_at_the_start_where_the_head_is_fitted_ten_times_and_at_the_end():
    assert readings(begun()) == {"masked_lm": list(range(0, 21, 2))}
    assert readings(begun(head_steps=3)) == {"masked_lm_head": [0, 3], "masked_lm": list(range(3, 24, 2))}
    assert readings(begun(head_steps=3, stage={"evaluate_every": 8})) == {
        "masked_lm_head": [0, 3],
        "masked_lm": [3, 11, 19, 23],
    }


def test_a_reading_is_over_all_held_out_texts_and_always_the_same_masks():
    first, last = (begun(whole_words=True).readings(step)[0].terms for step in (0, 20))
    assert first == last
    assert [(t.batch.task, t.batch.rows) for t in first] == [("imdb", (6, 7)), ("imdb", (8,)), ("trec", (2,))]
    assert {t.target for t in first} == {Masking(0.15, whole_words=True, fixed=True)}


def plan(*stages: dict, **more) -> Plan:
    return Plan.from_json({"stages": list(stages), **more})


def test_it_trains_no_tasks_head_and_its_tasks_are_evaluated():
    made = plan({"tasks": ["imdb", "trec"], "objective": "masked_lm"}, {"tasks": ["trec"]})
    assert (made.own_stage("imdb"), made.own_stage("trec")) == (None, 2)
    assert made.tasks == ("imdb", "trec")


@pytest.mark.parametrize(
    ("stage", "field"),
    [
        ({"tasks": ["imdb", "imdb"]}, "stages.1.tasks"),
        ({"tasks": ["imdb"], "hold_out": 0.1}, "stages.1.hold_out"),
        ({"tasks": ["imdb"], "objective": {"name": "masked_lm", "rate": 0}}, "stages.1.objective.rate"),
        ({"tasks": ["imdb"], "objective": {"name": "masked_lm", "held_out": 0.9}}, "stages.1.objective.held_out"),
    ],
)
def test_what_a_stage_cannot_ask_for(stage, field):
    with pytest.raises(UserError) as refused:
        plan({"objective": "masked_lm", **stage})
    assert [p.field for p in refused.value.problems] == [field]


def test_nothing_left_to_train_on_is_said():
    stage = Stage(("imdb",), "masked_lm")
    objective = objectives.build(Material(stage, 1, 42, {"imdb": ()}, {"imdb": ()}))
    assert "no training text of imdb is left" in objective.shortage()


def test_the_estimate_counts_the_heads_steps_and_not_the_texts_held_out():
    stage = {"tasks": ["a", "b"], "objective": "masked_lm", "epochs": 2, "batch_size": 10, "evaluate_every": 5}
    rows = {"a": (1000, 50), "b": (100, 20)}
    cost = estimate.cost(plan(stage, encoder="minilm"), rows)  # whose checkpoint has no head for masked words
    # 5 % of 1,100 texts are 55: 950 and 95 are left; 2 * (95 + 10) steps after 200, of up to 10 examples each
    assert (cost.stages[0].steps, cost.stages[0].snapshots) == (200 + 210, 1 + 41)
    assert cost.stages[0].examples == 3 * 1045 + 95 * 10
    of_the_hub = estimate.cost(plan(stage, encoder="bert-base-uncased"), rows)  # which brings its own
    assert (of_the_hub.stages[0].steps, of_the_hub.stages[0].examples) == (210, 2 * 1045)


def test_of_pairs_half_of_the_second_parts_are_another_texts_of_the_same_task_and_split():
    objective = begun(next_sentence=True, stage={"epochs": 400})
    drawn = [(t.batch.task, r, o) for k in range(1_600) for t in objective.terms(k)
             for r, o in zip(t.batch.rows, t.target.others, strict=True)]  # fmt: skip
    assert abs(sum(o is None for *_, o in drawn) / len(drawn) - 0.5) < 0.03
    assert {(task, o) for task, _, o in drawn if o is not None} == {
        *(("imdb", row) for row in range(6)), *(("trec", row) for row in range(2)),
    }  # fmt: skip
    assert all(o is None or ALIKE[task][o] != ALIKE[task][r] for task, r, o in drawn)  # never the same text
    again = begun(next_sentence=True, stage={"epochs": 400})
    assert [again.terms(k) for k in range(20)] == [objective.terms(k) for k in range(20)]


def test_held_out_pairs_are_of_held_out_texts_always_the_same_and_measured_beside_the_masked_words():
    objective = begun(next_sentence=True)
    first, last = (objective.readings(step)[0] for step in (0, 20))
    assert first == last
    assert first.series == {
        "mlm": "masked_lm", "nsp": "next_sentence", "nsp_accuracy": "next_sentence_accuracy",
    }  # fmt: skip
    others = {t.batch.task: t.target.others for t in first.terms}
    assert others["trec"] == (None,)  # the only one held out: no other can stand in
    assert {o for t in first.terms if t.batch.task == "imdb" for o in t.target.others} <= {None, 6, 7, 8}
    assert objective.heads == {"mlm", "nsp"} and begun().heads == {"mlm"}


def test_without_the_head_or_another_text_there_are_no_pairs():
    assert "this one brings none" in begun(has_mlm_head=False, next_sentence=True).shortage()
    assert begun(next_sentence=True).shortage() is None
    stage = Stage(("imdb",), "masked_lm", (("next_sentence", True),))
    alike = {"imdb": {0: 0, 1: 0}}
    same = Material(stage, 1, 42, {"imdb": (0, 1)}, {"imdb": (5, 5)}, {}, frozenset({"mlm", "nsp"}), alike)
    assert "needs two different texts of imdb" in objectives.build(same).shortage()
