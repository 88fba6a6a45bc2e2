"""geometry --config: DirectProbe's clusters and distances, from the original's own files and into them."""

import time
from argparse import Namespace
from collections.abc import Mapping
from typing import Any

import numpy as np
from rich.console import Console

from engine.analysis.numbers import to_json
from engine.commands import bars, options
from engine.commands.geometry_tables import print_found
from engine.errors import UserError
from engine.geometry import batch, files, inputs
from engine.geometry.clustering import Clustering, cluster
from engine.geometry.config import Config, read_config
from engine.geometry.deadline import OnProgress
from engine.geometry.distances import Distances, distances
from engine.geometry.log import Log
from engine.geometry.points import Points
from engine.geometry.prediction import predict

Found = tuple[dict[str, Any], Mapping[str, str]]  # what is printed, and the files


def geometry(chosen: Namespace) -> None:
    """Of a config.ini, as its mode says; into its output folder."""
    config = read_config(chosen.config)
    files.check_empty(config.output)
    act = {"probing": _probing, "prediction": _prediction, "batch_probing": _batch_probing}[config.mode]
    began = time.monotonic()
    with bars.counted(Console(stderr=True, highlight=False)) as on_progress:
        document, contents = act(config, chosen, on_progress)
    files.write(config.output, contents)
    about = {"mode": config.mode, "output": str(config.output.resolve()), "files": list(contents)}
    document = {**about, **document, "seconds": time.monotonic() - began}
    if chosen.json:
        options.print_json(document)
    else:
        print_found(options.console(), document)


def _probing(config: Config, chosen: Namespace, on_progress: OnProgress) -> Found:
    log = Log()
    points = _points(config, log)
    clustering = cluster(points, chosen.deadline, on_progress=on_progress)
    log.clustering(clustering)
    found = distances(points, clustering, chosen.smallest, on_progress)
    log.distances(points, clustering, found)
    document = {**_about(points, clustering), **_measured(clustering, found)}
    return document, files.six(points, clustering, found, log.text)


def _prediction(config: Config, chosen: Namespace, on_progress: OnProgress) -> Found:
    log = Log()
    points = _points(config, log)
    clusters = _clusters(config, len(points.rows) + len(points.conflicts.rows))
    with inputs.named(config.clusters):
        clustering = Clustering.given(points, clusters)
    gold = inputs.read_entities(config.test_entities, points.labels)
    vectors = inputs.read_embeddings(config.test_embeddings, len(gold), config.test_entities)
    found = predict(points, clustering, vectors, nearest_only=False, on_progress=on_progress)
    accuracy, ties = found.accuracy(gold), int(found.tied.sum())
    log.say("prediction.py", f"Accuracy: {accuracy}")
    if ties:
        log.say("prediction.py", f"{ties} points are as near to a cluster of another label: the lowest number counts")
    document = {**_about(points, clustering), "predicted": len(gold), "accuracy": accuracy, "tied": ties}
    return document, {files.PREDICTION: files.predictions(points, clustering, found, gold), files.LOG: log.text}


def _batch_probing(config: Config, chosen: Namespace, on_progress: OnProgress) -> Found:
    log = Log()
    labels = inputs.read_labels(config.label_set)
    gold = inputs.read_entities(config.entities, labels)
    given = _clusters(config, len(gold))
    spaces = batch.spaces(config.batch_embeddings)
    contents, overlapping, done = {}, [], 0
    for checkpoint, layers in spaces.items():
        found = []
        for layer, path in layers.items():
            vectors = inputs.read_embeddings(path, len(gold), config.entities)
            with inputs.named(path):
                points = Points.build(vectors, gold, labels, keep_conflicts=True)
            with inputs.named(config.clusters):
                clustering = Clustering.given(points, given)
            found.append(distances(points, clustering, chosen.smallest))
            log.say("batch.py", f"{path} {'IS' if found[-1].separable else 'is NOT'} linearly separable")
            overlapping += [] if found[-1].separable else [f"{checkpoint}/{layer}"]
            done += 1
            on_progress("spaces", done, sum(map(len, spaces.values())))
        contents |= files.batch(checkpoint, list(layers), found)
    document = {
        "labels": list(labels), "points": len(gold), "clusters": len(clustering.label), "smallest": chosen.smallest,
        "checkpoints": {name: list(layers) for name, layers in spaces.items()}, "not_separable": overlapping,
    }  # fmt: skip
    return document, {**contents, files.LOG: log.text}


def _points(config: Config, log: Log) -> Points:
    labels = inputs.read_labels(config.label_set)
    log.say("inputs.py", f"Load entities from {config.entities}")
    gold = inputs.read_entities(config.entities, labels)
    log.say("inputs.py", f"Loading embeddings from {config.embeddings}")
    vectors = inputs.read_embeddings(config.embeddings, len(gold), config.entities)
    with inputs.named(config.entities):
        points = Points.build(vectors, gold, labels)
    log.points(points)
    return points


def _clusters(config: Config, entities: int) -> np.ndarray:
    found = files.read_clusters(config.clusters)
    if len(found) != entities:
        said = f"{config.clusters} has {len(found):,} numbers, but {config.entities} has {entities:,} entities"
        raise UserError(f"{said}: it needs one for each")
    return found


def _about(points: Points, clustering: Clustering) -> dict[str, Any]:
    name = points.labels
    return {
        "points": len(points.label),
        "dimensions": points.vectors.shape[1],
        "labels": list(name),
        "count": to_json(points.counts),
        "conflicts": {"rows": [int(row) + 1 for row in points.conflicts.rows], "places": points.conflicts.places},
        "clusters": len(clustering.label),
        "linear": clustering.linear,
        "answer": clustering.answer,
        "why": clustering.why,
        "overlapping": [[name[i], name[j]] for i, j in clustering.overlapping],
    }


def _measured(clustering: Clustering, found: Distances) -> dict[str, Any]:
    name = found.labels
    return {
        "clusters_of": [int((clustering.label == i).sum()) for i in range(len(name))],
        "measured": [bool((~found.left_out & (clustering.label == i)).any()) for i in range(len(name))],
        "smallest": found.smallest,
        "left_out": int(found.left_out.sum()),
        "inside_max": to_json(found.inside_max),
        "inside_mean": to_json(found.inside_mean),
        "outside_min": to_json(found.outside_min),
        "distances": [
            {"labels": [name[i], name[j]], "distance": float(value), "overlapping": bool(overlap)}
            for (i, j), value, overlap in zip(found.pairs, found.vector, found.overlapping, strict=True)
        ],
        "relative_error": found.error,
    }
