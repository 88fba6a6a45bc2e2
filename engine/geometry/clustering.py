"""DirectProbe's clusters: as few as agglomeration makes of the points without letting hulls of two labels overlap.

Zhou and Srikumar 2021 (NAACL, "DirectProbe"): every point begins as a cluster, and the two clusters of one label whose
centroids are nearest to each other merge, unless the hull of their union overlaps a cluster of another label.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from engine.errors import UserError
from engine.geometry.centroids import Group
from engine.geometry.deadline import Deadline, OnProgress, OutOfTime, silent
from engine.geometry.faces import Faces
from engine.geometry.forward import Forward
from engine.geometry.merging import Merges, members
from engine.geometry.points import Points
from engine.geometry.separator import Labels, Separator
from engine.geometry.threads import one_thread

EXACT, BOUND, GIVEN = "exact", "upper bound", "given"
PHASES = ("pairs of labels", "states", "merges")  # what `on_progress` is told of, in this order


@dataclass(frozen=True)
class Clustering:
    """Clusters are numbered from 0 by label, then by their lowest point: in a linear space, label by label."""

    cluster: np.ndarray  # (n,) of each point
    label: np.ndarray  # (clusters,) of each cluster, an index in the points' labels
    linear: bool | None  # one cluster per label is enough; None where that is not known
    answer: str  # EXACT: where agglomeration ends; BOUND: no overlap, but more might have merged; GIVEN: not looked for
    overlapping: tuple[Labels, ...]  # labels whose hulls overlap
    undecided: tuple[Labels, ...] = ()  # some of their hulls are too close to tell: taken to overlap
    unchecked: tuple[Labels, ...] = ()  # the deadline came before they were looked at

    @classmethod
    def given(cls, points: Points, cluster: np.ndarray) -> Clustering:
        """Clusters made elsewhere, for the rows of the input: (rows,) any numbers, which stay if they begin at 0.

        Raises UserError (rows counted from 1) for one with points of two labels, and where not every row has one.
        """
        rows = len(np.union1d(points.rows, points.conflicts.rows))
        if len(cluster) != rows:
            raise UserError(f"{len(cluster):,} points have a cluster, but there are {rows:,} points")
        _, first, number = np.unique(cluster[points.rows], return_index=True, return_inverse=True)
        label = points.label[first]
        if len(mixed := np.flatnonzero(label[number] != points.label)):
            i = mixed[0]
            one, other = (points.labels[points.label[k]] for k in (first[number[i]], i))
            raise UserError(
                f"cluster {cluster[points.rows[i]]} has {one!r} in row {points.rows[first[number[i]]] + 1} "
                f"and {other!r} in row {points.rows[i] + 1}: a cluster has one label"
            )
        return cls(number, label, None, GIVEN, ())

    @property
    def sizes(self) -> np.ndarray:
        """(clusters,) number of points."""
        return np.bincount(self.cluster, minlength=len(self.label))

    @property
    def why(self) -> str:
        """Why the answer is not exact; empty if it is."""
        if self.answer != BOUND:
            return ""
        close = f"{len(self.undecided)} pairs of labels have hulls too close to tell whether they overlap"
        return close if self.undecided else "the deadline came before the last merge"


@one_thread()
def cluster(
    points: Points,
    seconds: float | None = None,
    clock: Callable[[], float] = time.monotonic,
    on_progress: OnProgress = silent,
) -> Clustering:
    """The clusters of the points.

    Where the hulls of whole labels are disjoint (checked first) there is one cluster per label, as whatever is part of
    disjoint hulls is disjoint; else the first overlapping state is found by bisection and merging goes on from there.
    After `seconds` by `clock` the answer is what has been reached, an upper bound.
    """
    search, answer = _Search(points, Deadline(seconds, clock), on_progress), EXACT
    try:
        search.run()
    except OutOfTime:
        answer = BOUND
    first, number = np.unique(search.names, return_inverse=True)
    order = np.lexsort((first, points.label[first]))
    unsure = search.unchecked or search.undecided
    close = tuple(sorted(search.separator.undecided))
    return Clustering(
        cluster=np.argsort(order)[number],
        label=points.label[first][order],
        linear=False if search.overlapping else None if unsure else True,
        answer=BOUND if close else answer,
        overlapping=tuple(search.overlapping),
        undecided=close,
        unchecked=tuple(search.unchecked),
    )


class _Search:
    """On the way to a clustering: ever coarser ones without overlap, and what is known of whole labels."""

    def __init__(self, points: Points, deadline: Deadline, on_progress: OnProgress):
        self.separator = Separator(points, deadline)
        self._points, self._tell = points, on_progress
        self._there = np.flatnonzero(points.counts).tolist()
        self.names = np.arange(len(points.label))  # (n,) of the coarsest clustering so far: the cluster's lowest point
        self.unchecked: list[Labels] = list(combinations(self._there, 2))
        self.overlapping: list[Labels] = []
        self.undecided: list[Labels] = []  # whole labels

    def run(self) -> None:
        """Raises OutOfTime; `names` has what was reached."""
        try:
            self._check_labels()
        finally:
            hard = sorted(self.overlapping + self.undecided)
            open_ = sorted({label for pair in (*self.unchecked, *hard) for label in pair})
            for label in set(self._there).difference(open_):  # apart from all others, so one cluster
                rows = np.flatnonzero(self._points.label == label)
                self.names[rows] = rows[0]
        if hard:
            merges = Merges.of(self._points, open_)
            clean, faces = self._last_clean(merges, hard)
            forward = Forward(self.names, self.separator, hard, faces)
            for done, (name, gone) in enumerate(forward.merges(), clean + 1):
                self.names[self.names == gone] = name
                self._tell(PHASES[2], done, len(merges))

    def _check_labels(self) -> None:
        """Do the hulls of whole labels overlap? What is separated once is so for good."""
        whole = {label: Group.of(self.separator.vectors, [np.flatnonzero(self._points.label == label)])
                 for label in self._there}  # fmt: skip
        pairs = len(self.unchecked)
        while self.unchecked:
            pair = self.unchecked[0]
            before = len(self.separator.undecided)
            if self.separator.clean(whole, [pair], Faces()) is None:
                undecided = len(self.separator.undecided) > before
                (self.undecided if undecided else self.overlapping).append(pair)
            del self.unchecked[0]
            self._tell(PHASES[0], pairs - len(self.unchecked), pairs)

    def _last_clean(self, merges: Merges, hard: Sequence[Labels]) -> tuple[int, Faces]:
        """How many merges there are before the first overlap, by bisection, and what separates the clusters then.

        Hulls only grow, so there is one such number. Without a merge nothing overlaps: conflicting points are gone.
        """
        clean, bad, faces = 0, len(merges), Faces()
        settled, whole = self.names.copy(), len(merges).bit_length()
        merging = np.isin(self._points.label, [label for pair in hard for label in pair])
        while bad - clean > 1:
            k = (clean + bad) // 2
            names = merges.state(k)
            found = self.separator.clean(self._groups(names, hard), hard, faces.grown(names))
            if found is None:
                bad = k
            else:
                clean, faces = k, found
                self.names = np.where(merging, names, settled)
            self._tell(PHASES[1], whole - (bad - clean).bit_length(), whole)
        return clean, faces

    def _groups(self, names: np.ndarray, hard: Sequence[Labels]) -> dict[int, Group]:
        labels = {label for pair in hard for label in pair}
        rows = {label: np.flatnonzero(self._points.label == label) for label in labels}
        return {label: Group.of(self.separator.vectors, members(names, rows[label])) for label in labels}
