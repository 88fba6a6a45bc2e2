"""Does the geometry collapse, or has the head lost its aim?

Every unit of a task (a sentence, or a word) is a **vector** in each layer of the encoder. **Clusters** are found as
DirectProbe does (Zhou and Srikumar 2021): as few as possible, without their convex hulls overlapping another label's.
The **distance** of two labels is how far their hulls are apart; **spatial similarity** is the correlation of these
distances in two spaces; **CKA** compares the units themselves. A **probe** is a classifier trained anew on the frozen
encoder; its score less that of the task's own head is the **probe gap**: large after forgetting, the head has lost its
aim. "Lost in the encoder" is a word of the Recovery page, which asks the same of every unit.
"""

import numpy as np
import streamlit as st

from engine.analysis.geometry import grids, label_distances, moves
from engine.analysis.geometry.shape import EVALUATION, layer_name
from engine.analysis.geometry.verdict import Verdict, has_probe, verdict
from engine.errors import UserError
from engine.figures import caption, geometry_labels, geometry_layers, geometry_units
from pages.parts import (
    acts,
    cached,
    filter_bar,
    formula_card,
    geometry_job,
    geometry_view,
    paint,
    refusal,
    score_words,
)
from pages.parts.figure_view import csv_download, name, show
from pages.parts.plain import plain
from pages.parts.url_select import select
from pages.parts.view import sentence

FOLLOWED = "Each space is clustered by itself, or the clusters of one are followed through all snapshots and layers"


def choose_space(snapshot: str, layer: str) -> None:
    filter_bar.go({**query, "at": snapshot, "layer": layer})


def choose_unit(kind: str, unit: str) -> None:
    filter_bar.go({**query, "unit": unit})


def more_of(run, task: str, job: str, first: str, second: str, layer: int) -> moves.More:
    shape = geometry_job.read(run, job)
    return moves.more(moves.moves(shape, cached.answers(run, task), first, second, layer))


def judged(run, task: str, job: str, first: str, second: str, untrained: frozenset[str]) -> Verdict:
    return verdict(geometry_job.read(run, job), cached.answers(run, task), first, second, untrained)


st.html(paint.style())
view = filter_bar.bar("geometry")
query, said = filter_bar.query(), []
run, task = view.run, view.run.tasks[view.task]
acts.complaint()
score_words.marks(score_words.split_marks(run, task.name))
if view.problem:
    refusal.refuse(view, "geometry")
geometry_job.watch(run, task.name)
done = geometry_job.done(run, task.name)
if not done:
    st.html(
        "<div class=\"le\">Measured are the vectors of a sample of this task's units in every layer at every stage's "
        "end: it needs the run's checkpoints and data, and takes a few minutes for a small encoder.</div>"
    )
    if not geometry_job.under_way(run, task.name):
        geometry_job.offer(run, task.name, first_time=True)
    st.stop()

controls = st.container(horizontal=True, vertical_alignment="bottom", key="geometry_controls")
with controls:
    job = select("job", done, "Measurement", 330, query, said) if len(done) > 1 else next(iter(done))
try:
    shape = geometry_job.read(run, job)
    first, second = (shape.index(s.name) for s in (view.first_snapshot, view.second_snapshot))
except UserError as error:
    filter_bar.say(said)
    st.info(plain(sentence(str(error))), icon=":material/block:")
    geometry_job.offer(run, task.name, first_time=False)
    st.stop()
names = {s.name: geometry_view.describe(s) for s in shape.snapshots}
layers = {str(n): layer_name(n) for n in reversed(shape.layers)}
after = {view.second_snapshot.name: names[view.second_snapshot.name], **names}
with controls:
    layer = int(select("layer", layers, "Layer", 130, query, said, help="Of distances, units and centroids below"))
    at = select("at", after, "Snapshot", 190, query, said, help="Of distances and units below")
    split = select("split", dict(zip(shape.splits, shape.splits, strict=True)), "Units", 130, query, said)
    measures = {m.name: grids.words(shape, m) for m in grids.available(shape)}
    measure = select("measure", measures, "Measure by layer", 250, query, said)
    against = select("against", names, "Compared with", 190, query, said) if grids.MEASURES[measure].compares else None
    same = {"": "the same layer", **layers}
    other = select("layers", same, "and there", 150, query, said) if measure == "similarity" else ""
filter_bar.say(said)

