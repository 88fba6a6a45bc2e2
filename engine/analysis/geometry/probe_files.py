"""A space of a run as DirectProbe's six files, for those who go on with its tools."""

from __future__ import annotations

import numpy as np

from engine.analysis.geometry.shape import Shape
from engine.errors import UserError
from engine.geometry import files
from engine.geometry.clustering import Clustering
from engine.geometry.log import result_log
from engine.geometry.points import Conflicts, Points


def six_files(shape: Shape, split: str, snapshot: str, layer: int) -> dict[str, str]:
    """File name -> contents; a line of clusters.txt per unit of the sample. Raises UserError where there is nothing."""
    shape.index(snapshot)
    space, found = shape.space(split, snapshot, layer), shape.distances(split, snapshot, layer)
    if found is None:
        raise UserError(
            f"there are no clusters of {split} units at snapshot {snapshot}, layer {layer}: {space['refused']}"
        )
    name = f"{split}/{snapshot}/{layer}"
    cluster, label = shape.arrays[f"{name}/cluster"], shape.arrays[f"{name}/cluster_label"]
    rows = np.flatnonzero(cluster >= 0)
    conflicts = Conflicts(np.flatnonzero(cluster < 0), space["conflicting_places"])
    # The files say nothing of the vectors, which are not needed any longer.
    points = Points(np.empty((len(rows), 0)), shape.arrays[f"{split}/gold"][rows], shape.labels, rows, conflicts)
    clustering = Clustering(cluster[rows], label, space["linear"], space["answer"], ())
    return files.six(points, clustering, found, result_log(points, clustering, found))
