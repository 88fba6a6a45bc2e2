"""Classifier probes: how well can the labels be read off frozen vectors by a classifier trained for it?"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import StandardScaler

from engine.errors import UserError
from engine.geometry.deadline import OnProgress, silent
from engine.geometry.threads import one_thread
from engine.randomness import generator, seed_for

HELD_OUT = 0.2  # of the training points: they choose the setting, and no other part of it
ITERATIONS = 1000  # at most
SIZES, PENALTIES = (32, 64, 128, 256), tuple(10.0**-k for k in range(7, -1, -1))
C_GRID = (1e-4, 1e-3, 1e-2, 1e-1, 1.0, 10.0)  # inverse strength of the L2 penalty; the strongest wins ties

Score = Callable[[np.ndarray, np.ndarray], float]  # gold, predicted -> a number, the higher the better
Tried = Sequence[tuple["Setting", float]]  # score of each setting on the held-out points; -inf where it is undefined


@dataclass(frozen=True)
class MLP:
    """Two hidden layers of ReLU units and an L2 penalty, as Zhou and Srikumar 2022 search them."""

    hidden: tuple[int, int]
    penalty: float

    def build(self, seed: int) -> Pipeline:
        return make_pipeline(MLPClassifier(self.hidden, alpha=self.penalty, max_iter=ITERATIONS, random_state=seed))


@dataclass(frozen=True)
class Linear:
    """Multinomial logistic regression on standardised features."""

    c: float  # inverse strength of the L2 penalty

    def build(self, seed: int) -> Pipeline:
        return make_pipeline(StandardScaler(), LogisticRegression(C=self.c, max_iter=ITERATIONS, random_state=seed))


MLP_GRID = tuple(MLP(h, p) for h, p in product(product(SIZES, SIZES), PENALTIES))  # 128 settings
LINEAR_GRID = tuple(Linear(c) for c in C_GRID)
Setting = MLP | Linear


@dataclass(frozen=True)
class Material:
    """Frozen vectors with label ids. The test points are only scored."""

    train: np.ndarray  # (n, d)
    train_gold: np.ndarray  # (n,)
    test: np.ndarray  # (m, d)
    test_gold: np.ndarray  # (m,)

    def shuffled(self, seed: int) -> Material:
        """The control: the same vectors, trained on labels permuted at random. On the test points that is chance; how
        much of the training points it gets right says what the classifier can learn by heart (Zhang et al. 2017)."""
        gold = generator(seed, "shuffled labels").permutation(self.train_gold)
        return Material(self.train, gold, self.test, self.test_gold)


@dataclass(frozen=True)
class Probe:
    """Scores of one setting over repeats, which differ in seed and in the fifth of the training points left out."""

    setting: Setting
    scores: np.ndarray  # (repeats,) on the test points
    training_scores: np.ndarray  # (repeats,) on the points it was trained on
    converged: np.ndarray  # (repeats,) bool: within the iterations allowed
    tried: tuple[tuple[Setting, float], ...]  # score of every setting on the held-out points; empty if none was chosen

    @property
    def mean(self) -> float:
        return float(np.mean(self.scores))

    @property
    def sd(self) -> float:
        """Standard deviation over repeats (n - 1); NaN for one."""
        return float(np.std(self.scores, ddof=1)) if len(self.scores) > 1 else float("nan")


@one_thread()
def probe(
    material: Material,
    score: Score,
    settings: Sequence[Setting] = LINEAR_GRID,
    repeats: int = 5,
    seed: int = 0,
    on_progress: OnProgress = silent,
    known: Tried = (),
    on_tried: Callable[[Tried], None] = lambda tried: None,
) -> Probe:
    """Choose one of the settings by its score on held-out training points, then train and score it `repeats` times.

    With one setting nothing is searched: `probe(..., settings=[found.setting])` reuses a winner elsewhere. A search
    that was stopped goes on where it was if `known` is what `on_tried` was told last.
    Raises UserError for training points with fewer than two labels, or too few to hold some out for a search.
    """
    if len(np.unique(material.train_gold)) < 2:
        raise UserError("a probe needs training points with at least two labels")
    work = repeats + (len(settings) if len(settings) > 1 else 0)
    tried = list(known)
    if len(settings) > 1:
        seen, held_out = _split(material.train_gold, seed_for(seed, "search"))
        if not len(held_out):
            raise UserError(f"{len(seen)} training points are too few to hold some of them out")
        for done, setting in enumerate(settings[len(tried) :], len(tried) + 1):
            model, _ = _trained(setting, material, seen, seed_for(seed, "search"))
            value = score(material.train_gold[held_out], model.predict(material.train[held_out]))
            tried.append((setting, -np.inf if np.isnan(value) else value))
            on_tried(tried)
            on_progress("settings", done, work)
    chosen = max(tried, key=lambda t: t[1])[0] if tried else settings[0]
    scores, training_scores, converged = [], [], []
    for repeat in range(repeats):
        seen, _ = _split(material.train_gold, seed_for(seed, "repeat", repeat))
        model, has_converged = _trained(chosen, material, seen, seed_for(seed, "repeat", repeat))
        scores.append(score(material.test_gold, model.predict(material.test)))
        training_scores.append(score(material.train_gold[seen], model.predict(material.train[seen])))
        converged.append(has_converged)
        on_progress("repeats", work - repeats + repeat + 1, work)
    return Probe(chosen, np.array(scores), np.array(training_scores), np.array(converged), tuple(tried))


def _split(gold: np.ndarray, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Indices of training points to see and to hold out: of every label its share, of a rare one none."""
    random, held_out = generator(seed, "held out"), np.zeros(len(gold), dtype=bool)
    for label in np.unique(gold):
        rows = random.permutation(np.flatnonzero(gold == label))
        held_out[rows[: round(HELD_OUT * len(rows))]] = True
    return np.flatnonzero(~held_out), np.flatnonzero(held_out)


def _trained(setting: Setting, material: Material, rows: np.ndarray, seed: int) -> tuple[Pipeline, bool]:
    model = setting.build(seed % 2**32)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # it is in the result
        model.fit(material.train[rows], material.train_gold[rows])
    return model, bool(np.max(model[-1].n_iter_) < ITERATIONS)
