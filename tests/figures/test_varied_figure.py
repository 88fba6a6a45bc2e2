"""A curve over a varied number on a logarithmic axis: on screen, on paper and as a table."""

import numpy as np
import pytest

from engine.figures import paper, screen, table
from engine.figures.curve import Curve, Trace


@pytest.fixture
def curve():
    x = np.array([2e-5, 1e-4, 4e-4])
    values = np.array([0.9, 0.8, np.nan])
    trace = Trace("0", "sequential <b>", values, values - 0.1, values + 0.1, ("a", "b", ""))
    return Curve("Rates", "n = 8", x, ("2e-05", "0.0001", "0.0004"), (trace,), (), "learning rate", "acc", 0.6, 1.0, (),
                 percent=False, logarithmic=True)  # fmt: skip


def test_on_screen_its_ticks_are_at_the_points(curve):
    axis = screen.to_plotly(curve).layout.xaxis
    assert (axis.type, list(axis.tickvals), list(axis.ticktext)) == (
        "log", [2e-5, 1e-4, 4e-4], ["2e-05", "0.0001", "0.0004"],
    )  # fmt: skip
    low, high = axis.range
    assert low < np.log10(2e-5) and high > np.log10(4e-4)


def test_on_paper_and_as_a_table(curve):
    assert paper.to_png(curve).startswith(b"\x89PNG")
    assert table.to_csv(curve).splitlines()[1] == "2e-05,2e-05,0.9,0.8,1.0"
