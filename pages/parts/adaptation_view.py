"""Adaptation runs side by side on the Compare page: each task over the number of its examples, and what it cost."""

from collections.abc import Callable, Mapping, Sequence

import pandas as pd
import streamlit as st

from engine.analysis.adaptation import PLAIN, Course, against_plain
from engine.answers import TaskRecord
from engine.figures.adaptation import adaptation_curve
from engine.figures.caption import number
from pages.parts.figure_view import csv_download, show
from pages.parts.paint import esc

_BEGINS = (
    "Runs that learn one task from a number of its examples, from another run's weights and from the plain encoder. "
    "At 0 examples stands snapshot 0 of a run; where the encoder is plain, a random head answers there."
)


def section(
    found: Sequence[Course], records: Mapping[str, TaskRecord], lead: Callable[[str, str], None], mark: str
) -> None:
    """Nothing where no group is an adaptation. `lead(run, task)` is a click on a point."""
    if not found:
        return
    st.subheader("Over the number of examples of a new task")
    st.html(f'<div class="le le-quiet">{_BEGINS}</div>')
    tasks = dict.fromkeys(course.task for course in found)
    columns = st.columns(2, gap="medium") if len(tasks) > 1 else [st.container()]
    for i, task in enumerate(tasks):
        mine = [course for course in found if course.task == task]
        with columns[i % 2]:
            show(adaptation_curve(mine, task, records), f"compare-{mark}-{task}-adaptation", _clicked(mine, task, lead))
    _table(_differences(found), f"{mark}-against-plain")
    if tests := dict.fromkeys(c.test for *_, c in against_plain(found)):
        st.html(f'<div class="le le-quiet">{esc("; ".join(tests))}; p corrected over all rows together (Holm).</div>')
    if any(course.others for course in found):
        st.subheader("What adapting cost")
        st.html('<div class="le le-quiet">Score at snapshot 0 minus score after adapting, of tasks that the weights '
                "had been trained on; above 0: lost. Mean over seeds with its 95 % t interval.</div>")  # fmt: skip
        _table(_costs(found), f"{mark}-cost")


def _clicked(mine: Sequence[Course], task: str, lead: Callable[[str, str], None]) -> Callable[[str, str], None]:
    def act(course: str, examples: str) -> None:
        point = next((p for p in mine[int(course)].points if f"{p.examples:g}" == examples), None)
        if point is not None:
            lead(point.runs[0], task)

    return act


def _differences(found: Sequence[Course]) -> pd.DataFrame:
    """Every beginning's score, and where there is a plain encoder the difference from it."""
    contrast = {(task, examples, c.b): c for task, examples, c in against_plain(found)}
    rows = []
    for course in found:
        for point in course.points:
            summary, c = point.summary(0), contrast.get((course.task, point.examples, course.begins))
            rows.append(
                {
                    "task": course.task, "begins": course.begins, "examples": point.examples,
                    "seeds": len(point.seeds), "mean": float(summary.mean),
                    "95 % over seeds": _range(summary.low, summary.high),
                    f"minus {PLAIN}": None if c is None else float(c.difference),
                    "95 % of it": None if c is None else _range(c.low, c.high, True),
                    "p": None if c is None else _known(c.p), "Holm": None if c is None else _known(c.holm),
                }
            )  # fmt: skip
    return pd.DataFrame(rows)


def _costs(found: Sequence[Course]) -> pd.DataFrame:
    """A column for each task that there was to forget."""
    rows = []
    for course in found:
        for point in course.points[1:]:
            lost, row = course.lost(point), {"adapted to": course.task, "examples": point.examples}
            row |= {"begins": course.begins, "seeds": len(point.seeds)}
            for j, task in enumerate(course.others):
                row[task] = f"{number(float(lost.mean[j]), 3, True)} {_range(lost.low[j], lost.high[j], True) or ''}"
            rows += [row] if course.others else []
    return pd.DataFrame(rows)


def _table(frame: pd.DataFrame, name: str) -> None:
    frame = frame.dropna(axis=1, how="all")
    numbers = {"mean": st.column_config.NumberColumn(format="%.4f")}
    numbers |= {f"minus {PLAIN}": st.column_config.NumberColumn(format="%+.4f")}
    numbers |= {n: st.column_config.NumberColumn(format="%.3g") for n in ("p", "Holm")}
    st.dataframe(frame, hide_index=True, column_config=numbers, height="content" if len(frame) < 16 else 460,
                 placeholder="–")  # fmt: skip
    csv_download(lambda: frame.to_csv(index=False), f"table-{name}", esc(name))


def _range(low: object, high: object, sign: bool = False) -> str | None:
    return None if low != low else f"[{number(float(low), 3, sign)}, {number(float(high), 3, sign)}]"


def _known(value: object) -> float | None:
    return None if value != value else float(value)
