"""Where a task's units lie in the space of an encoder: a sample of each split, read once per snapshot and kept."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from engine import store
from engine.analysis.bins import bins
from engine.data import EncodedSplit
from engine.jobs import sample, source
from engine.learner.reader import Reader
from engine.randomness import generator
from engine.requests.geometry import Geometry
from engine.store import Result, Run
from engine.tasks.task import TaskData


@dataclass(frozen=True)
class Sample:
    """Units of one split that are looked at, at every snapshot the same. Arrays are (units,)."""

    split: str  # "evaluation" or "train"
    encoded: EncodedSplit
    gold: np.ndarray  # int64 index in `labels`
    example: np.ndarray  # int64 row in the split
    position: np.ndarray  # int64 word in the sentence, 0 for sequences
    available: int  # examples to draw from
    labels: tuple[str, ...]  # sorted by name, as DirectProbe does; of a regression the bins of its numbers


def draw(run: Run, request: Geometry, data: TaskData, reader: Reader) -> dict[str, Sample]:
    """A sample of each split of the request: of training rows those that the task's own stage used.

    Raises UserError for training examples of a task that no stage trains.
    """
    return {split: _draw(run, request, data, reader, split) for split in request.splits()}


def _draw(run: Run, request: Geometry, data: TaskData, reader: Reader, split: str) -> Sample:
    whole = reader.encode(getattr(data, split), owners=request.vector != "first")
    available = range(len(whole)) if split == "evaluation" else source.training_rows_of(run, data, whole)
    draws = generator(request.seed, "geometry", split, request.task)
    rows = sample.draw(available, whole, len(run.tasks[request.task].labels), request.units, draws)
    encoded, names = whole.subset(rows), np.asarray(rows, dtype=np.int64)
    units = encoded.units
    groups = bins(store.read_answers(run, request.task))
    labels = tuple(sorted(groups.labels))
    gold = np.array([labels.index(label) for label in groups.labels])[groups.of(units.gold)]
    return Sample(split, encoded, gold, names[units.example], units.position, len(available), labels)


def embed(
    run: Run, request: Geometry, reader: Reader, snapshot: str, drawn: Sample, on_examples: Callable[[int], None]
) -> dict[int, np.ndarray]:
    """Layer -> (units, width) float32, every layer, the embeddings (0) first; read once, then kept with the run."""
    key, layers = key_of(request, snapshot, drawn.split), range(reader.layers + 1)
    found = store.read_arrays(run.folder, key, [f"layer/{layer}" for layer in layers])
    if found is None:
        source.go_to(reader, run, snapshot)
        vectors = reader.hidden(drawn.encoded, layers, on_examples, request.vector)
        found = {f"layer/{layer}": array for layer, array in vectors.items()}
        store.write_cached(run.folder, key, Result({"units": len(drawn.gold)}, found))
    return {layer: found[f"layer/{layer}"] for layer in layers}


def key_of(request: Geometry, snapshot: str, split: str) -> dict[str, Any]:
    """What embeddings depend on, within one run."""
    named = ("task", "vector", "units", "seed", "version")
    return {"what": "embeddings", "snapshot": snapshot, "split": split} | {n: getattr(request, n) for n in named}
