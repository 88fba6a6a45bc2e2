"""The right side of the Launch page: what the plan will take, what it is as JSON, and as a command line."""

import json
import os
from collections.abc import Sequence
from pathlib import Path

import pandas as pd
import streamlit as st

from engine import command_line, devices, estimate, launch, presets, store
from engine.errors import UserError
from engine.estimate import Cost
from engine.plan import Plan
from pages.parts import amounts, cached, places

LOOK_BACK = 40  # newest runs that are searched for one to go by


def forecast(plan: Plan, cost: Cost, runs: int) -> None:
    """Steps, evaluations, and time if an earlier run gives a basis."""
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
    st.markdown(_time(plan, cost, runs))


def documents(plan: Plan, preset: str, seeds: Sequence[int], all_orders: bool) -> None:
    """The plan's JSON, with only what differs from the defaults, and the command that does the same."""
    text = json.dumps(plan.essence(), indent=1, ensure_ascii=False)
    as_command, as_json = st.tabs(["Command line", "Plan (JSON)"])
    with as_command:
        began = (preset, Plan.from_json(presets.load(preset))) if preset else None
        line = command_line.command(plan, began, seeds, _folders(), all_orders)
        st.code(line, language="bash", wrap_lines=True)
        if " plan.json" in line:
            st.caption("with the plan saved as plan.json")
    with as_json:
        st.code(text, language="json", height=360)
        st.download_button(
            "Save as plan.json", text, "plan.json", "application/json", on_click="ignore", icon=":material/download:"
        )


def _folders() -> dict[str, str]:
    """--runs and --data, where they are not what the command takes by itself."""
    said = (("--runs", "LETHE_RUNS", "runs"), ("--data", "LETHE_DATA", "data"))
    given = {option: (os.environ.get(variable, ""), default) for option, variable, default in said}
    return {
        o: value for o, (value, default) in given.items() if value and Path(value).resolve() != Path(default).resolve()
    }


def _time(plan: Plan, cost: Cost, runs: int) -> str:
    try:
        device = devices.accepted(plan.device)[0].name
    except UserError:
        return "Time: unknown, there is no such device here."
    pace = estimate.pace(plan, device, _earlier())
    seconds = pace.seconds(cost) if pace else None
    if pace is None or seconds is None:
        return f"Time: unknown. No uninterrupted run with {plan.encoder} on {device} to go by."
    basis = f"as fast as “{pace.run}” went on {pace.device}"
    other = "" if pace.same_tasks else "; its tasks were others, so this may be far off"
    return f"Time: **{amounts.about(seconds * runs)}**, if it goes {basis}{other}."


def _earlier():
    for folder in store.list_runs(places.runs_folder())[:LOOK_BACK]:
        try:
            yield cached.run(folder), launch.status(folder)
        except UserError:  # a broken run is no basis
            continue
