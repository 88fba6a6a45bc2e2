"""How a sample's units move from snapshot to snapshot in one layer: numbers for every two snapshots at once."""

from collections.abc import Sequence

import numpy as np

from engine.geometry.alignment import cka
from engine.geometry.movement import centroids, plane
from engine.geometry.points import Points
from engine.jobs.embeddings import Sample


def movements(vectors: Sequence[np.ndarray], drawn: Sample) -> dict[str, np.ndarray]:
    """vectors: (units, width) at each of S snapshots, in their order.

    displacement (S, S, units) how far a unit has come between two snapshots; cka (S, S), unbiased; centroid_moved (S,
    S, labels); difference (S, S, labels, 2) centroid at the second minus at the first, in the principal plane of these;
    path (S, labels, 2) centroids in one plane for all snapshots; place (S, units, 2) the units in the principal plane
    of each snapshot, place_share (S, 2) of its variance; nearest (S, units) the label whose centroid a unit is nearest
    to; own, other (S, units) distance to its own label's centroid and to the nearest other one. A centroid that a unit
    is held against is without the unit itself. NaN for a label without a unit.
    """
    times = len(vectors)
    wide = [np.asarray(v, dtype=np.float64) for v in vectors]
    centre = [_centroids(v, drawn) for v in wide]
    count = len(drawn.labels)
    found = {
        "displacement": np.zeros((times, times, len(drawn.gold)), dtype=np.float32),
        "cka": np.eye(times),
        "centroid_moved": np.zeros((times, times, count)),
        "difference": np.zeros((times, times, count, 2)),
        "place": np.zeros((times, len(drawn.gold), 2), dtype=np.float32),
        "place_share": np.zeros((times, 2)),
        "path": plane(np.concatenate(centre)).coordinates.reshape(times, count, 2),
    }
    for i in range(times):
        seen = plane(wide[i])
        found["place"][i], found["place_share"][i] = seen.coordinates, seen.share
        for j in range(i + 1, times):
            moved = np.linalg.norm(wide[j] - wide[i], axis=1)
            found["displacement"][i, j] = found["displacement"][j, i] = moved
            found["cka"][i, j] = found["cka"][j, i] = cka(wide[i], wide[j])
            difference = centre[j] - centre[i]
            length = np.linalg.norm(difference, axis=1)
            found["centroid_moved"][i, j] = found["centroid_moved"][j, i] = length
            found["difference"][i, j] = plane(difference, centred=False).coordinates
            found["difference"][j, i] = -found["difference"][i, j]
    near = [_near(v, c, drawn) for v, c in zip(wide, centre, strict=True)]
    return found | {name: np.stack([n[k] for n in near]) for k, name in enumerate(("nearest", "own", "other"))}


def _centroids(vectors: np.ndarray, drawn: Sample) -> np.ndarray:
    return centroids(Points(vectors, drawn.gold, drawn.labels, np.arange(len(vectors)), None))


def _near(vectors: np.ndarray, centre: np.ndarray, drawn: Sample) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Nearest label (units,), distance to the own label's centroid and to the nearest other one."""
    rows, counts = np.arange(len(vectors)), np.bincount(drawn.gold, minlength=len(drawn.labels))
    to = np.stack([np.linalg.norm(vectors - c, axis=1) for c in centre], axis=1)
    to = np.where(np.isnan(to), np.inf, to)
    mine = counts[drawn.gold]
    # Without the unit itself the centroid is (n c - x) / (n - 1): n / (n - 1) times as far away.
    own = np.divide(to[rows, drawn.gold] * mine, mine - 1, out=np.full(len(rows), np.inf), where=mine > 1)
    to[rows, drawn.gold] = own
    others = to.copy()
    others[rows, drawn.gold] = np.inf
    return to.argmin(axis=1).astype(np.int16), own.astype(np.float32), others.min(axis=1).astype(np.float32)
