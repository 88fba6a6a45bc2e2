"""CSV cells are no formulas."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import spreadsheet


@pytest.mark.parametrize("text", ["=1+1", "@SUM(A1)", "+49 30", "-LRB-", "\tx", '=HYPERLINK("http://x","y")'])
def test_a_text_that_would_be_a_formula_is_quoted(text):
    assert spreadsheet.to_csv([["a", text]]) == spreadsheet.defuse(_csv(["a", text]))
    assert next(csv.reader(io.StringIO(spreadsheet.to_csv([[text]]), newline=""))) == [f"'{text}"]


@pytest.mark.parametrize("cell", ["-0.5", "+1e-9", "-", "=", "O", "−.250", "", -0.5, 3, "-inf"])
def test_numbers_and_other_texts_stay(cell):
    assert next(csv.reader(io.StringIO(spreadsheet.to_csv([[cell, "x"]])))) == [str(cell), "x"]


@given(st.lists(st.text(), min_size=1, max_size=4))
def test_whatever_a_cell_holds_it_does_not_begin_a_formula(cells):
    (row,) = csv.reader(io.StringIO(spreadsheet.to_csv([[*cells, "end"]]), newline=""))
    assert row[-1] == "end" and len(row) == len(cells) + 1
    for cell in row:
        if len(cell) > 1 and cell[0] in "=+-@\t\r":
            float(cell)  # a number, then


def _csv(row):
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerow(row)
    return text.getvalue()