about, between = caption.of_run(run), geometry_view.between(view)
answers = cached.answers(run, task.name)
has_units = EVALUATION in shape.splits
pair = (view.first_snapshot.name, view.second_snapshot.name)
untrained = frozenset(s.name for s in answers.snapshots if (s.name, task.name) not in run.trained)
found = cached.of_run(judged, run, task.name, job, *pair, untrained) if has_probe(shape, *pair) else None
if has_units:
    moved = moves.moves(shape, answers, *pair, layer)
    near = shape.similarity(*((split, snapshot, shape.layers[-1]) for snapshot in pair))
    more = cached.of_run(more_of, run, task.name, job, *pair, layer)
    geometry_view.tiles(shape, found, near, more, moved, between)
    geometry_view.beside_refit(view)

file = f"{run.id}-{task.name}-geometry"
left, right = st.columns([1.15, 1]) if found else (st.container(), None)
with left:
    grid = grids.grid(shape, measure, split, against, int(other) if other else None)
    drawn = geometry_layers.layer_heatmap(grid, shape, task, about)
    show(drawn, f"{file}-{measure}", choose_space, marked=(at, str(layer)))
    st.html(geometry_view.undefined(grid))
if right is not None:
    with right:
        trained = np.array([s.name not in untrained for s in shape.snapshots])
        drawn = geometry_layers.probe_slopes(shape, trained, task, about)
        show(drawn, f"{file}-head-and-probe", said=found.reason)
st.html(geometry_view.worth(shape, split, at, layer))

with st.container(horizontal=True, vertical_alignment="bottom"):
    st.subheader("Labels", width="content")
    own, late = {"": "of each space", "followed": f"those of {shape.request['follow']}, followed"}, []
    clusters = select("clusters", own, "Clusters", 200, query, late, help=FOLLOWED) if shape.request["follow"] else ""
    filter_bar.say(late)
distances = label_distances.label_distances(shape, layer, split, followed=bool(clusters))
share = label_distances.forgotten_share(shape, answers, view.first, view.second)
left, right = st.columns(2)
with left:
    if np.isfinite(distances.matrix[shape.index(at)]).any():
        show(geometry_labels.distance_heatmap(distances, shape.index(at), shape, task, about), f"{file}-distances-{at}")
    else:
        st.info(plain(geometry_view.no_distances(shape, split, at, layer)))
with right:
    closer = label_distances.closer(distances, share, first, second)
    show(geometry_labels.nearest_slopes(distances, share, first, second, shape, task, about), f"{file}-nearest")
    st.html(geometry_view.closer_words(closer))
frame = geometry_view.labels_frame(shape, distances, share, first, second)
geometry_view.labels_table(frame)

if has_units:
    st.subheader("Units")
    left, right = st.columns(2)
    with left:
        show(
            geometry_units.place_scatter(shape, moved, shape.index(at), task, about), f"{file}-units-{at}", choose_unit
        )
    with right:
        show(geometry_units.displacement_curve(shape, answers, *pair, task, about), f"{file}-how-far")
    if query.get("unit") and not geometry_view.one(view, answers, query["unit"], untrained):
        filter_bar.say([f"Ignored unit {query['unit'][:40]!r} in the link: this task has no such unit."])
    if not query.get("unit"):
        st.html('<div class="le le-quiet">Click a unit to see its example.</div>')
    st.subheader("Centroids")
    left, right = st.columns(2)
    with left:
        show(geometry_labels.centroid_paths(shape, layer, task, about), f"{file}-centroids-{layer}")
    with right:
        show(geometry_labels.difference_arrows(shape, first, second, layer, task, about), f"{file}-differences-{layer}")

with st.container(horizontal=True, gap="small"):
    formula_card.card(f"geometry_{measure}", between, label=grids.MEASURES[measure].title)
    if measure != "clusters":
        formula_card.card("geometry_clusters", between, label="Clusters")
    csv_download(lambda: frame.to_csv(index=False), "labels", f"{file}-labels", label="Labels (CSV)")
    if has_units:
        csv_download(lambda: geometry_view.units_csv(shape, moved), "units", f"{file}-units", label="Units (CSV)")
    st.download_button(
        "DirectProbe's files", lambda: geometry_view.zipped(shape, split, at, layer), f"{name(file)}-{at}-{layer}.zip",
        "application/zip", key="six", on_click="ignore", type="tertiary", icon=":material/folder_zip:",
        disabled=shape.distances(split, at, layer) is None,
        help="clusters.txt, inside_max.txt, inside_mean.txt, outside_min.txt, vec.txt, log.txt of this space",
    )  # fmt: skip
if not geometry_job.under_way(run, task.name):
    geometry_job.offer(run, task.name, first_time=False)
