"""The right side of the Launch page: what the plan will take, what it is as JSON, and as a command line."""

import json
import os
from collections.abc import Sequence
from pathlib import Path

import pandas as pd
import streamlit as st

from engine import command_line, devices, estimate, launch, presets, store, vary
from engine.errors import UserError
from engine.estimate import Cost
from engine.plan import Plan
from engine.vary import Axis, Variant
from pages.parts import amounts, cached, places

LOOK_BACK = 40  # newest runs that are searched for one to go by


def forecast(variants: Sequence[Variant], costs: Sequence[Cost], times: int) -> None:
    """Steps, evaluations, and time if an earlier run gives a basis: of each variant, carried out so many times."""
    if len(variants) > 1:
        _several(variants, costs, times)
        return
    plan, cost, runs = variants[0].plan, costs[0], max(1, times)
    rows = [
        {"stage": s.name, "steps": s.steps, "examples seen": s.examples, "evaluations": s.snapshots}
        for s in cost.stages
    ]
    st.dataframe(pd.DataFrame(rows), hide_index=True, key="forecast", placeholder="unknown",
                 column_config={"steps": st.column_config.NumberColumn(format="localized"),
                                "examples seen": st.column_config.NumberColumn(format="localized")})  # fmt: skip
    if cost.steps is None:
        st.markdown("Steps and time are unknown: the size of a data set is known once it has been downloaded.")
        return
    each = f"{cost.per_snapshot:,} examples each" if cost.per_snapshot is not None else "of all tasks"
    st.markdown(f"**{cost.steps:,}** optimizer steps, **{cost.snapshots}** evaluations ({each})"
                + (f", for each of {runs} runs" if runs > 1 else ""))  # fmt: skip
    st.markdown(_time([plan], [cost], runs))


def _several(variants: Sequence[Variant], costs: Sequence[Cost], times: int) -> None:
    """A row per plan that is varied, and what they take together."""
    rows = [
        {
            "varied": v.label,
            "steps": c.steps,
            "examples seen": c.examples,
            "evaluations": c.snapshots,
        }
        for v, c in zip(variants, costs, strict=True)
    ]
    st.dataframe(pd.DataFrame(rows), hide_index=True, key="forecast", placeholder="unknown",
                 height="content" if len(rows) < 12 else 380,
                 column_config={"steps": st.column_config.NumberColumn(format="localized"),
                                "examples seen": st.column_config.NumberColumn(format="localized")})  # fmt: skip
    runs = len(variants) * max(1, times)
    known = [cost.steps for cost in costs if cost.steps is not None]
    if len(known) < len(costs):
        st.markdown(f"**{runs}** runs. Steps and time of some are unknown: the size of a data set is known once it has "
                    "been downloaded.")  # fmt: skip
        return
    st.markdown(f"**{runs}** runs, **{sum(known) * max(1, times):,}** optimizer steps in all")
    st.markdown(_time([v.plan for v in variants], costs, max(1, times)))


def documents(plan: Plan, preset: str, seeds: Sequence[int], all_orders: bool, axes: Sequence[Axis] = ()) -> None:
    """The plan's JSON, with only what differs from the defaults, and the command that does the same."""
    text = json.dumps(plan.essence(), indent=1, ensure_ascii=False)
    as_command, as_json = st.tabs(["Command line", "Plan (JSON)"])
    with as_command:
        began = (preset, Plan.from_json(presets.load(preset))) if preset else None
        line = command_line.command(plan, began, seeds, folders(), all_orders, _varied(preset, axes))
        if preset and " plan.json" in line:  # a file brings nothing along that is varied
            line = command_line.command(plan, None, seeds, folders(), all_orders, _varied("", axes))
        st.code(line, language="bash", wrap_lines=True)
        if " plan.json" in line:
            st.caption("with the plan saved as plan.json")
    with as_json:
        st.code(text, language="json", height=360)
        st.download_button(
            "Save as plan.json", text, "plan.json", "application/json", on_click="ignore", icon=":material/download:"
        )


def command(line: str) -> None:
    """The command that does the same."""
    st.markdown("**Command line**")
    st.code(line, language="bash", wrap_lines=True)


def folders() -> dict[str, str]:
    """--runs and --data, where they are not what the command takes by itself."""
    said = (("--runs", "LETHE_RUNS", "runs"), ("--data", "LETHE_DATA", "data"))
    given = {option: (os.environ.get(variable, ""), default) for option, variable, default in said}
    return {
        o: value for o, (value, default) in given.items() if value and Path(value).resolve() != Path(default).resolve()
    }


def _varied(preset: str, axes: Sequence[Axis]) -> list[str]:
    """What --vary must say; nothing where the preset varies the same."""
    if tuple(axes) == (vary.from_json(presets.varied(preset)) if preset else ()):
        return []
    return [f"{axis.key}={axis.text}" for axis in axes] or ["none"]


def _time(plans: Sequence[Plan], costs: Sequence[Cost], times: int) -> str:
    plan = plans[0]
    try:
        device = devices.accepted(plan.device)[0].name
    except UserError:
        return "Time: unknown, there is no such device here."
    pace = estimate.pace(plan, device, _earlier())
    each = [pace.seconds(cost) for cost in costs] if pace else []
    if pace is None or None in each:
        return f"Time: unknown. No uninterrupted run with {plan.encoder} on {device} to go by."
    basis = f"as fast as “{pace.run}” went on {pace.device}"
    other = "" if pace.same_tasks else "; its tasks were others, so this may be far off"
    return f"Time: **{amounts.about(sum(each) * times)}**, if it goes {basis}{other}."


def _earlier():
    for folder in store.list_runs(places.runs_folder())[:LOOK_BACK]:
        try:
            yield cached.run(folder), launch.status(folder)
        except UserError:  # a broken run is no basis
            continue
