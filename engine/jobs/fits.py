"""Fits of a head's output layer on frozen features: its bias alone, or all of it. Numbers in, numbers out."""

import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.optimize import minimize
from scipy.special import log_softmax
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression, Ridge

C_GRID = (1e-4, 1e-3, 1e-2, 1e-1, 1.0, 10.0)  # inverse strength of the L2 penalty on standardised features
ALPHA_GRID = (1e4, 1e3, 1e2, 1e1, 1.0, 1e-1)  # strength of ridge regression's penalty, likewise
SHRINK_GRID = (1.0, 1e-1, 1e-2, 1e-3, 0.0)  # strength of the penalty on the offsets of a bias
ITERATIONS = 300  # at most, per fit
_TINY = 1e-8  # a label that the sample lacks has its offset at minus infinity; this keeps it finite


@dataclass(frozen=True)
class Material:
    """What a fit sees: training data alone. `held_out` of it only chooses the penalty, before the last fit on all."""

    features: np.ndarray  # (units, width) float32
    gold: np.ndarray  # (units,) label ids, or float64 for regression
    held_out: np.ndarray  # (units,) bool
    labels: int  # how many there are; 0 for regression


@dataclass(frozen=True)
class Layer:
    """A linear output layer and how it was found. Scores are features @ weight.T + bias."""

    weight: np.ndarray  # (labels, width); (1, width) for regression
    bias: np.ndarray  # (labels,) or (1,)
    about: dict[str, Any]  # for the result: what was tried, what was chosen, losses, convergence

    def predict(self, features: np.ndarray) -> np.ndarray:
        """(units,) label ids, or numbers if there is one output."""
        scores = features.astype(np.float64) @ self.weight.T.astype(np.float64) + self.bias
        return scores.argmax(axis=1) if len(self.bias) > 1 else scores[:, 0]


def refit_bias(material: Material, weight: np.ndarray, bias: np.ndarray) -> Layer:
    """Keep the weights, add offsets to the bias: maximum likelihood with an L2 penalty on the offsets.

    For regression one offset with the least squared error, shrunk likewise. weight (labels, width), bias (labels,).
    """
    scores = material.features.astype(np.float64) @ weight.T.astype(np.float64) + bias

    def fit(rows: np.ndarray, penalty: float) -> tuple[np.ndarray, np.ndarray, int, bool]:
        if not material.labels:
            offset = np.array([(material.gold[rows] - scores[rows, 0]).mean() / (1.0 + penalty)])
            return weight, bias + offset, 1, True
        found = minimize(
            _offset_loss, np.zeros(len(bias)), args=(scores[rows], material.gold[rows], max(penalty, _TINY)),
            jac=True, method="L-BFGS-B", options={"maxiter": ITERATIONS},
        )  # fmt: skip
        return weight, bias + found.x, int(found.nit), bool(found.success)

    layer = _choose(material, fit, "penalty", SHRINK_GRID)
    return Layer(layer.weight, layer.bias, {**layer.about, "offsets": (layer.bias - bias).tolist()})


def refit_threshold(
    material: Material, weight: np.ndarray, bias: np.ndarray, score: Callable[[np.ndarray, np.ndarray], float]
) -> Layer:
    """Two labels: the threshold between them that does best by `score(gold, predicted)`, of percentiles of the sample.

    One number is chosen from 99, so nothing is held out for it; the offset 0 wins ties.
    """
    scores = material.features.astype(np.float64) @ weight.T.astype(np.float64) + bias
    margin = scores[:, 1] - scores[:, 0]
    thresholds = np.concatenate([[0.0], np.quantile(margin, np.linspace(0.01, 0.99, 99))])
    found = [score(material.gold, (margin > t).astype(np.int64)) for t in thresholds]
    best = thresholds[int(np.nanargmax(found))]
    offsets = np.array([best / 2, -best / 2])
    about = {"setting": "threshold", "chosen": float(best), "iterations": 1, "converged": True, "at_weakest": False}
    return Layer(weight, bias + offsets, {**about, "offsets": offsets.tolist()})


