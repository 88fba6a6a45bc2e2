"""Which pieces of a long text are read, with literals."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as some

from engine.plan import Plan
from engine.settings import PlanError
from engine.truncation import POLICIES, kept, segments


@pytest.mark.parametrize(
    ("policy", "expected"),
    [("head", [0, 1, 2, 3, 4]), ("tail", [5, 6, 7, 8, 9]), ("head+tail", [0, 1, 7, 8, 9])],
)
def test_five_of_ten(policy, expected):
    assert kept(10, 5, policy, head=2) == expected
    assert kept(5, 5, policy, head=2) == [0, 1, 2, 3, 4]


def test_head_and_tail_of_sun_et_al():
    places = kept(1000, 510, "head+tail")
    assert len(places) == 510 and places[:128] == list(range(128)) and places[128:] == list(range(618, 1000))


@given(some.integers(0, 60), some.integers(1, 40), some.sampled_from(POLICIES), some.integers(0, 50))
def test_as_many_as_fit_in_order_and_each_once(length, budget, policy, head):
    places = kept(length, budget, policy, head)
    assert len(places) == min(length, budget) == len(set(places))
    assert places == sorted(places) and all(0 <= place < length for place in places)


@pytest.mark.parametrize(
    ("length", "most", "expected"),
    [(0, 9, [(0, 0)]), (4, 9, [(0, 4)]), (5, 9, [(0, 4), (4, 5)]), (8, 9, [(0, 4), (4, 8)]), (99, 2, [(0, 4), (4, 8)])],
)
def test_segments_of_four(length, most, expected):
    assert [(s.start, s.stop) for s in segments(length, 4, most)] == expected


@pytest.mark.parametrize("truncation", ["tail", "head+tail", "segments"])
@pytest.mark.parametrize("objective", ["finetune", "meta"])
def test_a_stage_may_not_cut_what_is_not_read_by_its_head(truncation, objective):
    stage = {"tasks": ["sst"], "max_length": 32, "objective": objective}
    read = {"sst": {"truncation": truncation, "max_length": 64, "head_pieces": 20}}
    with pytest.raises(PlanError, match=f"what sst reads by truncation: {re.escape(truncation)}, up to 64") as refused:
        Plan.from_json({"stages": [{"tasks": ["sst"]}, stage], "task_settings": read})
    assert [p.field for p in refused.value.problems] == ["stages.2.max_length"]


@pytest.mark.parametrize(
    ("truncation", "length", "objective"),
    [("head", 32, "finetune"), ("tail", 64, "finetune"), ("tail", None, "finetune"), ("tail", 32, "masked_lm")],
)
def test_a_stage_may_be_as_long_as_its_task_and_cut_heads_and_texts_without_labels(truncation, length, objective):
    stage = {"tasks": ["sst"], "max_length": length, "objective": objective}
    read = {"sst": {"truncation": truncation, "max_length": 64}}
    assert Plan.from_json({"stages": [stage], "task_settings": read}).stages[0].max_length == length
