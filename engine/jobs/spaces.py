"""The spaces of one request: a sample of each split, as it lies at each snapshot and layer."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from engine import store
from engine.geometry.points import Points
from engine.jobs import embeddings, source
from engine.jobs.embeddings import Sample
from engine.requests.geometry import Geometry
from engine.store import Run
from engine.tasks.task import TaskData


@dataclass(frozen=True)
class Space:
    """Where a sample lies at a snapshot, in one layer."""

    drawn: Sample
    snapshot: str
    layer: int
    vectors: np.ndarray  # (units, width)

    @property
    def name(self) -> str:
        """What its arrays' names begin with."""
        return f"{self.drawn.split}/{self.snapshot}/{self.layer}"

    def points(self) -> Points:
        """Raises TooFewLabels where, without conflicting points, fewer than two labels are left."""
        return Points.build(self.vectors, self.drawn.gold, self.drawn.labels)


class Spaces:
    """Read once for each snapshot, and then from disk: all of them together need not fit into memory."""

    def __init__(self, run: Run, request: Geometry, data: TaskData, device: str):
        """Raises UserError for layers that cannot be looked at."""
        self._run, self._request = run, request
        self._reader = source.reader(run, data, device)
        self.layers = request.chosen_layers(self._reader.layers)
        self.drawn = embeddings.draw(run, request, data, self._reader)

    def read(self, snapshot: str, on_examples: Callable[[int], None] = lambda count: None) -> None:
        """Embed all samples at a snapshot, if they are not there yet."""
        before = 0
        for drawn in self.drawn.values():
            start = before
            embeddings.embed(
                self._run, self._request, self._reader, snapshot, drawn, lambda n, start=start: on_examples(start + n)
            )
            before += len(drawn.encoded)

    def at(self, split: str, snapshot: str, layer: int) -> Space:
        key, name = embeddings.key_of(self._request, snapshot, split), f"layer/{layer}"
        found = store.read_arrays(self._run.folder, key, [name])
        if found is None:  # what is kept may be deleted at any time
            self.read(snapshot)
            found = store.read_arrays(self._run.folder, key, [name])
        return Space(self.drawn[split], snapshot, layer, found[name])

    def of(self, snapshot: str, *splits: str) -> Iterator[Space]:
        """Every layer of every split, or of some."""
        for split in splits or self.drawn:
            for layer in self.layers:
                yield self.at(split, snapshot, layer)

    def beside(self, space: Space) -> Space | None:
        """For training units the evaluation units at the same place, which nothing has been fitted to."""
        both = space.drawn.split == "train" and "evaluation" in self.drawn
        return self.at("evaluation", space.snapshot, space.layer) if both else None
