"""One space of a run (a split's sample at one snapshot and layer): its clusters and distances, worked out once."""

import time
from collections.abc import Callable
from typing import Any

import numpy as np

from engine import store
from engine.geometry.clustering import Clustering, cluster
from engine.geometry.distances import Distances, distances, follow
from engine.geometry.points import TooFewLabels
from engine.geometry.prediction import predict
from engine.jobs.spaces import Space
from engine.randomness import generator
from engine.requests.geometry import Geometry
from engine.store import Result, Run

NONE = -1  # cluster of a unit that was left out
NEAREST = 500  # units whose nearest cluster is looked for: each costs some milliseconds for every cluster
MEASURED = ("vector", "overlapping", "missing", "inside_max", "inside_mean", "outside_min")  # of Distances


def clusters(run: Run, request: Geometry, space: Space, new: Space | None = None) -> Result:
    """DirectProbe's clusters of a space and their distances; with `new`, other units at the same snapshot and layer,
    how often the nearest cluster has their label (intra-accuracy). `refused` where there are no two labels to compare.
    """

    def measured() -> Result:
        try:
            points = space.points()
        except TooFewLabels as why:
            return Result({"refused": str(why)})
        found = cluster(points, request.deadline)
        spread = distances(points, found, request.smallest)
        names = np.full(len(space.vectors), NONE, dtype=np.int32)
        names[points.rows] = found.cluster
        document = {
            **_said(found),
            "points": len(points.rows),
            "dimensions": points.vectors.shape[1],
            "conflicting": len(points.conflicts.rows),
            "conflicting_places": points.conflicts.places,
            "small_clusters": int(spread.left_out.sum()),
            "error": spread.error,
        }
        if new is not None:
            rows = _some(len(new.vectors), request.seed)
            near = predict(points, found, new.vectors[rows])
            accuracy = near.accuracy(new.drawn.gold[rows])
            document |= {"intra_accuracy": accuracy, "intra_units": len(rows), "tied": int(near.tied.sum())}
        return Result(document, {**_arrays(spread), "cluster": names, "cluster_label": found.label})

    what = {"what": "clusters", "deadline": request.deadline, "smallest": request.smallest, "new": new is not None}
    return _once(run, request, space, what, measured)


def followed(run: Run, request: Geometry, space: Space, origin: Space, clustering: Clustering) -> Result:
    """The same clusters of the same units in another space, as in the published code's batch probing."""

    def measured() -> Result:
        spread = follow(origin.points(), clustering, space.vectors, request.smallest)
        return Result({"separable": spread.separable, "error": spread.error}, _arrays(spread))

    what = {"what": "followed", "origin": origin.name, "deadline": request.deadline, "smallest": request.smallest}
    return _once(run, request, space, what, measured)


def control(run: Run, request: Geometry, space: Space) -> Result:
    """The clusters of the same units with shuffled labels: what their number is worth."""

    def measured() -> Result:
        try:
            return Result(_said(cluster(space.points().shuffled(request.seed), request.deadline)))
        except TooFewLabels as why:
            return Result({"refused": str(why)})

    return _once(run, request, space, {"what": "control", "deadline": request.deadline}, measured)


def clustering_of(found: Result) -> Clustering:
    """What `clusters` found, of the points that were not left out."""
    kept = found.arrays["cluster"][found.arrays["cluster"] != NONE]
    said = found.document
    return Clustering(kept, found.arrays["cluster_label"], said["linear"], said["answer"], ())


def _once(run: Run, request: Geometry, space: Space, what: dict[str, Any], make: Callable[[], Result]) -> Result:
    named = ("task", "vector", "units", "seed", "version")
    place = {"split": space.drawn.split, "snapshot": space.snapshot, "layer": space.layer}
    key = what | place | {name: getattr(request, name) for name in named}
    if (found := store.read_cached(run.folder, key)) is None:
        began = time.monotonic()
        made = make()
        found = Result({**made.document, "seconds": time.monotonic() - began}, made.arrays)
        store.write_cached(run.folder, key, found)
    return Result({k: v for k, v in found.document.items() if k != "key"}, found.arrays)


def _some(units: int, seed: int) -> np.ndarray:
    """(at most NEAREST,) places of units, ascending."""
    return np.sort(generator(seed, "nearest clusters").permutation(units)[:NEAREST])


def _arrays(spread: Distances) -> dict[str, np.ndarray]:
    return {name: getattr(spread, name) for name in MEASURED}


def _said(found: Clustering) -> dict[str, Any]:
    return {
        "clusters": len(found.label),
        "labels": len(np.unique(found.label)),
        "linear": found.linear,
        "answer": found.answer,
        "why": found.why,
        "overlapping": [list(map(int, pair)) for pair in found.overlapping],
        "unchecked": len(found.unchecked),
    }
