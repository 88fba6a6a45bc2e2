"""Figures of the result matrix: result and transfer heatmaps, slope chart."""

from collections.abc import Sequence

import numpy as np

from engine import metrics
from engine.analysis.evidence import Difference
from engine.analysis.matrices import ResultMatrix
from engine.analysis.selection import describe
from engine.answers import Snapshot
from engine.figures.caption import About, caption, number, quirks, sizes
from engine.figures.figure import Heatmap, Line, Slopes

UNTRAINED = "hatched, †: untrained head (a random head answers; in no average)"
CLIPPED = "numbers below the scale have the colour of its end"
OWN = "outlined: right after the task's own stage"
DOUBTFUL = (
    "(in parentheses): not enough evidence of a change, paired bootstrap over examples, 95 %, each cell by itself, "
    "not corrected for their number"
)
Cells = Sequence[Sequence[Difference | None]]  # (rows, columns)
_LIMITS = (0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1.0, 2.0)


def result_heatmap(matrix: ResultMatrix, about: About, *, initial: bool = False) -> Heatmap:
    """R on a fixed scale from 0 to 1. Negative MCC or correlations show their number in the colour of 0.

    initial: with the row before training, whose heads are all untrained. A click gives (snapshot name, task name).
    """
    rows, values, trained = matrix.snapshots, matrix.result, matrix.trained
    if initial and matrix.initial is not None:
        at_start = next(i for i, s in enumerate(matrix.scores.snapshots) if s.stage == 0)
        rows = (matrix.scores.snapshots[at_start], *rows)
        values = np.vstack([matrix.initial, values])
        trained = np.vstack([matrix.scores.trained[at_start], trained])
    return _heatmap(
        matrix,
        rows,
        values,
        trained,
        title="Result matrix: score of each task after each stage",
        words=caption(
            about, "metric: " + _metrics(matrix), sizes(matrix.scores.tasks), _rows(rows), quirks(matrix.scores.tasks)
        ),
        scale="result",
        limits=(0.0, 1.0),
        scale_title="score",
        sign=False,
    )


def transfer_heatmap(matrix: ResultMatrix, about: About, evidence: Cells = ()) -> Heatmap:
    """T = R minus the score right after the task's own stage, on a scale symmetric around 0.

    The scale's limit is the next round number above the largest |T| of a trained head; cells beyond it are clipped.
    evidence: (rows, columns) what is known of each change; a number whose change is not established is in parentheses.
    """
    transfer = matrix.transfer
    shown = np.abs(transfer[matrix.trained & ~np.isnan(transfer)])
    limit = next((x for x in _LIMITS if x >= shown.max(initial=0.0)), _LIMITS[-1])
    return _heatmap(
        matrix,
        matrix.snapshots,
        transfer,
        matrix.trained,
        title="Transfer matrix: change since the task's own stage",
        words=caption(
            about,
            "T[i][j] = R[i][j] − R[own(j)][j], below 0 is forgetting",
            "metric: " + _metrics(matrix),
            sizes(matrix.scores.tasks),
            _rows(matrix.snapshots),
            quirks(matrix.scores.tasks),
        ),
        scale="transfer",
        limits=(-limit, limit),
        scale_title="change of score",
        sign=True,
        evidence=evidence,
    )


def slopes(matrix: ResultMatrix, about: About) -> Slopes:
    """Every task's score over all snapshots, those inside stages included."""
    scores = matrix.scores
    positions = _positions(scores.snapshots)
    lines = []
    for j, task in enumerate(scores.tasks):
        own = next((i for i, s in enumerate(scores.snapshots) if s.ends_stage and s.stage == matrix.own[j]), None)
        short = metrics.get(scores.metrics[j]).short
        title = task.title or task.name
        hover = tuple(
            f"{title}\n{describe(s)}\n{short} {number(scores.values[i, j], 4)}"
            + ("" if scores.trained[i, j] else "\nuntrained head")
            for i, s in enumerate(scores.snapshots)
        )
        lines.append(Line(task.name, f"{title} ({short})", scores.values[:, j], scores.trained[:, j], own, hover))
    lowest = np.nanmin(scores.values) if np.isfinite(scores.values).any() else 0.0
    ends = [i for i, s in enumerate(scores.snapshots) if s.step is None]
    return Slopes(
        title="Score of each task over the stages",
        caption=caption(
            about, "metric: " + _metrics(matrix), sizes(scores.tasks), _rows(scores.snapshots), quirks(scores.tasks)
        ),
        positions=positions,
        keys=tuple(s.name for s in scores.snapshots),
        ticks=tuple(float(positions[i]) for i in ends),
        tick_labels=tuple(_row_label(scores.snapshots[i]) for i in ends),
        axis_title="stage",
        value_title="score",
        lines=tuple(lines),
        low=min(0.0, float(np.floor(lowest * 10) / 10)),
        high=1.0,
        legend=("ringed: right after the task's own stage",) * any(line.own is not None for line in lines)
        + ("dotted, hollow: untrained head",) * (not scores.trained.all()),
    )


