"""DirectProbe as its authors' code goes about it, in few words: to compare with. Slow, for small data alone.

A heap of pairs for every cluster j, of all i < j with its label, and a heap of these heaps. Conflicting points must be
gone; touching hulls overlap.
"""

import heapq

import numpy as np
from scipy.optimize import nnls


class TwoHeaps:
    def __init__(self, vectors: np.ndarray, label: np.ndarray):
        self.vectors, self.label = vectors, label.tolist()
        self.members = [[i] for i in range(len(vectors))]
        self.active = [True] * len(vectors)
        self.heaps: list[list[tuple[float, int, int]]] = [[] for _ in self.members]
        for j in range(len(vectors)):
            self.fill(j)

    def fill(self, j: int) -> None:
        centre = self.vectors[self.members[j]].mean(axis=0)
        self.heaps[j] = [
            (float(np.linalg.norm(self.vectors[self.members[i]].mean(axis=0) - centre)), i, j)
            for i in range(j)
            if self.active[i] and self.label[i] == self.label[j]
        ]
        heapq.heapify(self.heaps[j])

    def pop(self) -> tuple[int, int] | None:
        """The nearest active pair, which then is no pair any more."""
        while outer := [(heap[0], j) for j, heap in enumerate(self.heaps) if heap]:
            heapq.heapify(outer)
            _, i, j = heapq.heappop(self.heaps[outer[0][1]])
            if self.active[i] and self.active[j]:
                return i, j
        return None

    def merge(self, i: int, j: int) -> None:
        self.members.append(self.members[i] + self.members[j])
        self.label.append(self.label[i])
        self.active[i] = self.active[j] = False
        self.active.append(True)
        self.heaps.append([])
        self.fill(len(self.members) - 1)

    def clusters(self) -> list[set[int]]:
        return [set(m) for m, active in zip(self.members, self.active, strict=True) if active]


def merge_order(vectors: np.ndarray, label: np.ndarray) -> list[set[int]]:
    """The cluster that each merge makes, without any test of overlap."""
    queue, made = TwoHeaps(vectors, label), []
    while pair := queue.pop():
        queue.merge(*pair)
        made.append(set(queue.members[-1]))
    return made


def clusters(vectors: np.ndarray, label: np.ndarray) -> list[set[int]]:
    queue = TwoHeaps(vectors, label)
    while pair := queue.pop():
        union = queue.members[pair[0]] + queue.members[pair[1]]
        others = [
            members
            for members, active, other in zip(queue.members, queue.active, queue.label, strict=True)
            if active and other != queue.label[pair[0]]
        ]
        if not any(overlap(vectors[union], vectors[members]) for members in others):
            queue.merge(*pair)
    return queue.clusters()


def overlap(one: np.ndarray, other: np.ndarray) -> bool:
    """0 is a convex combination of the points of one set and the negated ones of the other, by scipy."""
    both = np.concatenate([one, other]) - one.mean(axis=0)
    both /= np.sqrt((both**2).sum(axis=1).mean()) or 1.0
    side = np.where(np.arange(len(both)) < len(one), 1.0, -1.0)
    columns = np.column_stack([np.ones(len(both)), side[:, None] * both, side]).T
    return nnls(columns, np.eye(len(columns))[0])[1] < 1e-6
