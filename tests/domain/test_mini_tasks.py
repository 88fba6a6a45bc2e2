"""The mini tasks: the same everywhere, balanced, and with nothing of evaluation in training."""

from collections import Counter

import pytest

from engine import metrics, tasks
from engine.tasks.mini import GENERATORS, generate
from engine.tasks.readers import to_iob2

NAMES = list(GENERATORS)


@pytest.mark.parametrize(
    "name, train, evaluation",
    [
        ("mini-cola", "5045e49c52f81a12", "4d2cd48b356d5e83"),
        ("mini-mrpc", "d77bfc4edb8a15e0", "c88d2d03a5ae9613"),
        ("mini-ner", "fda3d4676a6e1291", "97f6eba7559dfa3d"),
        ("mini-pos", "1fed55343d7fa910", "d77e87f0e49fc512"),
    ],
)
def test_the_same_sentences_on_every_machine(name, train, evaluation):
    data = tasks.load(name, None)
    assert (data.train_fingerprint, data.evaluation_fingerprint) == (train, evaluation)
    assert data.source == "generated"
    assert data.official is None
    assert generate(name) == generate(name)


@pytest.mark.parametrize("name", NAMES)
def test_no_example_twice_and_none_in_both_splits(name):
    data = tasks.load(name, None)
    contents = [e.texts or e.words for e in (*data.train, *data.evaluation)]
    assert len(set(contents)) == len(contents)


@pytest.mark.parametrize("name", NAMES)
def test_every_example_names_its_phenomenon_and_all_are_in_both_splits(name):
    data = tasks.load(name, None)
    phenomena = {e.tags["phenomenon"] for e in data.train}
    assert phenomena == set(GENERATORS[name][0]) == {e.tags["phenomenon"] for e in data.evaluation}
    counts = Counter(e.tags["phenomenon"] for e in data.evaluation)
    assert max(counts.values()) < 2 * min(counts.values())


@pytest.mark.parametrize("name", NAMES)
def test_evaluation_has_words_that_training_never_shows(name):
    data = tasks.load(name, None)

    def words(examples):
        return [{w.strip(".?").lower() for text in (*e.texts, *e.words) for w in text.split()} for e in examples]

    known = set().union(*words(data.train))
    unknown = sum(not sentence <= known for sentence in words(data.evaluation))
    assert 0.3 < unknown / len(data.evaluation) < 0.95


@pytest.mark.parametrize("name", NAMES)
def test_sentences_are_short_and_labels_are_the_tasks_own(name):
    data = tasks.load(name, None)
    assert all(len(" ".join(e.texts or e.words).split()) <= 18 for e in (*data.train, *data.evaluation))
    gold = [e.gold if isinstance(e.gold, tuple) else (e.gold,) for e in (*data.train, *data.evaluation)]
    assert {label for labels in gold for label in labels} <= set(data.task.labels)
    assert all(len(e.gold) == len(e.words) for e in data.train if e.words)
    assert all(metrics.suits(metric, data.task.kind, data.task.labels) for metric in data.task.metrics)


def test_mini_cola_comes_in_minimal_pairs():
    data = tasks.load("mini-cola", None)
    for split in (data.train, data.evaluation):
        assert Counter(e.gold for e in split) == {"0": len(split) // 2, "1": len(split) // 2}


def test_mini_mrpc_is_no_matter_of_shared_words():
    data = tasks.load("mini-mrpc", None)
    counts = Counter(e.gold for e in data.evaluation)
    assert 0.35 < counts["0"] / len(data.evaluation) < 0.65
    same_words = [e for e in data.evaluation if sorted(e.texts[0].lower()) == sorted(e.texts[1].lower())]
    assert {e.gold for e in same_words} == {"0", "1"}


def test_mini_ner_is_iob2_with_every_label_and_ambiguous_names():
    data = tasks.load("mini-ner", None)
    assert {label for e in data.evaluation for label in e.gold} == set(data.task.labels)
    assert all(to_iob2(e.gold) == e.gold for e in (*data.train, *data.evaluation))
    as_what = {label for e in data.train for word, label in zip(e.words, e.gold, strict=True) if word == "Norvale"}
    assert as_what >= {"B-ORG", "B-LOC", "B-PER"}


def test_mini_pos_has_words_of_several_classes():
    data = tasks.load("mini-pos", None)
    classes = {}
    for e in data.train:
        for word, label in zip(e.words, e.gold, strict=True):
            classes.setdefault(word.lower(), set()).add(label)
    assert classes["that"] == {"DET", "SCONJ", "PRON"}
    assert classes["to"] == {"PART", "ADP"}
    assert classes["work"] >= {"NOUN", "VERB"}
    assert classes["has"] == {"AUX", "VERB"}
