"""How a sample's units move from snapshot to snapshot in one layer: numbers for every two snapshots at once."""

from collections.abc import Sequence

import numpy as np

from engine.geometry.alignment import FEWEST, cka
from engine.geometry.movement import centroids, near, paths, plane
from engine.jobs.embeddings import Sample


def movements(vectors: Sequence[np.ndarray], drawn: Sample) -> dict[str, np.ndarray]:
    """vectors: (units, width) at each of S snapshots, in their order.

    displacement (S, S, units) how far a unit has come between two snapshots; cka (S, S), unbiased, NaN where the
    units are too few; centroid_moved (S, S, labels); difference (S, S, labels, 2) centroid at the second minus at the
    first, in the principal plane of these; path (S, labels, 2) centroids in one plane for all snapshots; place (S,
    units, 2) the units in the principal plane of each snapshot, place_share (S, 2) of its variance; nearest (S, units)
    the label whose centroid a unit is nearest to; own, other (S, units) distance to its own label's centroid and to the
    nearest other one. A centroid that a unit is held against is without the unit itself. NaN for a label without one.
    """
    times, count, enough = len(vectors), len(drawn.labels), len(drawn.gold) >= FEWEST
    wide = [np.asarray(v, dtype=np.float64) for v in vectors]
    centre = [centroids(v, drawn.gold, count) for v in wide]
    found = {
        "displacement": np.zeros((times, times, len(drawn.gold)), dtype=np.float32),
        "cka": np.eye(times) if enough else np.full((times, times), np.nan),
        "centroid_moved": np.zeros((times, times, count)),
        "difference": np.zeros((times, times, count, 2)),
        "place": np.zeros((times, len(drawn.gold), 2), dtype=np.float32),
        "place_share": np.zeros((times, 2)),
        "path": paths(centre, range(count)),
    }
    for i in range(times):
        seen = plane(wide[i])
        found["place"][i], found["place_share"][i] = seen.coordinates, seen.share
        for j in range(i + 1, times):
            moved = np.linalg.norm(wide[j] - wide[i], axis=1)
            found["displacement"][i, j] = found["displacement"][j, i] = moved
            if enough:
                found["cka"][i, j] = found["cka"][j, i] = cka(wide[i], wide[j])
            difference = centre[j] - centre[i]
            length = np.linalg.norm(difference, axis=1)
            found["centroid_moved"][i, j] = found["centroid_moved"][j, i] = length
            found["difference"][i, j] = plane(difference, centred=False).coordinates
            found["difference"][j, i] = -found["difference"][i, j]
    by_time = [near(v, drawn.gold, count) for v in wide]
    return found | {
        "nearest": np.stack([n.label.astype(np.int16) for n in by_time]),
        "own": np.stack([n.own.astype(np.float32) for n in by_time]),
        "other": np.stack([n.other.astype(np.float32) for n in by_time]),
    }
