"""One figure of each kind, with names that want to be markup."""

import numpy as np
import pytest

from engine.figures.figure import Bars, Heatmap, Line, Series, Slopes

EVIL = "<script>alert('$x$')</script> & co"


@pytest.fixture
def heatmap():
    return Heatmap(
        title=f"Result {EVIL}", caption=f"Run {EVIL} · n = 5 · seed 42", rows=("1 · cola", f"2 · {EVIL}"),
        columns=("CoLA\nMCC", EVIL, "NER\nentity F1"), row_keys=("1", "2"), column_keys=("cola", EVIL, "ner"),
        row_title="after stage", column_title="", values=np.array([[0.5, 0.25, np.nan], [-0.1, 1.0, 0.75]]),
        text=((".500", ".250†", "–"), ("−.100", "1.000", ".750")),
        hover=(("a", f"b {EVIL}", "c"), ("d\nsecond line", "e", "f")),
        hatched=np.array([[False, True, False], [False, False, False]]),
        outlined=np.array([[True, False, False], [False, True, False]]),
        scale="result", low=0.0, high=1.0, scale_title="score", legend=("hatched: untrained",),
    )  # fmt: skip


@pytest.fixture
def bars():
    def series(key, glyph, colour, counts):
        counts = np.array(counts)
        return Series(key, f"{glyph} {key}", glyph, colour, counts / 10, counts, tuple(f"{key} {EVIL}" for _ in counts))

    return Bars(
        title=f"Labels {EVIL}", caption="Run · n = 20 · seed 42", labels=("O  (n = 10)", f"{EVIL}  (n = 10)"),
        keys=("O", EVIL), series=(series("kept", "=", "#0072B2", [9, 4]), series("forgotten", "x", "#D55E00", [1, 6])),
        axis_title="share", share=True,
    )  # fmt: skip


@pytest.fixture
def slopes():
    def line(key, values, trained, own):
        hover = tuple(f"{key} {v}" for v in values)
        return Line(key, f"{key} (MCC)", np.array(values), np.array(trained), own, hover)

    return Slopes(
        title=f"Slopes {EVIL}", caption="Run · n = 20 · seed 42", positions=np.array([0.0, 0.5, 1.0, 2.0]),
        keys=("0", "1@5", "1", "2"), ticks=(0.0, 1.0, 2.0), 
        tick_labels=("0 · before training", "1 · cola", f"2 · {EVIL}"),
        axis_title="stage", value_title="score",
        lines=(line("cola", [0.0, 0.4, 0.6, 0.3], [False, True, True, True], 2),
               line(EVIL, [0.1, 0.2, 0.1, np.nan], [False] * 4, None)),
        low=0.0, high=1.0, legend=("ringed: own stage",),
    )  # fmt: skip
