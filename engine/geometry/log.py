"""log.txt, line by line in the original's format, and what it says of a result."""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np

from engine.geometry.clustering import BOUND, Clustering
from engine.geometry.distances import Distances
from engine.geometry.points import Points


class Log:
    """`2022-09-22 21:22:35,123-clustering.py-INFO: message`, in local time. `clock` gives seconds since 1970."""

    def __init__(self, clock: Callable[[], float] = time.time):
        self._clock, self.text = clock, ""

    def say(self, file: str, message: str, level: str = "INFO") -> None:
        now = self._clock()
        at = time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(now))
        self.text += f"{at},{int(now % 1 * 1000):03d}-{file}-{level}: {' '.join(message.split())}\n"

    def points(self, points: Points) -> None:
        """How many there are, and which were left out."""
        self.say("points.py", f"Label size={len(points.labels)}")
        self.say("points.py", f"Finish loading {len(points.label) + len(points.conflicts.rows)} entities...")
        if rows := ", ".join(str(row + 1) for row in points.conflicts.rows):
            said = "Left out for having the vector of a point with another label (in clusters.txt on their own): rows "
            self.say("points.py", said + rows, "WARNING")

    def clustering(self, clustering: Clustering) -> None:
        """Linear or not, how many clusters, and what that number is worth."""
        if clustering.linear is not None:
            self.say("clustering.py", f"This space is {'linear' if clustering.linear else 'non-linear'}!")
        self.say("clustering.py", f"Final number of clusters: {len(clustering.label)}")
        if clustering.answer == BOUND:
            self.say("clustering.py", f"That number is an upper bound: {clustering.why}", "WARNING")

    def distances(self, points: Points, clustering: Clustering, found: Distances) -> None:
        """The original's summary numbers; nan where there is nothing to summarise."""
        outside, mean, largest = found.outside_min, found.inside_mean, found.inside_max
        if small := int(found.left_out.sum()):
            said = f"Dropped {small} of {len(clustering.label)} clusters, which have fewer than {found.smallest} points"
            self.say("distances.py", said)
        for one, other in found.pairs[found.overlapping].tolist():
            said = f"Clusters of {points.labels[one]} and {points.labels[other]} overlap: their distance counts as 0"
            self.say("distances.py", said, "WARNING")
        for name, value in {
            "global min dis": _of(np.min, outside),
            "mean_inside_mean_dis": _of(np.mean, mean),
            "max inside max dis": _of(np.max, largest),
        }.items():
            self.say("distances.py", f"{name}={value}")
        self.say("distances.py", f"Inside max / outside min = {_ratio(largest, outside)}")
        self.say("distances.py", f"Inside mean / outside min = {_ratio(mean, outside)}")


def result_log(points: Points, clustering: Clustering, found: Distances, clock: Callable[[], float] = time.time) -> str:
    """The contents of log.txt for a result that is there already."""
    log = Log(clock)
    log.points(points)
    log.clustering(clustering)
    log.distances(points, clustering, found)
    return log.text


def _of(summary: Callable, values: np.ndarray) -> float:
    above = values[values > 0]
    return float(summary(above)) if len(above) else float("nan")


def _ratio(inside: np.ndarray, outside: np.ndarray) -> float:
    there = (inside != 0) & (outside != 0)
    return float(np.mean(inside[there] / outside[there])) if there.any() else float("nan")
