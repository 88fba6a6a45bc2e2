"""A figure of every kind, with names that want to be markup; and one with more, and longer, labels than fit."""

import numpy as np

from engine.figures.curve import Curve, Trace
from engine.figures.figure import Bars, Figure, Heatmap, Line, Series, Slopes
from engine.figures.forest import Forest
from engine.figures.paths import Path, Paths
from engine.figures.points import PointRow, Points
from engine.figures.scatter import Cloud, Scatter
from engine.figures.upset import UpSet

EVIL = "<script>alert('$x$')</script> & co"
CAPTION = (
    f"Run {EVIL} (20261125-120000-toy) · metric: MCC · n = 1,043 sentences (CoLA) · snapshots 1 to 4 (4) · seed 42"
)
NAN = float("nan")


def _names(what: str, many: int) -> tuple[str, ...]:
    """The second of them wants to be markup; of many, every third is long."""
    long = " of a very long and descriptive name that somebody gave it (n = 1,204)"
    return tuple(
        EVIL if i == 1 else f"{what} {i}{long if many > 6 and i % 3 == 0 else ''}" for i in range(many)
    )  # fmt: skip


def heatmap(rows: int = 3, columns: int = 4) -> Heatmap:
    values = np.linspace(-0.1, 1, rows * columns).reshape(rows, columns)
    values[0, -1] = NAN
    text = tuple(tuple("–" if v != v else f"{v:.3f}".replace("0.", ".").replace("-", "−") for v in r) for r in values)
    hatched = np.triu(np.ones((rows, columns), dtype=bool), 1)
    heads = tuple(f"{name}\nentity F1" for name in _names("Task", columns))
    return Heatmap(
        f"Result {EVIL}", CAPTION, _names("row", rows), heads, _names("row", rows), _names("task", columns),
        "after stage", "", values, text, text, hatched, np.eye(rows, columns, dtype=bool), "result", 0.0, 1.0, "score",
        ("outlined: right after the task's own stage", "hatched, †: untrained head (a random head answers)"),
    )  # fmt: skip


def bars(labels: int = 3) -> Bars:
    names = ("kept", "forgotten (cnt3)", "learned (cnt4)", "never right")
    look = zip(names, "=x+o", ("#0072B2", "#D55E00", "#56B4E9", "#BBBBBB"), (700, 200, 60, 40), strict=True)
    series = tuple(
        Series(name.split()[0], f"{glyph} {name}", glyph, colour, np.full(labels, count / 1000), np.full(labels, count),
               _names("hover", labels))
        for name, glyph, colour, count in look
    )  # fmt: skip
    shown = tuple(f"{name}  (n = 1,000)" for name in _names("label", labels))
    return Bars(f"Labels {EVIL}", CAPTION, shown, _names("label", labels), series, "share of the label's tokens", True)


def slopes(lines: int = 3, ticks: int = 4) -> Slopes:
    stages = ("0 · before training", *(f"{i} · {name}" for i, name in enumerate(_names("task", ticks - 1), 1)))
    drawn = tuple(
        Line(f"task-{i}", f"{name} (MCC)", np.linspace(0.1, 0.9 - 0.01 * i, ticks), np.arange(ticks) > 0, 1,
             _names("hover", ticks))
        for i, name in enumerate(_names("task", lines))
    )  # fmt: skip
    places = tuple(float(i) for i in range(ticks))
    return Slopes(f"Slopes {EVIL}", CAPTION, np.array(places), tuple(map(str, range(ticks))), places, stages, "stage",
                  "score", drawn, 0.0, 1.0, ("ringed: right after its own stage",))  # fmt: skip


def curve(traces: int = 2, marks: int = 1) -> Curve:
    x = np.linspace(0, 12_000, 25)
    drawn = tuple(
        Trace(f"line-{i}", name, np.linspace(1, 0.6 - 0.02 * i, 25), x * 0 + 0.5, x * 0 + 0.9, _names("hover", 25))
        for i, name in enumerate(_names("still right", traces))
    )  # fmt: skip
    begun = tuple((12_000 * (i + 1) / (marks + 1), name) for i, name in enumerate(_names("stage", marks)))
    return Curve(f"Retention {EVIL}", CAPTION, x, tuple(f"1@{int(v)}" for v in x), drawn, begun,
                 "optimizer steps since the run began", "share of the sentences right at first", 0.0, 1.02,
                 ("dashed: a stage begins",))  # fmt: skip


