"""Figures of adaptation runs: a task's score over the number of its examples, a line for each beginning."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from engine import metrics
from engine.analysis.adaptation import Course, Point
from engine.answers import TaskRecord
from engine.figures.caption import About, caption, number, quirks, sizes
from engine.figures.curve import Curve, Trace

_TOP = 1.03  # no score is above 1; room for its symbol


def adaptation_curve(found: Sequence[Course], of: str, records: Mapping[str, TaskRecord]) -> Curve:
    """Courses that adapt to one task: the score of task `of`, that task or another one, over the number of examples.

    A click gives (index of the course, number of examples).
    """
    record, short = records[of], metrics.get(found[0].metrics[found[0].tasks.index(of)]).short
    adapted, title = records[found[0].task], record.title or record.name
    x = np.array(sorted({point.examples for course in found for point in course.points}), dtype=float)
    traces = tuple(_trace(course, str(i), of, x, short) for i, course in enumerate(found))
    shown = np.concatenate([v for t in traces for v in (t.values, t.low, t.high) if v is not None])
    shown = shown[np.isfinite(shown)]
    low, high = (float(shown.min()), float(shown.max())) if len(shown) else (0.0, 1.0)
    room = max(0.08 * (high - low), 0.01)
    # With two or three seeds an interval reaches far beyond the scores that there can be.
    floor = 1 - _TOP if all((np.nan_to_num(t.values) >= 0).all() for t in traces) else -_TOP
    random = [course.begins for course in found if of not in course.known]
    own = of == found[0].task
    return Curve(
        title=title if own else f"{title}, adapting to {adapted.title or adapted.name}",
        caption=caption(
            _about(found),
            f"{title} ({short}), {'right after its own stage' if own else 'after the last stage'}; at 0 examples "
            "snapshot 0",
            f"hollow: an untrained head answers ({', '.join(random)})" if random else "",
            "points: mean over seeds, bands: 95 % t interval of the mean over seeds",
            sizes([record]),
            quirks([record]),
        ),
        x=x,
        keys=tuple(f"{examples:g}" for examples in x),
        traces=traces,
        marks=(),
        x_title=f"training examples of {adapted.title or adapted.name} (evenly spaced; 0: zero-shot)",
        y_title=short,
        low=max(low - room, floor),
        high=min(high + room, _TOP),
        legend=(),
        percent=False,
        even=True,
    )


def _about(found: Sequence[Course]) -> About:
    runs = {run for course in found for point in course.points for run in point.runs}
    seeds = sorted({str(seed) for course in found for point in course.points for seed in point.seeds})
    return About(f"{len(runs)} adaptation runs", f"seed{'s' * (len(seeds) != 1)} {', '.join(seeds)}")


def _trace(course: Course, key: str, of: str, x: np.ndarray, short: str) -> Trace:
    column, points = course.tasks.index(of), {float(p.examples): p for p in course.points}
    mean, low, high = (np.full(len(x), np.nan) for _ in range(3))
    hover = []
    for i, examples in enumerate(x.tolist()):
        if (point := points.get(examples)) is None:
            hover.append("")
            continue
        summary = point.summary(column)
        mean[i], low[i], high[i] = summary.mean, summary.low, summary.high
        hover.append(f"{course.begins}: {examples:g} examples\n{short} {_said(point, column)}")
    banded = bool(np.isfinite(low).any())
    hollow = frozenset({0} if of not in course.known and x[0] == 0 else ())
    return Trace(key, course.begins, mean, low if banded else None, high if banded else None, tuple(hover), hollow)


def _said(point: Point, column: int) -> str:
    summary = point.summary(column)
    band = "" if np.isnan(summary.low) else f" [{number(float(summary.low))}, {number(float(summary.high))}]"
    each = zip(point.seeds, point.scores[column], strict=True)
    return f"{number(float(summary.mean), 4)}{band}\nby seed {', '.join(f'{s}: {number(v, 4)}' for s, v in each)}"
