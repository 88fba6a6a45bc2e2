"""CSV cells are no formulas."""

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import spreadsheet

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("text", ["=1+1", "@SUM(A1)", "+49 30", "-LRB-", "\tx", '=HYPERLINK("http://x","y")'])
def test_a_text_that_would_be_a_formula_is_quoted(text):
    assert spreadsheet.to_csv([["a", text]]) == spreadsheet.defuse(_csv(["a", text]))
    assert next(csv.reader(io.StringIO(spreadsheet.to_csv([[text]]), newline=""))) == [f"'{text}"]


@pytest.mark.parametrize("cell", ["-0.5", "+1e-9", "-", "=", "O", "−.250", "", -0.5, 3, "-inf"])
def test_numbers_and_other_texts_stay(cell):
    assert next(csv.reader(io.StringIO(spreadsheet.to_csv([[cell, "x"]])))) == [str(cell), "x"]


@pytest.mark.parametrize("text", ["\r=1+1", "\n=1", "\r\n@SUM(A1)"])
def test_a_line_break_hides_no_formula(text):
    (row,) = csv.reader(io.StringIO(spreadsheet.to_csv([[text]]), newline=""))
    assert row == ["'\n" + text.strip()]


@given(st.lists(st.text(), min_size=1, max_size=4))
def test_whatever_a_cell_holds_it_does_not_begin_a_formula(cells):
    (row,) = csv.reader(io.StringIO(spreadsheet.to_csv([[*cells, "end"]]), newline=""))
    assert row[-1] == "end" and len(row) == len(cells) + 1
    for cell in row:
        if len(cell) > 1 and cell[0] in "=+-@\t\r\n":
            float(cell)  # a number, then


def _csv(row):
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerow(row)
    return text.getvalue()


def test_the_pages_offer_csv_through_one_door_that_defuses_it():
    doors = [path.name for path in (ROOT / "pages").rglob("*.py") if "text/csv" in path.read_text(encoding="utf-8")]
    assert doors == ["figure_view.py"]
