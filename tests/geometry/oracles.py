"""Cases with known answers: points by label, clusters, distances. Worked out by hand; DirectProbe's own code agrees.

Each is {label: points}; points are numbered label by label.
"""

from math import sqrt

import numpy as np

from engine.geometry.points import Points

APART = {"L0": [(0, 0), (0, 1), (1, 0), (1, 1)], "L1": [(4, 0), (4, 1), (5, 0), (5, 1)]}
CROSSED = {"L0": [(0, 0), (4, 3)], "L1": [(0, 5), (4, -2)]}  # like XOR
AROUND = {"L0": [(0,), (1,), (6,), (7,)], "L1": [(3,), (4,)]}  # on a line
CHAIN = {"L0": [(0,), (3,), (10,), (13.5,)], "L1": [(1.4,)]}  # the nearest pair may not merge, others still may
WITHIN = {"L0": [(0, 0), (6, 0), (0, 9)], "L1": [(1.5, 2)]}
TRIANGLE = {"L0": [(0, 0), (1, 0), (0, 1)], "L1": [(5, 0), (6, 0), (5, 1)], "L2": [(0, 7), (1, 7), (0, 8)]}
PIERCED = {"L0": [(0, 0, 0), (6, 0, 0), (0, 7, 0)], "L1": [(1, 1, -1), (1, 1, 2)]}  # no corner in the other hull

CASES = {  # name: (points, clusters, are the labels linearly separable, distances between clusters of two labels)
    "O1": (APART, [{0, 1, 2, 3}, {4, 5, 6, 7}], True, {(0, 1): 3}),
    "O2": (CROSSED, [{0, 1}, {2}, {3}], False, {(0, 1): 4, (0, 2): 4}),
    "O3": (AROUND, [{0, 1}, {2, 3}, {4, 5}], False, {(0, 2): 2, (1, 2): 2}),
    "O4": (CHAIN, [{0}, {1, 2, 3}, {4}], False, {(0, 2): 1.4, (1, 2): 1.6}),
    "O5": (WITHIN, [{0, 1}, {2}, {3}], False, {(0, 2): 2, (1, 2): sqrt(51.25)}),
    "O6": (TRIANGLE, [{0, 1, 2}, {3, 4, 5}, {6, 7, 8}], True, {(0, 1): 4, (0, 2): 6, (1, 2): sqrt(52)}),
    "O7": (PIERCED, [{0, 1}, {2}, {3, 4}], False, {(0, 2): 1, (1, 2): sqrt(37)}),
}


def points_of(case: dict[str, list], **options) -> Points:
    vectors = np.array([point for points in case.values() for point in points], dtype=float)
    label = np.repeat(np.arange(len(case)), [len(points) for points in case.values()])
    return Points.build(vectors, label, list(case), **options)


def partition(clustering) -> list[set[int]]:
    """The clusters as sets of points, in their order."""
    return [set(np.flatnonzero(clustering.cluster == k).tolist()) for k in range(len(clustering.label))]


def noise(seed: int, n: int, d: int, labels: int, shift: float = 0.0) -> Points:
    """Gaussian points with random labels, whose means lie `shift` apart or so."""
    random = np.random.default_rng(seed)
    label = np.concatenate([np.arange(labels), random.integers(0, labels, n - labels)])
    vectors = random.normal(size=(n, d)) + shift * random.normal(size=(labels, d))[label]
    return Points.build(vectors, label, [f"L{i}" for i in range(labels)])
