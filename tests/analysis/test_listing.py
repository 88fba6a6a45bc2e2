"""Which sentences and tokens: filters, orders, rows."""

import numpy as np
import pytest

from engine.analysis.examples import listing, rows, strip, units_of
from engine.errors import UserError


@pytest.fixture
def words(answers_to):
    """Three sentences of 2, 3 and 1 words; forgotten: units 1, 2 and 5."""
    return answers_to(
        [0, 1, 2, 0, 0, 1],
        [0, 1, 2, 0, 1, 1],
        [0, 0, 0, 0, 0, 2],
        labels=("O", "B-PER", "I-PER"), kind="token", name="ner", example=[0, 0, 4, 4, 4, 7],
        p_predicted=[[0.9, 0.8, 0.7, 0.9, 0.5, 0.6], [0.9, 0.5, 0.9, 0.95, 0.6, np.nan]],
        p_gold=[[0.9, 0.8, 0.7, 0.9, 0.4, 0.6], [0.9, 0.4, 0.1, 0.95, 0.6, np.nan]],
    )  # fmt: skip


def found(words, **filters):
    result = listing(words, 0, 1, **filters)
    return result.units.tolist(), result.examples.tolist()


def test_no_filter(words):
    assert found(words) == ([0, 1, 2, 3, 4, 5], [0, 4, 7])


@pytest.mark.parametrize(
    "filters, units, examples",
    [
        ({"change": "forgotten"}, [1, 2, 5], [0, 4, 7]),
        ({"change": ["learned", "never"]}, [4], [4]),
        ({"label": "B-PER"}, [1, 5], [0, 7]),
        ({"change": "forgotten", "label": "I-PER"}, [2], [4]),
        ({"pattern": "01"}, [4], [4]),
        ({"pattern": "1."}, [0, 1, 2, 3, 5], [0, 4, 7]),
        ({"ids": {7, 0}}, [0, 1, 5], [0, 7]),
        ({"ids": set()}, [], []),
        ({"min_confidence": 0.9}, [0, 2, 3], [0, 4]),
        ({"max_confidence": 0.6}, [1, 4], [0, 4]),
        ({"min_confidence": 0.6, "max_confidence": 0.9}, [0, 2, 4], [0, 4]),
    ],
)
def test_filters(words, filters, units, examples):
    assert found(words, **filters) == (units, examples)


def test_answers_without_a_probability_are_left_out_and_counted(words):
    assert listing(words, 0, 1, change="forgotten", min_confidence=0.0).unknown_confidence == 1


@pytest.mark.parametrize(
    "order, units, examples",
    [
        ("index", [1, 2, 5], [0, 4, 7]),
        ("confidence", [2, 1, 5], [4, 0, 7]),
        ("drop", [2, 1, 5], [4, 0, 7]),
        ("flips", [1, 2, 5], [0, 4, 7]),
    ],
)
def test_orders_with_unknown_last(words, order, units, examples):
    assert found(words, change="forgotten", order=order) == (units, examples)


def test_flips_count_every_change(answers_to):
    answers = answers_to([1, 1], [1, 1], [1, 0], [0, 1], [0, 1])
    assert listing(answers, 0, 3, order="flips").units.tolist() == [1, 0]


@pytest.mark.parametrize(
    "filters, message",
    [
        ({"change": "lost"}, "no change 'lost'"),
        ({"label": "B-LOC"}, "no label 'B-LOC'. There are: O, B-PER, I-PER"),
        ({"order": "length"}, "no order 'length'. There are: index"),
    ],
)
def test_what_does_not_exist_is_said(words, filters, message):
    with pytest.raises(UserError, match=message):
        listing(words, 0, 1, **filters)


def test_units_of_an_example(words):
    assert units_of(words, 4).tolist() == [2, 3, 4]
    assert units_of(words, 5).tolist() == []


def test_rows_say_all_about_a_unit(words):
    assert rows(words, [2, 5], 0, 1) == [
        {
            "example": 4, "position": 0, "gold": "I-PER", "first": "I-PER", "second": "O", "change": "forgotten",
            "p_first": pytest.approx(0.7), "p_second": pytest.approx(0.9),
            "p_gold_first": pytest.approx(0.7), "p_gold_second": pytest.approx(0.1), "pattern": "10",
        },
        {
            "example": 7, "position": 0, "gold": "B-PER", "first": "B-PER", "second": "I-PER", "change": "forgotten",
            "p_first": pytest.approx(0.6), "p_second": None,
            "p_gold_first": pytest.approx(0.6), "p_gold_second": None, "pattern": "10",
        },
    ]  # fmt: skip


def test_rows_of_a_regression_are_numbers(answers_to):
    answers = answers_to([2.5], [2.4], [4.0], kind="regression", labels=())
    row = rows(answers, [0], 0, 1)[0]
    assert (row["gold"], row["first"], row["second"], row["change"]) == (2.5, 2.4, 4.0, "forgotten")


def test_a_strip_is_a_unit_over_all_snapshots(words):
    assert strip(words, 1) == [
        {"snapshot": "1", "stage": "s1", "predicted": "B-PER", "right": True,
         "p_predicted": pytest.approx(0.8), "p_gold": pytest.approx(0.8)},
        {"snapshot": "2", "stage": "s2", "predicted": "O", "right": False,
         "p_predicted": pytest.approx(0.5), "p_gold": pytest.approx(0.4)},
    ]  # fmt: skip


def test_by_what_was_answered_at_second(words):
    assert found(words, change="forgotten", predicted="I-PER") == ([5], [7])
    with pytest.raises(UserError, match="no label 'B-LOC'"):
        found(words, predicted="B-LOC")


def test_most_confident_at_first(words):
    assert found(words, change="forgotten", order="before") == ([1, 2, 5], [0, 4, 7])