def refit_head(material: Material, on_fit: Callable[[int], None] = lambda count: None) -> Layer:
    """A head from scratch: multinomial logistic regression, or ridge regression; features standardised.

    `on_fit` is told how many fits are done, of `head_fits(material)`.
    """
    done = 0

    def fit(rows: np.ndarray, strength: float) -> tuple[np.ndarray, np.ndarray, int, bool]:
        nonlocal done
        mean, scale = material.features[rows].mean(axis=0), material.features[rows].std(axis=0)
        scale[scale == 0] = 1.0
        standard = (material.features[rows] - mean) / scale
        fitting = _logistic if material.labels else _ridge
        weight, bias, iterations, converged = fitting(standard, material.gold[rows], strength, material.labels)
        weight = weight / scale
        done += 1
        on_fit(done)
        return weight, bias - weight @ mean, iterations, converged

    if material.labels:
        return _choose(material, fit, "C", C_GRID)
    return _choose(material, fit, "alpha", ALPHA_GRID)


def head_fits(labels: int) -> int:
    """How many fits `refit_head` makes."""
    return len(C_GRID if labels else ALPHA_GRID) + 1


def loss(layer_scores: np.ndarray, gold: np.ndarray, labels: int) -> float:
    """Mean negative log-likelihood of the gold labels, in nats; for regression the mean squared error."""
    if not labels:
        return float(np.mean((layer_scores[:, 0] - gold) ** 2))
    finite = np.where(np.isfinite(layer_scores), layer_scores, -1e6)
    return float(-log_softmax(finite, axis=1)[np.arange(len(gold)), gold].mean())


def _choose(material: Material, fit: Callable, name: str, grid: Sequence[float]) -> Layer:
    """The fit on all of the material with what did best on its held-out part after a fit on the rest.

    The strongest penalty comes first in a grid, and wins ties.
    """
    seen, unseen = np.flatnonzero(~material.held_out), np.flatnonzero(material.held_out)
    tried = []
    for strength in grid:
        weight, bias, iterations, converged = fit(seen, strength)
        scores = material.features[unseen].astype(np.float64) @ weight.T.astype(np.float64) + bias
        tried.append(
            {
                name: strength,
                "held_out_loss": loss(scores, material.gold[unseen], material.labels),
                "held_out_right": float(np.mean(scores.argmax(axis=1) == material.gold[unseen]))
                if material.labels
                else None,
                "iterations": iterations,
                "converged": converged,
            }
        )
    chosen = min(tried, key=lambda t: t["held_out_loss"])[name]
    weight, bias, iterations, converged = fit(np.arange(len(material.gold)), chosen)
    about = {"setting": name, "chosen": chosen, "tried": tried, "iterations": iterations, "converged": converged}
    at_edge = len(grid) > 1 and chosen == grid[-1]
    return Layer(weight, bias, {**about, "at_weakest": at_edge})


def _offset_loss(offsets: np.ndarray, scores: np.ndarray, gold: np.ndarray, penalty: float) -> tuple[float, np.ndarray]:
    """Mean negative log-likelihood of scores + offsets, plus penalty / 2 * |offsets|^2; and its gradient."""
    logs = log_softmax(scores + offsets, axis=1)
    frequency = np.bincount(gold, minlength=len(offsets)) / len(gold)
    value = -logs[np.arange(len(gold)), gold].mean() + penalty / 2 * offsets @ offsets
    return float(value), np.exp(logs).mean(axis=0) - frequency + penalty * offsets


def _logistic(features: np.ndarray, gold: np.ndarray, strength: float, labels: int) -> tuple:
    """Weights and bias of all labels; a label without a training unit has a bias of minus infinity: never predicted."""
    weight, bias = np.zeros((labels, features.shape[1])), np.full(labels, -np.inf)
    there = np.unique(gold)
    if len(there) == 1:
        bias[there] = 0.0
        return weight, bias, 0, True
    model = LogisticRegression(C=strength, max_iter=ITERATIONS)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # it is in the result
        model.fit(features, gold)
    if len(there) == 2:
        weight[there[1]], bias[there] = model.coef_[0], (0.0, model.intercept_[0])
    else:
        weight[there], bias[there] = model.coef_, model.intercept_
    iterations = int(model.n_iter_.max())
    return weight, bias, iterations, iterations < ITERATIONS


def _ridge(features: np.ndarray, gold: np.ndarray, strength: float, labels: int) -> tuple:
    model = Ridge(alpha=strength).fit(features.astype(np.float64), gold)
    return model.coef_[None], np.array([model.intercept_]), 1, True