def forest(rows: int = 4) -> Forest:
    values = np.linspace(0.05, 0.6, rows)
    return Forest(f"Slices {EVIL}", CAPTION, _names("Length in words", rows), _names("ref", rows), values, values * 0.7,
                  values * 1.2, np.arange(rows) % 2 == 0, _names("hover", rows), 0.25, "all sentences: .250",
                  "forgetting rate, cnt3 / cnt1", ("filled: differs from the rest (Holm, 12 tests)",))  # fmt: skip


def scatter(points: int = 20) -> Scatter:
    kinds = zip(("unforgettable", "relearned", "forgotten for good", "never learned"), "=+xo",
                ("circle", "plus", "cross", "square"), ("#0072B2", "#56B4E9", "#D55E00", "#BBBBBB"),
                strict=True)  # fmt: skip
    place = np.linspace(0, 1, points)
    clouds = tuple(
        Cloud(name, f"{glyph} {name}", shape, colour, place * 0.4, np.abs(np.sin(9 * place + i)), _names("u", points),
              _names("hover", points))
        for i, (name, glyph, shape, colour) in enumerate(kinds)
    )  # fmt: skip
    return Scatter(f"Map {EVIL}", CAPTION, clouds, "variability", "confidence", (-0.01, 0.42), (-0.02, 1.02), ())


def paths(many: int = 3, points: int = 4) -> Paths:
    turn = np.linspace(0, 2, points)
    ways = tuple(
        Path(name, name, np.sin(turn + i) * (1 + i), np.cos(turn + i) * (1 + i), _names("hover", points))
        for i, name in enumerate(_names("label", many))
    )  # fmt: skip
    return Paths(f"Ways {EVIL}", CAPTION, tuple(map(str, range(points))), ways, "first axis (61 %)",
                 "second axis (12 %)", ("arrow: the last snapshot",))  # fmt: skip


def points(tasks: int = 2, groups: int = 2) -> Points:
    def row(task: str, group: int, label: str) -> PointRow:
        values = np.array([[0.5, 0.6, 0.7], [0.2, 0.3, 0.1], [0.3, 0.3, 0.6]]) + group / 100
        mean = values.mean(axis=1)
        return PointRow(task, label, group, task, ("run-0", "run-1", "run-2"), values, mean, mean - 0.1, mean + 0.1,
                        (("hover",) * 3,) * 3)  # fmt: skip

    rows = tuple(row(f"{t} (MCC)", g, n) for t in _names("Task", tasks) for g, n in enumerate(_names("group", groups)))
    return Points(f"Seeds {EVIL}", CAPTION, rows, ("Right after its own stage", "After the last stage", "Forgotten"),
                  ("score", "score", "score lost; below 0: gained"), ("a point: one seed", "stroke: mean"))  # fmt: skip


def upset(sets: int = 3, parts: int = 4) -> UpSet:
    members = np.array([[bool((i + 1) >> j & 1) for j in range(sets)] for i in range(parts)])
    return UpSet(f"Overlap {EVIL}", CAPTION, _names("group", sets), np.full(sets, 1204), tuple(map(str, range(parts))),
                 members, np.linspace(1204, 3, parts).astype(int), _names("hover", parts), "forgotten sentences",
                 ("filled: forgotten by this group, hollow: not",))  # fmt: skip


SMALL: dict[type[Figure], Figure] = {
    type(figure): figure
    for figure in (heatmap(), bars(), slopes(), curve(), forest(), scatter(), paths(), points(), upset())
}  # fmt: skip
CROWDED: dict[type[Figure], Figure] = {
    type(figure): figure
    for figure in (
        heatmap(7, 12), bars(20), slopes(12, 9), curve(7, 5), forest(24), scatter(900), paths(10, 12), points(5, 3),
        upset(10, 20),
    )
}  # fmt: skip
