import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from seqeval.metrics import f1_score
from seqeval.scheme import IOB2

from engine.entities import entity_f1

LABELS = ("O", "B-MISC", "I-MISC", "B-PER", "I-PER", "B-ORG", "I-ORG")


def f1(gold: str, predicted: str, example: list[int] | None = None) -> float:
    ids = [np.array([LABELS.index(tag) for tag in tags.split()]) for tags in (gold, predicted)]
    return entity_f1(*ids, LABELS, np.array(example or [0] * len(ids[0])))


@pytest.mark.parametrize(
    ("gold", "predicted", "expected"),
    [
        ("B-PER I-PER O", "B-PER I-PER O", 1.0),
        ("B-PER I-PER O", "B-PER O O", 0.0),  # the end is wrong
        ("B-PER B-PER", "B-PER I-PER", 0.0),
        ("B-PER O", "I-PER O", 0.0),  # without a B it is no entity
        ("B-PER O B-ORG", "B-PER I-ORG O", 2 / 3),  # an I of another type ends it
        ("B-PER O B-ORG", "B-PER I-ORG B-ORG", 1.0),
    ],
)
def test_whole_entities_are_counted(gold, predicted, expected):
    assert f1(gold, predicted) == pytest.approx(expected)


def test_an_entity_ends_with_its_sentence():
    assert f1("B-PER I-PER", "B-PER I-PER", [0, 1]) == 1.0
    assert f1("B-PER O", "B-PER I-PER", [0, 1]) == 1.0
    assert f1("B-PER O", "B-PER I-PER", [0, 0]) == 0.0


def test_without_any_tag_it_is_undefined():
    assert math.isnan(f1("O O", "O O"))
    assert f1("O O", "O I-PER") == 0.0


tags = st.integers(0, len(LABELS) - 1)


@given(st.lists(st.lists(st.tuples(tags, tags), min_size=1, max_size=8), min_size=1, max_size=5))
def test_it_is_what_seqeval_says(sentences):
    gold, predicted = ([[LABELS[pair[i]] for pair in s] for s in sentences] for i in (0, 1))
    example = np.repeat(np.arange(len(sentences)), [len(s) for s in sentences])
    ids = [np.array([pair[i] for s in sentences for pair in s]) for i in (0, 1)]
    ours = entity_f1(*ids, LABELS, example)
    theirs = f1_score(gold, predicted, mode="strict", scheme=IOB2, zero_division=0)
    assert ours == pytest.approx(theirs) or (math.isnan(ours) and theirs == 0)
