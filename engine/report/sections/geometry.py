"""Does the geometry collapse, or has the head lost its aim? What was measured of this run, the newest of each task."""

import numpy as np

from engine.analysis.geometry import grids
from engine.analysis.geometry.measured import measured, read
from engine.analysis.geometry.sentences import sentences
from engine.analysis.geometry.shape import EVALUATION, Shape
from engine.analysis.geometry.verdict import has_probe
from engine.errors import UserError
from engine.figures.geometry_layers import layer_heatmap, probe_slopes
from engine.report.blocks import Block, Heading, Items, Picture, Text
from engine.report.source import Source

TITLE = "Does the geometry collapse, or has the head lost its aim?"
FORMULAS = ("geometry_clusters", "geometry_similarity", "geometry_gap", "geometry_more")


def write(source: Source) -> list[Block]:
    blocks: list[Block] = []
    for task in source.pairs:
        shape = _newest(source, task)
        if shape is not None:
            blocks += [Heading(source.name(task)), *_one(source, task, shape)]
    if not blocks:
        raise UserError("no geometry of this run is measured: python -m engine geometry RUN --task T does it")
    return blocks


def _newest(source: Source, task: str) -> Shape | None:
    """One that looked at both snapshots."""
    names = {source.run.snapshots[i].name for i in source.pairs[task]}
    for job in measured(source.run, task):
        try:
            shape = source.memory.of_run(read, source.run, job)
        except UserError:  # damaged
            continue
        if names <= {s.name for s in shape.snapshots}:
            return shape
    return None


def _one(source: Source, task: str, shape: Shape) -> list[Block]:
    first, second = (source.run.snapshots[i].name for i in source.pairs[task])
    record, split = source.record(task), EVALUATION if EVALUATION in shape.splits else shape.splits[0]
    untrained = [s.name for s in shape.snapshots if (s.name, task) not in source.run.trained]
    lines = sentences(shape, source.answers(task), first, second, shape.layers[-1], untrained)
    said = tuple(f"{line}." for line in lines)
    names = [m.name for m in grids.available(shape)]
    every = (grids.grid(shape, name, split) for name in ("similarity", "cka", "clusters") if name in names)
    grid = next((g for g in every if np.isfinite(g.values).any()), None)
    blocks: list[Block] = [Items(said)] if said else [Text("There was no probe, and no evaluation unit was looked at.")]
    if grid is not None:
        name = f"{task}-{grid.measure.name}-by-layer"
        blocks.append(Picture(name, layer_heatmap(grid, shape, record, source.about)))
    if has_probe(shape, first, second):
        trained = np.array([s.name not in untrained for s in shape.snapshots])
        blocks.append(Picture(f"{task}-head-and-probe", probe_slopes(shape, trained, record, source.about)))
    return blocks
