"""Whole entities: literals, and F1 by type as seqeval has it."""

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from seqeval.metrics import classification_report
from seqeval.scheme import IOB2

from engine.analysis.entities import BOUNDARY, FOUND, MISSED, OUTCOMES, TYPE, entity_view, inside
from engine.analysis.flips import flips
from engine.answers import Snapshot, TaskAnswers, TaskRecord, Units
from engine.errors import UserError

IOB = ("O", "B-PER", "I-PER", "B-LOC", "I-LOC")


def tags(text):
    return [IOB.index(tag) for tag in text.split()]


def answers(gold, first, second, example=None):
    gold, predicted = np.array(gold), np.array([first, second])
    example = np.zeros(len(gold), dtype=int) if example is None else np.array(example)
    unknown = np.full(predicted.shape, np.nan, dtype=np.float32)
    record = TaskRecord("ner", "ner", "token", IOB, ("entity_f1",))
    return TaskAnswers(
        record, (Snapshot(1), Snapshot(2)), Units(example, np.arange(len(gold)), gold), predicted, unknown, unknown
    )


def test_what_became_of_each_entity():
    gold = tags("B-PER I-PER O B-LOC O B-PER I-PER O B-LOC I-LOC O O")
    first = tags("B-PER I-PER O B-LOC O B-PER I-PER O B-LOC I-LOC O B-PER")
    second = tags("B-LOC I-LOC O O O B-PER O O B-LOC I-LOC O B-PER")

    view = entity_view(answers(gold, first, second), 0, 1)

    assert view.types == ("PER", "LOC")
    assert view.gold.tolist() == [2, 2]
    assert view.moves[0, FOUND].tolist() == [0, 1, 1, 0]  # of PER: one cut, one of the wrong type
    assert view.moves[1, FOUND].tolist() == [1, 0, 0, 1]  # of LOC: one found, one missed
    assert view.moves[:, BOUNDARY:].sum() == 0
    assert view.invented.tolist() == [[1, 0], [1, 0]]
    assert view.predicted.tolist() == [[3, 2], [2, 2]]
    assert (view.forgotten.tolist(), view.learned.tolist()) == ([2, 1], [0, 0])
    assert view.f1[0].tolist() == [0.8, 1.0]
    assert view.f1[1].tolist() == [0.0, 0.5]
    json.dumps(view.to_json(), allow_nan=False)


@pytest.mark.parametrize(
    ("gold", "predicted", "outcome"),
    [
        ("B-PER I-PER", "B-PER I-PER", FOUND),
        ("B-PER I-PER", "B-PER O", BOUNDARY),
        ("B-PER I-PER O", "B-PER I-PER I-PER", BOUNDARY),
        ("B-PER I-PER", "O B-PER", BOUNDARY),
        ("B-PER I-PER", "B-PER B-LOC", BOUNDARY),  # part of it has the right type
        ("B-PER I-PER", "B-LOC I-LOC", TYPE),
        ("B-PER I-PER", "B-LOC O", TYPE),  # other type, other end
        ("B-PER I-PER", "O O", MISSED),
        ("B-PER I-PER", "I-PER I-PER", MISSED),  # without its B it is no entity
        ("B-PER I-PER", "B-PER I-LOC", BOUNDARY),
    ],
)
def test_outcomes(gold, predicted, outcome):
    view = entity_view(answers(tags(gold), tags(predicted), tags(predicted)), 0, 1)
    assert view.outcomes[0].sum(axis=0).tolist() == [int(i == outcome) for i in range(4)]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.tuples(*[st.integers(0, 4)] * 3), min_size=1, max_size=8), min_size=1, max_size=6))
def test_f1_by_type_is_seqevals_and_outcomes_partition(sentences):
    columns = [np.array([t[i] for s in sentences for t in s]) for i in range(3)]
    example = np.repeat(np.arange(len(sentences)), [len(s) for s in sentences])
    words = [[[IOB[t[i]] for t in s] for s in sentences] for i in range(3)]

    view = entity_view(answers(*columns, example), 0, 1)

    assert (view.moves.sum(axis=(1, 2)) == view.gold).all()
    assert (view.outcomes[:, :, FOUND] == view.right).all()
    assert (view.invented <= view.predicted - view.right).all()
    assert (view.right[0] - view.forgotten + view.learned == view.right[1]).all()
    if any("B-" in tag for s in words[0] for tag in s):
        for i in (0, 1):
            report = classification_report(
                words[0], words[i + 1], mode="strict", scheme=IOB2, output_dict=True, zero_division=0
            )
            for j, name in enumerate(view.types):
                if name in report:
                    assert view.f1[i, j] == pytest.approx(report[name]["f1-score"])
                    assert view.gold[j] == report[name]["support"]


def test_without_o():
    view = answers(tags("O O B-PER I-PER"), tags("O O B-PER I-PER"), tags("O B-PER O I-PER"))
    assert flips(view, 0, 1).accuracy_second == 0.5
    assert flips(view, 0, 1, inside(view)).accuracy_second == 0.5
    assert flips(view, 0, 1, inside(view)).n == 2


def test_without_o_the_published_run_falls_from_9509_to_7939():
    """Experiment 1, from its cnt table: with O from .9883 to .9614."""
    from engine import published  # noqa: PLC0415
    from engine.analysis.references import counts_of  # noqa: PLC0415

    table = counts_of(published.reference("experiment-1"))
    right = [table.cnt1, table.cnt2]
    assert [round(c.sum() / table.frequency.sum(), 4) for c in right] == [0.9883, 0.9614]
    assert [round(c[1:].sum() / table.frequency[1:].sum(), 4) for c in right] == [0.9509, 0.7939]


def test_tasks_without_entities(answers_to):
    sentences = answers_to([0], [0], [0])
    assert inside(sentences) is None
    with pytest.raises(UserError, match="cola has no entities: its labels are not B-, I- and O tags"):
        entity_view(sentences, 0, 1)
    assert list(OUTCOMES) == ["found", "wrong boundary", "wrong type", "missed"]
