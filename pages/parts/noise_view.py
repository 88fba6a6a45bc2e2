"""Is it more than noise? Forgetting beside what flips in twins, shams and other seeds; and a way to make controls."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from engine import control_runs, launch
from engine.analysis import noise, selection
from engine.analysis.noise import KINDS, Noise
from engine.errors import UserError
from engine.figures.caption import About
from engine.figures.noise import noise_points
from engine.store import Run
from pages.parts import acts, cached, formula_card, places
from pages.parts.figure_view import show
from pages.parts.plain import plain
from pages.parts.view import sentence

INTERVAL = (
    "Paired bootstrap over examples (sentences, also for tokens), at the controls that there are: with one or two of a "
    "kind it says nothing about other controls."
)


def section(runs: Sequence[tuple[str, Run]], task: str, about: About, used: str) -> None:
    """Of one task, for every run: (its group, the run). Runs in which nothing came after the task are passed over.

    `used`: what the page's numbers are taken over, for the formula cards.
    """
    with st.container(horizontal=True, vertical_alignment="center"):
        st.subheader("Is it more than noise?", width="content", help="What flips without another task's training: the "
                     "noise floor. Greyed: not enough evidence that more was forgotten.")  # fmt: skip
        formula_card.card("noise_floor", used=used)
        formula_card.card("excess_forgetting", used=used, label="excess")
    found, why = [], ""
    for group, run in runs:
        try:
            controls, seeds = control_runs.of_run(run, task)
            kinds = (len(controls), len(seeds))
            found.append((group, run, cached.of_runs(_measured, (run, *controls, *seeds), task, kinds)))
        except UserError as error:
            why = str(error)
    if not found:
        st.caption(plain(sentence(why)))
        return
    if any(measured.floors for _, _, measured in found):
        named = [(group, run.id, measured) for group, run, measured in found]
        said = found[0][2].sentence if len(found) == 1 else ""
        show(noise_points(named, found[0][1].tasks[task], about), f"noise-{task}-{len(found)}", said=said)
        _table(found)
    else:
        st.info("No control of these runs yet, and no other seed: launch one below.")
    for message in dict.fromkeys(text for _, _, measured in found for text in measured.left_out):
        st.caption(plain(f"Left out: {message}"))
    if not places.read_only():
        _launch([run for _, run, _ in found], task)


def _measured(runs: Sequence[Run], task: str, kinds: tuple[int, int]) -> Noise:
    """Of the first run, by its controls and the other seeds, of which there are as many as `kinds` says."""
    run, *others = runs
    pair = selection.default_pair(run, task)
    return noise.measure(run, cached.answers(run, task), pair, others[: kinds[0]], others[kinds[0] :], cached.answers)


def _table(found: Sequence[tuple[str, Run, Noise]]) -> None:
    rows, faint = [], []
    for group, run, measured in found:
        for floor in measured.floors:
            rows.append({
                "group": group, "seed": run.seed, "forgotten": measured.forgotten, "right at first": measured.cnt1,
                "share": measured.share, "against": KINDS[floor.kind], "controls": len(floor.runs),
                "noise floor": floor.share, "excess": floor.excess, "low": floor.interval.low,
                "high": floor.interval.high, "lost there, too": floor.also,
            })  # fmt: skip
            faint.append(not floor.established)
    frame = pd.DataFrame(rows)
    styled = frame.style.apply(lambda row: ["opacity: .5" if faint[row.name] else ""] * len(row), axis=1)
    share = st.column_config.NumberColumn(format="percent")
    st.dataframe(styled, hide_index=True, key=f"noise-table-{found[0][2].task}", column_config={
        **dict.fromkeys(("share", "noise floor", "excess"), share),
        "low": st.column_config.NumberColumn("excess, 95 % from", format="percent", help=INTERVAL),
        "high": st.column_config.NumberColumn("to", format="percent"),
        "lost there, too": st.column_config.NumberColumn(help="of the forgotten: also wrong in at least half of these "
                                                         "controls"),
    })  # fmt: skip


def _launch(runs: Sequence[Run], task: str) -> None:
    """One button: a twin and a sham of each run, as far as they are not there."""
    wanted, why = [], ""
    for run in runs:
        for kind in acts.CONTROLS:
            try:
                wanted += control_runs.planned(run, task, **kind)
            except UserError as error:
                why = str(error)
    there = {folder for run in runs for folder in control_runs.find(places.runs_folder(), run.id, task)}
    under_way = sum(launch.status(folder).state in launch.ACTIVE for folder in there)
    if under_way:
        st.caption(f"{under_way} control run{'s' * (under_way > 1)} under way: see Runs.")
    kinds = " and ".join(f"a {kind}" for kind in dict.fromkeys(control.kind for control in wanted)) or "controls"
    label = f"Launch {kinds} of {'this run' if len(runs) == 1 else f'each of {len(runs)} runs'}"
    help_ = (
        "A twin repeats the task's own stage with another seed; a sham trains the task's own data for as many steps "
    )
    help_ += "as the later stages took. Those that are there already are not made again."
    st.button(label, icon=":material/science:", key=f"controls-{task}", disabled=not wanted,
              help=sentence(why) if why and not wanted else help_, on_click=acts.attempt,
              args=(acts.control, [run.id for run in runs], task))  # fmt: skip
