"""Figures of life-lines: the retention curve, and the data map."""

import numpy as np

from engine.analysis.lifelines import CLASSES, LifeLines
from engine.analysis.retention import Retention
from engine.analysis.selection import describe
from engine.answers import TaskRecord, Units
from engine.figures.caption import About, caption, number, quirks
from engine.figures.curve import Curve, Trace
from engine.figures.scatter import Cloud, Scatter

MOST = 3_000  # points of a data map: with more, browsers are slow and points cover each other
SEED = 20200922
_SHAPES = {"unforgettable": "circle", "relearned": "plus", "forgotten for good": "cross", "never learned": "square"}


def retention_curve(found: Retention, task: TaskRecord, about: About) -> Curve:
    """Still right, and right ever since, over the later snapshots. A click gives (line, snapshot)."""
    title, whole = task.title or task.name, found.right_at_first
    hover = [
        f"{describe(s)}\n{kept:,} of {whole:,} still right: {kept / whole:.1%} "
        f"({number(low)} to {number(high)})\nin this interval {lost:,} lost, {back:,} came back"
        for s, kept, low, high, lost, back in zip(
            found.snapshots, found.kept, found.low, found.high, found.lost, found.returned, strict=True
        )
    ]
    ever = [
        f"{describe(s)}\n{n:,} of {whole:,} right at every snapshot since first: {n / whole:.1%}"
        for s, n in zip(found.snapshots, found.ever_since, strict=True)
    ]
    first = found.snapshots[0]
    return Curve(
        title=f"{title}: how much is still right",
        caption=caption(
            about,
            f"{title}, {len(found.snapshots)} snapshots from {describe(first)} on",
            f"n = {whole:,} {found.unit} right at first",
            "bands: Wilson 95 % at each point" + (", tokens taken as independent" * (found.unit == "tokens")),
            "" if found.counted_steps else "steps are not known: snapshots are evenly spaced",
            quirks([task]),
        ),
        x=found.steps,
        keys=tuple(s.name for s in found.snapshots),
        traces=(
            Trace("still", "still right", found.share, found.low, found.high, tuple(hover)),
            Trace("ever", "right ever since", found.ever_since / whole, None, None, tuple(ever)),
        ),
        marks=_boundaries(found),
        x_title="optimizer steps since the run began" if found.counted_steps else "snapshot",
        y_title=f"share of the {found.unit} right at first",
        low=0.0,
        high=1.02,
        legend=("dashed: a stage begins",),
    )


def _boundaries(found: Retention) -> tuple[tuple[float, str], ...]:
    """Where each later stage begins: at the end of the one before."""
    marks = []
    for i, snapshot in enumerate(found.snapshots[1:], 1):
        before = found.snapshots[i - 1]
        if snapshot.stage > before.stage and before.step is None:
            marks.append((float(found.steps[i - 1]), snapshot.stage_name or f"stage {snapshot.stage}"))
    return tuple(marks)


def sample(lines: LifeLines) -> np.ndarray:
    """At most MOST units, ascending: all there are, or a seeded sample."""
    if len(lines.code) <= MOST:
        return np.arange(len(lines.code))
    return np.sort(np.random.default_rng(SEED).choice(len(lines.code), MOST, replace=False))


def data_map(lines: LifeLines, units: Units, task: TaskRecord, about: About) -> Scatter:
    """Variability against confidence, by life-line class (Swayamdipta et al. 2020). A click gives (class, unit)."""
    chosen, title = sample(lines), task.title or task.name
    chosen = chosen[np.isfinite(lines.confidence[chosen])]
    clouds = []
    for name, look in CLASSES.items():
        mine = chosen[lines.code[chosen] == look.code]
        clouds.append(
            Cloud(
                key=name,
                name=f"{look.glyph} {name}",
                shape=_SHAPES[name],
                colour=look.colour,
                x=lines.variability[mine],
                y=lines.confidence[mine],
                keys=tuple(str(i) for i in mine),
                hover=tuple(_words(lines, units, i, name) for i in mine),
            )
        )
    sampled = f"{len(chosen):,} of {len(lines.code):,} {lines.unit}"
    return Scatter(
        title=f"{title}: data map over the snapshots",
        caption=caption(
            about,
            f"{title}, snapshots {lines.snapshots[0].name} to {lines.snapshots[-1].name} ({len(lines.snapshots)})",
            "confidence: mean p(gold), variability: its standard deviation (Swayamdipta et al. 2020)",
            "top left: easy, right: ambiguous, bottom left: hard",
            f"n = {sampled}" + (f", sampled with seed {SEED}" if len(lines.code) > MOST else ""),
            quirks([task]),
        ),
        clouds=tuple(clouds),
        x_title="variability",
        y_title="confidence",
        x_range=(-0.01, max(0.1, float(np.nanmax(lines.variability[chosen], initial=0.0)) * 1.05)),
        y_range=(-0.02, 1.02),
        legend=(),
    )


def _words(lines: LifeLines, units: Units, unit: int, name: str) -> str:
    word = f", word {units.position[unit] + 1}" if lines.unit == "tokens" else ""
    return (
        f"example {units.example[unit]}{word}: {name}\n"
        f"confidence {number(lines.confidence[unit])}, variability {number(lines.variability[unit])}\n"
        f"right at {lines.correctness[unit]:.0%} of the snapshots, {lines.events[unit]} forgetting events"
    )
