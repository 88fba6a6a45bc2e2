"""Fits of a head on frozen features, against what they must find and what scikit-learn finds."""

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression, Ridge

from engine.answers import Units
from engine.data import IGNORED, EncodedSplit
from engine.jobs import fits, sample
from engine.jobs.fits import Material


@pytest.fixture
def blobs() -> Material:
    """Three labels around three centres; every fifth unit held out."""
    draws = np.random.default_rng(0)
    gold = draws.integers(0, 3, 600)
    centres = np.array([[3.0, 0, 0, 0], [0, 3, 0, 0], [0, 0, 3, 0]])
    features = (centres[gold] + draws.normal(size=(600, 4))).astype(np.float32)
    return Material(features, gold, np.arange(600) % 5 == 0, 3)


def test_a_head_finds_what_can_be_told_apart(blobs):
    layer = fits.refit_head(blobs)

    assert np.mean(layer.predict(blobs.features) == blobs.gold) > 0.9
    assert layer.about["setting"] == "C"
    assert [t["C"] for t in layer.about["tried"]] == list(fits.C_GRID)


def test_a_head_is_scikit_learns_at_the_strength_that_was_chosen(blobs):
    layer = fits.refit_head(blobs)

    standard = (blobs.features - blobs.features.mean(0)) / blobs.features.std(0)
    oracle = LogisticRegression(C=layer.about["chosen"], max_iter=300).fit(standard, blobs.gold)
    assert np.array_equal(layer.predict(blobs.features), oracle.predict(standard))


def test_the_held_out_part_chooses_the_strength(blobs):
    layer = fits.refit_head(blobs)

    losses = {t["C"]: t["held_out_loss"] for t in layer.about["tried"]}
    assert losses[layer.about["chosen"]] == min(losses.values())


@pytest.mark.parametrize("shift", [[0, 0, 0], [9, 0, 0], [-4, 2, 30]])
def test_a_shifted_bias_is_found_again(blobs, shift):
    right = fits.refit_head(blobs)
    layer = fits.refit_bias(blobs, right.weight, right.bias + shift)

    assert np.mean(layer.predict(blobs.features) == right.predict(blobs.features)) > 0.99
    offsets = np.array(layer.about["offsets"])
    assert offsets - offsets.mean() == pytest.approx(np.mean(shift) - np.array(shift, float), abs=0.3)


def test_a_threshold_is_set_by_the_score():
    margin = np.linspace(-1, 1, 201)
    features, gold = margin[:, None].astype(np.float32), (margin > 0.5).astype(np.int64)
    material = Material(features, gold, np.arange(201) % 5 == 0, 2)
    weight, bias = np.array([[0.0], [1.0]]), np.zeros(2)

    layer = fits.refit_threshold(material, weight, bias, lambda g, p: float(np.mean(g == p)))

    assert layer.about["chosen"] == pytest.approx(0.5, abs=0.02)
    assert np.mean(layer.predict(features) == gold) > 0.98


def test_a_label_that_the_sample_lacks_is_never_predicted(blobs):
    two = Material(blobs.features, np.minimum(blobs.gold, 1), blobs.held_out, 3)
    one = Material(blobs.features, np.ones(600, np.int64), blobs.held_out, 3)

    assert set(fits.refit_head(two).predict(blobs.features)) == {0, 1}
    assert set(fits.refit_head(one).predict(blobs.features)) == {1}


def test_regression_has_an_offset_and_a_ridge():
    draws = np.random.default_rng(1)
    features = draws.normal(size=(300, 3)).astype(np.float32)
    gold = features @ np.array([1.0, -2.0, 0.5]) + 2.5
    material = Material(features, gold, np.arange(300) % 5 == 0, 0)

    moved = fits.refit_bias(material, np.array([[1.0, -2.0, 0.5]]), np.array([7.0]))
    head = fits.refit_head(material)

    assert moved.bias == pytest.approx([2.5], abs=1e-3)
    assert moved.predict(features) == pytest.approx(gold, abs=1e-3)
    standard = (features - features.mean(0)) / features.std(0)
    assert head.predict(features) == pytest.approx(Ridge(alpha=0.1).fit(standard, gold).predict(standard), abs=1e-3)


def test_a_sample_holds_every_label_in_its_share():
    gold = [0] * 900 + [1] * 100
    units = Units(np.arange(1000), np.zeros(1000, int), np.array(gold))
    split = EncodedSplit([{"input_ids": [1]}] * 1000, gold, units, 0, 0)
    draws = np.random.default_rng(0)

    rows = sample.draw(range(1000), split, 2, 200, draws)
    out = sample.hold_out(rows, split, 2, 0.2, draws)

    assert len(rows) == 200
    assert 19 <= sum(gold[r] for r in rows) <= 21
    assert len(out) == 40 and out < set(rows)
    assert 3 <= sum(gold[r] for r in out) <= 5


def test_a_sample_of_sentences_counts_tokens():
    gold = [[IGNORED, 0, 1, IGNORED], [IGNORED, 0, IGNORED], [IGNORED, 0, 0, 0, IGNORED]] * 50
    pieces = [{"input_ids": [1] * len(g)} for g in gold]
    units = Units(*(np.zeros(300, int) for _ in range(3)))

    rows = sample.draw(range(150), EncodedSplit(pieces, gold, units, 0, 0), 2, 60, np.random.default_rng(0))

    tokens = sum(sum(label != IGNORED for label in gold[r]) for r in rows)
    assert 55 <= tokens <= 60
    assert rows == sorted(set(rows))
