"""cnt1-cnt4: literals, identities on random answers, bins of a regression."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.analysis.changes import CHANGES, FORGOTTEN, KEPT, LEARNED, NEVER, changes, find
from engine.analysis.counts import count_table
from engine.analysis.moves import where_to
from engine.answers import Snapshot, TaskAnswers, TaskRecord, Units
from engine.errors import UserError


def test_counts_by_gold_label(answers_to):
    answers = answers_to([0, 0, 0, 1, 1], [0, 0, 1, 1, 0], [0, 1, 0, 1, 0], not_evaluated=3)

    table = count_table(answers, 0, 1)

    assert table.to_json() == {
        "task": "cola", "first": "1", "second": "2", "labels": ["0", "1"],
        "frequency": [3, 2], "cnt1": [2, 1], "cnt2": [2, 1], "cnt3": [1, 0], "cnt4": [1, 0],
        "share": [1 / 3, 0.0], "share_of_right": [0.5, 0.0], "not_evaluated": 3,
    }  # fmt: skip
    assert table.never.tolist() == [0, 1]
    assert table.total() == {
        "frequency": 5, "cnt1": 3, "cnt2": 3, "cnt3": 1, "cnt4": 1, "share": 0.2, "share_of_right": 1 / 3,
    }  # fmt: skip


def test_a_label_that_does_not_occur_has_no_share(answers_to):
    table = count_table(answers_to([0], [0], [1], labels=("a", "b")), 0, 1)
    assert table.frequency.tolist() == [1, 0]
    assert table.to_json()["share"] == [1.0, None]
    assert table.to_json()["share_of_right"] == [1.0, None]


def test_counts_of_a_regression_go_by_bins_of_gold(answers_to):
    gold = [0.0, 0.9, 2.5, 5.0]
    answers = answers_to(gold, [0.5, 2.0, 2.6, 4.5], [0.51, 1.0, 9.0, 5.5], kind="regression", labels=())

    table = count_table(answers, 0, 1)

    assert table.labels == ("0 to <1", "1 to <2", "2 to <3", "3 to <4", "4 to 5")
    assert table.frequency.tolist() == [2, 0, 1, 0, 1]
    assert table.cnt1.tolist() == [1, 0, 1, 0, 1]  # within 0.5, the limit included
    assert table.cnt3.tolist() == [1, 0, 1, 0, 0]
    assert table.cnt4.tolist() == [1, 0, 0, 0, 0]
    assert where_to(answers, 0, 1).counts[2, 4] == 1  # 9.0 falls in the nearest bin


@given(st.integers(1, 5), st.lists(st.tuples(*[st.integers(0, 4)] * 3), max_size=60))
def test_identities_hold_for_any_answers(size, drawn):
    columns = np.array(drawn, dtype=np.int64).reshape(-1, 3).T % size
    unknown = np.full((2, columns.shape[1]), np.nan, dtype=np.float32)
    units = Units(np.arange(columns.shape[1]), np.zeros(columns.shape[1], dtype=int), columns[0])
    record = TaskRecord("t", "t", "sequence", tuple("abcde"[:size]), ("accuracy",))
    answers = TaskAnswers(record, (Snapshot(1), Snapshot(2)), units, columns[1:], unknown, unknown)

    table = count_table(answers, 0, 1)
    moves = where_to(answers, 0, 1)

    assert (table.cnt2 == table.cnt1 - table.cnt3 + table.cnt4).all()
    assert ((table.cnt3 <= table.cnt1) & (table.cnt1 <= table.frequency)).all()
    assert (table.cnt4 <= table.frequency - table.cnt1).all() and (table.never >= 0).all()
    assert table.frequency.sum() == columns.shape[1]
    assert (moves.counts.sum(axis=1) == table.cnt3).all() and not moves.counts.diagonal().any()


def test_changes_are_one_of_four(answers_to):
    answers = answers_to([1, 1, 0, 0], [1, 1, 1, 1], [1, 0, 0, 1])
    assert changes(answers, 0, 1).tolist() == [KEPT, FORGOTTEN, LEARNED, NEVER]
    assert changes(answers, 1, 0).tolist() == [KEPT, LEARNED, FORGOTTEN, NEVER]


def test_the_four_look_as_designed():
    assert [(c.name, c.code, c.glyph, c.colour, c.tint) for c in CHANGES.values()] == [
        ("kept", 0, "=", "#0072B2", "#D6E9F8"),
        ("forgotten", 1, "x", "#D55E00", "#FBD9C6"),
        ("learned", 2, "+", "#56B4E9", "#CDEFE3"),
        ("never", 3, "o", "#BBBBBB", "#E6E6E6"),
    ]
    with pytest.raises(UserError, match="no change 'lost'. There are: kept, forgotten, learned, never"):
        find("lost")


def test_where_the_forgotten_went(answers_to):
    answers = answers_to([0, 0, 0, 1, 2], [0, 0, 0, 1, 0], [1, 2, 2, 1, 0], labels=("a", "b", "c"))
    assert where_to(answers, 0, 1).counts.tolist() == [[0, 1, 2], [0, 0, 0], [0, 0, 0]]
    assert where_to(answers, 0, 1).total == 3
