"""Every kind of number has a card."""

import pytest

from engine import metrics
from engine.analysis.counts import CountTable
from engine.analysis.formulas import FORMULAS
from engine.analysis.measures import MEASURES

COUNTS = ("frequency", "cnt1", "cnt2", "cnt3", "cnt4", "share", "share_of_right")


@pytest.mark.parametrize("key", [*metrics.METRICS, *(name.lower() for name in MEASURES), *COUNTS, "R", "T"])
def test_a_number_on_the_pages_has_a_formula(key):
    formula = FORMULAS[key]
    assert formula.key == key
    assert formula.title and formula.words and formula.latex and formula.reading


def test_the_counts_are_those_of_the_table():
    assert all(name in CountTable.__dataclass_fields__ or hasattr(CountTable, name) for name in COUNTS)


@pytest.mark.parametrize("formula", FORMULAS.values(), ids=FORMULAS)
def test_a_formula_is_whole(formula):
    assert formula.words.endswith(".")
    assert "$" not in formula.latex + formula.words
    assert formula.latex.count("{") == formula.latex.count("}")
    assert formula.key not in formula.rivals
    assert all(rival in FORMULAS for rival in formula.rivals)
