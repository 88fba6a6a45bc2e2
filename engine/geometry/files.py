"""DirectProbe's files, written and read (Zhou and Srikumar 2022, utahnlp/BERT-fine-tuning-analysis).

    clusters.txt      a number per row of the input, from 0
    inside_max.txt, inside_mean.txt, outside_min.txt    `LABEL,0.1234` per label, in sorted order
    vec.txt           `A---B,0.1234` per pair of labels
    log.txt           `2022-09-22 21:22:35,123-FILE-INFO: message`
    prediction.txt    `GOLD<TAB>3-A,0.1234<TAB>0-B,0.2345...` per point, the nearest cluster first
    batch_vec/, inside_max/, inside_mean/, outside_min/    a file per checkpoint: ` ,1,2,...`, then `A,0.1234,0.2345...`

Points that were left out for their conflicts are in clusters.txt as clusters of their own, after all others: readers
of the original expect every number from 0 on, and drop clusters so small.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import numpy as np

from engine.errors import UserError
from engine.geometry.clustering import Clustering
from engine.geometry.distances import Distances
from engine.geometry.inputs import Source, numbers
from engine.geometry.points import Points
from engine.geometry.prediction import Predictions

CLUSTERS, VECTOR, LOG = "clusters.txt", "vec.txt", "log.txt"
BY_LABEL = ("inside_max", "inside_mean", "outside_min")  # of Distances; the files end in .txt
PREDICTION, BATCH_VECTOR = "prediction.txt", "batch_vec"
_BETWEEN = "---"


@dataclass(frozen=True)
class Written:
    """What the files of one space say."""

    cluster: np.ndarray  # (rows of the input,)
    labels: tuple[str, ...]
    inside_max: np.ndarray  # (labels,)
    inside_mean: np.ndarray  # (labels,)
    outside_min: np.ndarray  # (labels,)
    pairs: tuple[tuple[str, str], ...]
    vector: np.ndarray  # (pairs,)


def six(points: Points, clustering: Clustering, distances: Distances, log: str) -> dict[str, str]:
    """File -> contents, of the six files of a space."""
    files = {CLUSTERS: clusters(points, clustering), VECTOR: _lines(_pair_names(distances), distances.vector[:, None])}
    for name in BY_LABEL:
        files[f"{name}.txt"] = _lines(distances.labels, getattr(distances, name)[:, None])
    return {**files, LOG: log}


def clusters(points: Points, clustering: Clustering) -> str:
    """The contents of clusters.txt."""
    out = points.conflicts.rows[~np.isin(points.conflicts.rows, points.rows)]
    number = np.empty(len(points.rows) + len(out), dtype=np.int64)
    number[points.rows] = clustering.cluster
    number[out] = len(clustering.label) + np.arange(len(out))
    return "".join(f"{k}\n" for k in number)


def predictions(points: Points, clustering: Clustering, found: Predictions, gold: np.ndarray) -> str:
    """The contents of prediction.txt. gold: (points,) label ids; every distance must have been measured."""
    names = [f"{k}-{points.labels[label]}" for k, label in enumerate(clustering.label)]
    lines = []
    for label, row in zip(gold, found.distance, strict=True):
        near = [f"{names[k]},{row[k]:.4f}" for k in np.argsort(row, kind="stable")]
        lines.append("\t".join([points.labels[label], *near]) + "\n")
    return "".join(lines)


def batch(checkpoint: str, layers: Sequence[int], found: Sequence[Distances]) -> dict[str, str]:
    """File -> contents, of one checkpoint: a column per layer. As in the original, a layer where any two clusters of
    different labels overlap has 0 everywhere."""
    head = " ," + ",".join(map(str, layers)) + "\n"

    def table(names: Sequence[str], of: str) -> str:
        columns = [getattr(d, of) if d.separable else np.zeros(len(names)) for d in found]
        return head + _lines(names, np.stack(columns, axis=1))

    files = {f"{name}/{checkpoint}.txt": table(found[0].labels, name) for name in BY_LABEL}
    return {f"{BATCH_VECTOR}/{checkpoint}.txt": table(_pair_names(found[0]), "vector"), **files}


def check_empty(folder: Path) -> None:
    """Raises UserError unless the folder is empty or does not exist: results are never mixed or overwritten."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UserError(f"{folder} is there and not empty: results go into a new or an empty folder")


def write(folder: Path, contents: Mapping[str, str]) -> None:
    """All of the files or none of them, into a new or empty folder. Raises UserError if it is neither."""
    check_empty(folder)
    folder = folder.resolve()
    beside = folder.with_name(f".{folder.name}-{uuid4().hex}")
    try:
        beside.mkdir(parents=True)
        for name, text in contents.items():
            (beside / name).parent.mkdir(exist_ok=True)
            (beside / name).write_text(text, encoding="utf-8", newline="")
        os.replace(beside, folder)
    except OSError as error:
        raise UserError(f"{folder} cannot be written: {error.strerror}") from error
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def read_clusters(path: Path) -> np.ndarray:
    """(rows,) of a clusters.txt. UserError names file and line."""
    return numbers(Source(path), lowest=0)


def read(folder: Path) -> Written:
    """The files of one space. UserError names file and line."""
    by_label = {name: _table(folder / f"{name}.txt") for name in BY_LABEL}
    vector = _table(folder / VECTOR)
    labels = tuple(by_label[BY_LABEL[0]])
    for name, values in by_label.items():
        if tuple(values) != labels:
            raise UserError(f"{folder / name}.txt has other labels than {BY_LABEL[0]}.txt")
    pairs = tuple((a, b) for i, a in enumerate(labels) for b in labels[i + 1 :])
    if list(vector) != [_BETWEEN.join(pair) for pair in pairs]:
        raise UserError(f"{folder / VECTOR}: expected a line for each of the {len(pairs)} pairs of labels, in order")
    columns = {name: np.array(list(values.values())) for name, values in by_label.items()}
    return Written(
        read_clusters(folder / CLUSTERS), labels, **columns, pairs=pairs, vector=np.array(list(vector.values()))
    )  # fmt: skip


def _pair_names(distances: Distances) -> list[str]:
    return [_BETWEEN.join((distances.labels[i], distances.labels[j])) for i, j in distances.pairs]


def _lines(names: Iterable[str], values: np.ndarray) -> str:
    """`name,0.1234,...` per row of values (names, columns)."""
    return "".join(f"{n}," + ",".join(f"{v:.4f}" for v in row) + "\n" for n, row in zip(names, values, strict=True))


def _table(path: Path) -> dict[str, float]:
    source, found = Source(path), {}
    for line, text in source.lines():
        name, _, value = text.rpartition(",")  # a label may have a comma in it
        try:
            found[name] = float(value)
        except ValueError:
            raise source.wrong(line, f"expected `LABEL,0.1234`, got {text[:60]!r}") from None
    return found