def _heatmap(
    matrix: ResultMatrix,
    rows: tuple[Snapshot, ...],
    values: np.ndarray,
    trained: np.ndarray,
    *,
    title: str,
    words: str,
    scale: str,
    limits: tuple[float, float],
    scale_title: str,
    sign: bool,
    evidence: Cells = (),
) -> Heatmap:
    shorts = [metrics.get(m).short for m in matrix.metrics]
    titles = [task.title or task.name for task in matrix.scores.tasks]
    digits = 3 if len(titles) <= 7 else 2
    text, hover = [], []
    for i, snapshot in enumerate(rows):
        marks = ["" if trained[i, j] else "†" for j in range(len(titles))]
        text.append(tuple(number(values[i, j], digits, sign) + marks[j] for j in range(len(titles))))
        hover.append(
            tuple(
                f"{titles[j]}, {describe(snapshot)}\n{shorts[j]} {number(values[i, j], 4, sign)}"
                + ("" if trained[i, j] else "\nuntrained head: a random one answers")
                for j in range(len(titles))
            )
        )
    doubtful = False
    for i, j in np.ndindex(values.shape) if evidence else ():
        found = evidence[i][j]
        if found is not None:
            doubtful = doubtful or not found.verdict.established
            text[i] = _at(text[i], j, text[i][j] if found.verdict.established else f"({text[i][j]})")
            said = f"95 % interval [{found.low}, {found.high}]\n{found.verdict.name}: {found.verdict.reason}"
            hover[i] = _at(hover[i], j, f"{hover[i][j]}\n{said}")
    own = np.array([[s.ends_stage and s.stage == stage for stage in matrix.own] for s in rows], dtype=bool)
    own = own.reshape(values.shape)
    return Heatmap(
        title=title,
        caption=words,
        rows=tuple(_row_label(s) for s in rows),
        columns=tuple(f"{head}\n{short}" for head, short in zip(titles, shorts, strict=True)),
        row_keys=tuple(s.name for s in rows),
        column_keys=matrix.tasks,
        row_title="after stage",
        column_title="",
        values=values,
        text=tuple(text),
        hover=tuple(hover),
        hatched=~trained,
        outlined=own,
        scale=scale,
        low=limits[0],
        high=limits[1],
        scale_title=scale_title,
        legend=tuple(
            note
            for note, applies in (
                (OWN, own.any()),
                (UNTRAINED, not trained.all()),
                (CLIPPED, (values[trained] < limits[0]).any()),
                (DOUBTFUL, doubtful),
            )
            if applies
        ),
    )


def _at(texts: tuple[str, ...], place: int, new: str) -> tuple[str, ...]:
    return (*texts[:place], new, *texts[place + 1 :])


def _positions(snapshots: tuple[Snapshot, ...]) -> np.ndarray:
    """Stage ends at their number; snapshots inside a stage evenly between, since its length need not be known yet."""
    inside = {
        stage: [s.step for s in snapshots if s.stage == stage and s.step is not None]
        for stage in {s.stage for s in snapshots}
    }
    return np.array(
        [
            s.stage
            if s.step is None
            else s.stage - 1 + (inside[s.stage].index(s.step) + 1) / (len(inside[s.stage]) + 1)
            for s in snapshots
        ],
        dtype=float,
    )


def _row_label(snapshot: Snapshot) -> str:
    return f"{snapshot.name} · {snapshot.stage_name}" if snapshot.stage_name else snapshot.name


def _rows(snapshots: tuple[Snapshot, ...]) -> str:
    if not snapshots:
        return "no stage done yet"
    names = [s.name for s in snapshots]
    return f"snapshots {names[0]} to {names[-1]} ({len(names)})" if len(names) > 1 else f"snapshot {names[0]}"


def _metrics(matrix: ResultMatrix) -> str:
    return ", ".join(dict.fromkeys(metrics.get(m).short for m in matrix.metrics)) + " as in the column heads"
