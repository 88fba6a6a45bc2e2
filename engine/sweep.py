"""A sweep: one plan as several runs, over seeds, values of its settings and orders of its stages, by one name."""

import dataclasses
import itertools
import math
from collections.abc import Sequence

from engine.errors import UserError
from engine.plan import Plan

MOST_ORDERS = 120  # five stages


def orders(plan: Plan) -> list[Plan]:
    """The plan with its stages in every order, its own first; each is named by its order.

    Raises UserError for one stage, and for more orders than anybody would run.
    """
    stages = plan.stages
    if len(set(stages)) < 2:
        raise UserError("all orders: there is only one, because the plan has no two different stages")
    if math.factorial(len(stages)) > MOST_ORDERS:
        raise UserError(
            f"all orders of {len(stages)} stages are {math.factorial(len(stages)):,} runs: at most {MOST_ORDERS} are "
            "launched at once, so leave stages out, or launch single orders"
        )
    found = dict.fromkeys(itertools.permutations(stages))
    ordered = [dataclasses.replace(plan, stages=each) for each in found]
    return [dataclasses.replace(each, name=" → ".join(each.stage_names())) for each in ordered]


def runs(plans: Plan | Sequence[Plan], seeds: Sequence[int], all_orders: bool = False) -> list[Plan]:
    """Every plan in every order with every seed; seed by seed, so that a first whole comparison is soon there.

    `plans`: one, or one per value of what is varied (`engine.vary`).
    """
    plans = [plans] if isinstance(plans, Plan) else list(plans)
    if all_orders and len(plans) > 1:
        raise UserError("all orders: not together with what is varied. Vary `stages` instead, for example 1 2, 2 1")
    ordered = [each for plan in plans for each in (orders(plan) if all_orders else [plan])]
    return [dataclasses.replace(each, seed=seed) for seed in dict.fromkeys(seeds) for each in ordered]


def name(plan: Plan, seeds: Sequence[int], all_orders: bool = False, variants: int = 1) -> str | None:
    """What the runs are called together; None for a single run. `variants`: how many plans are varied from `plan`."""
    several = list(dict.fromkeys(seeds))
    if not all_orders and len(several) < 2 and variants < 2:
        return None
    said = [plan.name or ", ".join(plan.stage_names())]
    said += [f"{variants} variants"] if variants > 1 else []
    said += [f"all {len(orders(plan))} orders"] if all_orders else []
    said += [f"seeds {', '.join(map(str, several))}"] if len(several) > 1 else []
    return ", ".join(said)
