"""Metrics against literals, published numbers and the field's reference implementation."""

import math
import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from seqeval.metrics import f1_score
from seqeval.scheme import IOB2

from engine import metrics
from engine.errors import UserError

IOB = ("O", "B-PER", "I-PER", "B-LOC", "I-LOC")
TWO = ("0", "1")


def score(metric, gold, predicted, labels=TWO, example=None):
    example = np.arange(len(gold)) if example is None else np.array(example)
    return metrics.score(metric, np.array(gold), np.array(predicted), labels=labels, example=example)


@pytest.mark.parametrize("correct, mcc", [((193, 667), 0.5699304939602442), ((76, 713), 0.38184961113286764)])
def test_mcc_of_the_published_confusion_tables(correct, mcc):
    gold = [0] * 322 + [1] * 721
    predicted = [0] * correct[0] + [1] * (322 - correct[0]) + [1] * correct[1] + [0] * (721 - correct[1])

    assert score("mcc", gold, predicted) == pytest.approx(mcc, abs=1e-12)


@pytest.mark.parametrize("gold, predicted", [([0, 1, 1], [1, 1, 1]), ([1, 1], [0, 1]), ([1, 1], [1, 1])])
def test_mcc_of_constant_answers_is_zero_without_a_warning(gold, predicted):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert score("mcc", gold, predicted) == 0.0


def test_accuracies():
    assert score("accuracy", [0, 1, 1, 0], [0, 1, 0, 0]) == 0.75
    assert score("token_accuracy", [0, 1, 2], [0, 1, 1], labels=IOB, example=[0, 0, 0]) == pytest.approx(2 / 3)


def test_f1_is_of_the_last_label():
    assert score("f1", [1, 1, 0, 0], [1, 0, 1, 0]) == 0.5
    assert score("f1", [0, 0], [0, 1]) == 0.0
    assert math.isnan(score("f1", [0, 0], [0, 0]))


def test_f1_refuses_more_than_two_labels():
    with pytest.raises(UserError, match="two labels, not 3 .*use macro_f1"):
        score("f1", [0, 1, 2], [0, 1, 2], labels=("a", "b", "c"))


def test_macro_f1_is_over_the_labels_that_occur():
    assert score("macro_f1", [0, 0, 1], [0, 0, 0], labels=("a", "b", "c")) == pytest.approx((0.8 + 0.0) / 2)


def test_entity_f1_needs_type_and_both_ends():
    gold = [1, 2, 0, 3, 4]  # PER PER O LOC LOC
    assert score("entity_f1", gold, gold, IOB, [0] * 5) == 1.0
    assert score("entity_f1", gold, [1, 0, 0, 3, 4], IOB, [0] * 5) == 0.5
    assert score("entity_f1", gold, [3, 4, 0, 3, 4], IOB, [0] * 5) == 0.5


def test_entity_f1_ends_entities_with_their_sentence():
    gold, predicted = [1, 2], [1, 0]
    assert score("entity_f1", gold, predicted, IOB, [0, 0]) == 0.0
    assert score("entity_f1", [1, 1], [1, 2], IOB, [0, 1]) == pytest.approx(2 / 3)  # an I after a break opens nothing


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4), st.booleans()), min_size=1, max_size=40))
def test_entity_f1_is_seqevals(tokens):
    gold, predicted = [t[0] for t in tokens], [t[1] for t in tokens]
    example = np.cumsum([t[2] for t in tokens])
    sentences = [
        [[IOB[ids[i]] for i in np.flatnonzero(example == e)] for e in np.unique(example)] for ids in (gold, predicted)
    ]

    ours = score("entity_f1", gold, predicted, IOB, example)

    if any(gold) or any(predicted):
        assert ours == f1_score(*sentences, mode="strict", scheme=IOB2, zero_division=0)
    else:
        assert math.isnan(ours)


def test_entity_f1_is_for_entity_tags_only():
    with pytest.raises(UserError, match="NOUN, VERB: use token_accuracy"):
        score("entity_f1", [0, 1], [0, 1], labels=("NOUN", "VERB"))


def test_correlations():
    assert score("pearson", [0.0, 1.0, 2.0], [1.0, 3.0, 5.0], labels=()) == pytest.approx(1.0)
    assert score("spearman", [0.0, 1.0, 2.0], [9.0, 3.0, 1.0], labels=()) == pytest.approx(-1.0)


@pytest.mark.parametrize("metric", ["pearson", "spearman"])
def test_correlation_with_a_constant_is_undefined(metric):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert math.isnan(score(metric, [0.0, 1.0], [2.0, 2.0], labels=()))


@pytest.mark.parametrize("metric", metrics.METRICS)
def test_no_answers_no_score(metric):
    assert math.isnan(score(metric, [], [], labels=IOB))


@pytest.mark.parametrize("metric", metrics.METRICS)
def test_every_metric_says_what_it_is(metric):
    found = metrics.METRICS[metric]
    assert found.name == metric
    assert found.title and found.short and found.kind and found.definition and found.tasks
    assert found.lowest < found.highest == 1.0


def test_unknown_metric_names_those_there_are():
    with pytest.raises(UserError, match="no metric 'bleu'. There are: mcc, accuracy"):
        score("bleu", [0], [0])


@pytest.mark.parametrize(
    "metric, kind, labels, suits",
    [
        ("mcc", "sequence", TWO, True),
        ("mcc", "token", IOB, False),
        ("entity_f1", "token", IOB, True),
        ("entity_f1", "token", ("NOUN", "VERB"), False),
        ("f1", "pair", TWO, True),
        ("f1", "pair", ("a", "b", "c"), False),
        ("pearson", "regression", (), True),
        ("accuracy", "regression", (), False),
    ],
)
def test_which_metric_suits_which_task(metric, kind, labels, suits):
    assert metrics.suits(metric, kind, labels) is suits
