"""One plan as several runs: seeds and orders."""

import pytest

from engine import sweep
from engine.errors import UserError
from engine.plan import Plan


def plan(*tasks: str, **more) -> Plan:
    return Plan.from_json({"name": "three", "stages": [{"tasks": [t]} for t in tasks], **more})


def test_every_order_once_its_own_first():
    found = sweep.orders(plan("cola", "mrpc", "rte"))
    assert [p.name for p in found] == [
        "cola → mrpc → rte", "cola → rte → mrpc", "mrpc → cola → rte",
        "mrpc → rte → cola", "rte → cola → mrpc", "rte → mrpc → cola",
    ]  # fmt: skip
    assert len({p.group() for p in found}) == 6


def test_equal_stages_are_not_told_apart():
    assert [p.name for p in sweep.orders(plan("cola", "cola", "rte"))] == [
        "cola → cola#2 → rte", "cola → rte → cola#2", "rte → cola → cola#2",
    ]  # fmt: skip


def test_orders_with_seeds_are_one_sweep():
    found = sweep.runs(plan("cola", "rte"), [1, 2, 2], all_orders=True)
    assert [(p.name, p.seed) for p in found] == [
        ("cola → rte", 1), ("rte → cola", 1), ("cola → rte", 2), ("rte → cola", 2),
    ]  # fmt: skip
    assert sweep.name(plan("cola", "rte"), [1, 2], all_orders=True) == "three, all 2 orders, seeds 1, 2"
    assert sweep.name(plan("cola", "rte"), [1, 2]) == "three, seeds 1, 2"
    assert sweep.name(plan("cola", "rte"), [1]) is None


@pytest.mark.parametrize(
    ("tasks", "why"),
    [(("cola",), "there is only one"), (("cola", "mrpc", "rte", "mnli", "ud", "conll2003"), "720 runs: at most 120")],
)
def test_orders_nobody_would_run_are_refused(tasks, why):
    with pytest.raises(UserError, match=why):
        sweep.orders(plan(*tasks))


def test_what_changes_no_update_parts_no_group():
    def group(**stage):
        return Plan.from_json({"stages": [{"tasks": ["cola"], **stage}]}).group()

    assert group(accumulation=4) == group(evaluate_every=10) == group()
    assert len({group(), group(batch_size=8), group(seed=3), group(train_limit=10)}) == 4
