"""Which number was varied, and which groups are on one line over it."""

import numpy as np

from engine.analysis.groups import Grouping
from engine.analysis.plan_settings import Setting
from engine.analysis.varied import Line, varied


def found(**settings):
    made = tuple(Setting(name.replace("__", "."), values) for name, values in settings.items())
    return varied(Grouping((), made, ()))


def test_one_number_is_one_line():
    (over,) = found(imdb__learning_rate=("5e-05", "2e-05", "0.0004", "0.0001"))
    assert over.name == "imdb.learning_rate"
    assert over.lines == (Line("", (1, 0, 3, 2)),)
    assert over.x.tolist() == [2e-5, 5e-5, 1e-4, 4e-4]
    assert over.logarithmic


def test_what_else_differs_makes_lines_named_by_as_little_as_tells_them_apart():
    (over,) = found(
        order=("imdb", "imdb", "within → imdb", "within → imdb"),
        imdb__train_fraction=("0.05", "1", "0.05", "1"),
        within__epochs=("–", "–", "3", "3"),
    )
    assert over.lines == (Line("imdb", (0, 1)), Line("within → imdb", (2, 3)))
    assert not over.logarithmic  # two numbers lie as evenly either way


def test_a_grid_can_be_looked_at_over_either_number():
    rates, decays = ("1e-05", "1e-05", "2e-05", "2e-05", "3e-05", "3e-05"), ("1", "0.9") * 3
    first, second = found(a__learning_rate=rates, a__layer_decay=decays)
    assert (first.name, [line.name for line in first.lines]) == (
        "a.learning_rate", ["a.layer_decay 1", "a.layer_decay 0.9"],
    )  # fmt: skip
    assert [line.groups for line in second.lines] == [(1, 0), (3, 2), (5, 4)]


def test_settings_that_change_together_are_one():
    (over,) = found(cola__epochs=("1", "2"), rte__epochs=("1", "2"))
    assert over.name == "every stage: epochs"


def test_a_word_in_place_of_a_number_is_left_out():
    (over,) = found(task_settings__imdb__layers=("1", "2", "6", "last 4"))
    assert np.isnan(over.values[3]) and over.lines == (Line("", (0, 1, 2)),)
    assert found(task_settings__imdb__layers=("1", "2", "last 4")) == ()


def test_what_is_no_number_makes_no_curve():
    assert found(order=("a → b", "b → a"), data__a__train=("12345678", "12345679"), strategy=("nan", "inf")) == ()
