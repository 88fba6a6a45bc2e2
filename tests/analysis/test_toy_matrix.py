"""One matrix, every definition: what Mammoth, Renate, Continuum and Avalanche or ContinualLM made of it.

The libraries' own functions gave these numbers. Each takes something else in: Mammoth's forgetting the last row and the
rows before a task was learned (zero-shot heads), Renate's the latter, Continuum's and Avalanche's neither; Continuum's
forward transfer subtracts nothing; its backward transfer is over all later stages, not only the last.
"""

import numpy as np
import pytest

from engine.analysis.measures import Grid, measures

R = np.array([[0.80, 0.30, 0.55, 0.40], [0.70, 0.90, 0.60, 0.45], [0.75, 0.85, 0.58, 0.50], [0.85, 0.60, 0.50, 0.95]])
INITIAL = np.array([0.25, 0.20, 0.50, 0.33])


@pytest.fixture(scope="module")
def found():
    ones = np.ones((4, 4), dtype=bool)  # one head that answers zero-shot before a task is learned, as in the libraries
    return measures(Grid((1, 2, 3, 4), tuple("abcd"), ("accuracy",) * 4, R, ones, (1, 2, 3, 4), INITIAL))


@pytest.mark.parametrize(
    "name, value",
    [
        ("ACC", 0.7250), ("A", 0.7480), ("learning_accuracy", 0.8075), ("plasticity", 0.8075),
        ("BWT", -0.1100), ("BWT_triangular", -0.0883), ("FWT", 0.1233),
        ("forgetting", 0.1100), ("first_last", 0.1100), ("stability", 0.6500),
    ],
)  # fmt: skip
def test_a_measure(found, name, value):
    assert found[name].value == pytest.approx(value, abs=5e-5)


@pytest.mark.parametrize(
    "name, users, value",
    [
        ("BWT", "GEM, Mammoth, Renate", -0.1100),
        ("BWT", "Continuum", -0.0883),
        ("BWT", "Avalanche, as minus its forgetting", -0.1100),
        ("forgetting", "Mammoth, of all rows", 0.1333),
        ("forgetting", "Renate, of all rows but the last", 0.1167),
        ("forgetting", "Chaudhry et al., Continuum", 0.1100),
        ("forgetting", "Avalanche, ContinualLM", 0.1100),
        ("FWT", "GEM, Mammoth, Renate", 0.1233),
        ("FWT", "Continuum", 0.4667),
        ("FWT", "Avalanche, which has to be told to evaluate before training", 0.1233),
        ("ACC", "GEM, Mammoth, Renate", 0.7250),
        ("ACC", "Continuum (accuracy A)", 0.7480),
        ("ACC", "class-incremental learning since iCaRL", 0.7629),  # (.80 + .80 + .7267 + .7250) / 4
        ("stability", "after Kemker et al.", 0.8637),  # (.85/.80 + .60/.90 + .50/.58) / 3
        ("stability", "Continuum", 0.9117),
        ("stability", "after Chaudhry et al.", 0.8900),
    ],
)
def test_a_rival(found, name, users, value):
    rival = next(r for r in found[name].rivals if r.users == users)
    assert rival.value == pytest.approx(value, abs=5e-5)


def test_without_zero_shot_heads_the_measures_are_the_same(found):
    tri = measures(
        Grid((1, 2, 3, 4), tuple("abcd"), ("accuracy",) * 4, R, np.tri(4, dtype=bool), (1, 2, 3, 4), INITIAL)
    )
    assert {n: m.value for n, m in tri.items()} == {n: m.value for n, m in found.items()}
