"""Geometry on a page: the answer in tiles, what its numbers are worth, a table of labels, one unit."""

import io
import zipfile

import numpy as np
import pandas as pd
import streamlit as st

from engine import metrics, store
from engine.analysis.changes import CHANGES
from engine.analysis.geometry import label_distances, probe_files
from engine.analysis.geometry.grids import Grid
from engine.analysis.geometry.moves import More, Moves, followed_answer
from engine.analysis.geometry.shape import EVALUATION, Shape
from engine.analysis.geometry.verdict import NAMES, Verdict
from engine.analysis.selection import describe
from engine.answers import TaskAnswers
from engine.errors import UserError
from engine.geometry.similarity import Similarity
from pages.parts import card, formula_card, lead, paint, recovery_link
from pages.parts.paint import esc
from pages.parts.view import View


def tiles(shape: Shape, verdict: Verdict | None, near: Similarity, more: More, moves: Moves, between: str) -> None:
    """Head and probe; labels' layout; how far forgotten units have moved; nearest to which label."""
    last = shape.layers[-1]
    boxes = st.columns(4)
    with boxes[0].container(border=True, height="stretch"):
        if verdict is None:
            _tile("Head or encoder?", "–", shape.no_probe(shape.snapshots[-1].name))
        else:
            short = metrics.get(verdict.metric).short
            lines = (
                f"own head {_score(verdict.head)}, new probe {_score(verdict.probe)} ({short}, layer {last}, "
                f"SD {verdict.sd[0]:.3f}, {verdict.sd[1]:.3f}), chance {_score(verdict.chance)}; before training "
                f"{'–' if verdict.before is None else f'{verdict.before:.3f}'}"
            )
            _tile("Head or encoder?", NAMES[verdict.name], lines, small=True)
        formula_card.card("geometry_gap", used=f"{between}; n = {shape.units(EVALUATION):,}", label="probe gap")
    with boxes[1].container(border=True, height="stretch"):
        shown = "–" if near.value is None else f"{near.value:.3f}"
        said = near.why or f"of the labels' layout at first to that at second, over {near.pairs} pairs of labels"
        _tile("Spatial similarity", shown, f"layer {last}: {said}")
        formula_card.card("geometry_similarity", used=between, label="similarity")
    with boxes[2].container(border=True, height="stretch"):
        shown = "–" if more.share is None else f"{more.share:.1%}"
        said = more.why or (
            f"of pairs: a forgotten unit ({more.forgotten:,}) has moved further than a kept one ({more.kept:,}), 95 % "
            f"{more.low:.1%} to {more.high:.1%} over sentences"
        )
        _tile("Did they move more?", shown, f"layer {moves.layer}: {said}")
        formula_card.card("geometry_more", used=between, label="move more")
    with boxes[3].container(border=True, height="stretch"):
        answered, gold, count = followed_answer(moves)
        shown = "–" if not count else f"{gold / count:.1%}"
        _tile(
            "Still among their own?", shown,
            f"layer {moves.layer}: {gold:,} of {count:,} forgotten are nearest to the centroid of their gold label at "
            f"second, {answered:,} to that of the label that was answered",
        )  # fmt: skip


def beside_refit(view: View) -> None:
    """What the Recovery page says of the same units: "lost in the encoder" is its word, for single units."""
    try:
        refit = recovery_link.of_view(view)
    except UserError:
        return
    said = refit.sentence if refit else "does a new bias, or a new head, bring a forgotten unit back? Not asked yet."
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.html(f'<div class="le"><b>A refit</b> beside the probe: {esc(said)}</div>', width="content")
        lead.link("recovery", "Recovery", view.query())


def worth(shape: Shape, split: str, snapshot: str, layer: int) -> str:
    """HTML: what the number of clusters is worth there, in sentences."""
    space = shape.space(split, snapshot, layer)
    if "refused" in space:
        return f'<div class="le le-quiet">Layer {layer}: {esc(space["refused"])}.</div>'
    said = []
    n, d = space["points"], space["dimensions"]
    number = f"{space['clusters']:,}" if space["answer"] == "exact" else f"at most {space['clusters']:,}"
    linear = {True: "a hyperplane parts any two labels", False: "some labels overlap",
              None: "whether hyperplanes part them is not known"}  # fmt: skip
    said.append(f"{number} clusters for {space['labels']} labels: {linear[space['linear']]}.")
    if n <= 2 * d:
        said.append(
            f"{n:,} units in {d:,} dimensions: so few can be parted whatever their labels (up to about {2 * d:,})."
        )
    control = shape.document.get("controls", {}).get(split, {}).get(snapshot)
    if control and layer == shape.layers[-1] and "clusters" in control:
        bound = "" if control["answer"] == "exact" else "at most "
        said.append(f"With shuffled labels: {bound}{control['clusters']:,} clusters.")
    if space["conflicting"]:
        said.append(f"{space['conflicting']:,} units lie where one with another label does, and are left out.")
    if space["small_clusters"]:
        said.append(f"{space['small_clusters']} clusters of fewer than {shape.request['smallest']} units not measured.")
    return f'<div class="le le-quiet">{esc(" ".join(said))}</div>'


def undefined(grid: Grid) -> str:
    """HTML below the grid: what a click does, or why there is no number at all."""
    why = sorted({note for notes in grid.notes for note in notes}) if not np.isfinite(grid.values).any() else []
    said = f"No number: {why[0]}." if why and why[0] else "Click a cell to look into its space below."
    return f'<div class="le le-quiet">{esc(said)}</div>'


def no_distances(shape: Shape, split: str, snapshot: str, layer: int) -> str:
    """Why there is no distance between labels in a space."""
    space = shape.space(split, snapshot, layer)
    fewer = f"no two labels have a cluster of {shape.request['smallest']} {split} units"
    return f"No distances at snapshot {snapshot}, layer {layer}: {space.get('refused', fewer)}."


def units_csv(shape: Shape, moves: Moves) -> str:
    """A row per sampled unit: where it is, what became of it, how far it moved in the layer, what it is near to."""
    labels = np.array(shape.labels)
    names = {change.code: name for name, change in CHANGES.items()}
    return pd.DataFrame({
        "example": moves.example, "position": shape.arrays["evaluation/position"], "gold": labels[moves.gold],
        "answered at second": labels[moves.predicted], "change": [names[c] for c in moves.change],
        "layer": moves.layer, "displacement": moves.displacement,
        "nearest centroid at first": labels[moves.nearest_before], "nearest centroid at second": labels[moves.nearest],
    }).to_csv(index=False)  # fmt: skip


def labels_frame(shape: Shape, found: label_distances.LabelDistances, share: np.ndarray, first: int,
                 second: int) -> pd.DataFrame:  # fmt: skip
    """A row per label: how much was forgotten, how near the nearest other one is, how far its centroid moved."""
    near = [shape.labels[k] if k >= 0 else "" for k in found.nearest[second]]
    rows = {
        "label": shape.labels,
        "units in the sample": shape.document["samples"][found.split]["frequency"],
        "forgotten / right at first": share,
        "distance at first": found.smallest[first],
        "distance at second": found.smallest[second],
        "nearest at second": near,
    }
    if EVALUATION in shape.splits:
        rows["centroid moved"] = shape.moved(found.layer, "centroid_moved")[first, second]
    return pd.DataFrame(rows)


def labels_table(frame: pd.DataFrame) -> None:
    numbers = {name: st.column_config.NumberColumn(format="%.2f") for name in frame.columns if "distance" in name}
    numbers |= {"centroid moved": st.column_config.NumberColumn(format="%.2f")}
    numbers |= {"forgotten / right at first": st.column_config.NumberColumn(
        format="%.3f", help="cnt3 / cnt1 over all evaluation units of the task")}  # fmt: skip
    st.dataframe(frame, hide_index=True, column_config=numbers, height="content")


def closer_words(found: label_distances.Closer) -> str:
    """HTML: do labels that lost more come closer?"""
    if found.rho is None:
        said = f"Do labels that were forgotten come closer? Not to be told: {found.why}."
    else:
        way = "closer to another one, or moved apart less" if found.rho < 0 else "no closer to another one"
        sure = "" if found.p < 0.05 else ", which so few labels may show by chance"
        said = (
            f"Labels that lost more came {way}: Spearman's ρ of the share forgotten with the relative "
            f"change of the distance {found.rho:+.2f} (permutation p = {found.p:.3f}, {found.labels} labels){sure}."
        )
    return f'<div class="le">{esc(said)}</div>'


def one(view: View, answers: TaskAnswers, place: str, untrained: frozenset[str]) -> bool:
    """The example of a unit, `example:position`; False for one that there is not."""
    number, _, position = place.partition(":")
    if not all(part.isascii() and part.isdigit() and len(part) < 10 for part in (number, position)):
        return False
    units = np.flatnonzero((answers.units.example == int(number)) & (answers.units.position == int(position)))
    if not len(units):
        return False
    example = store.read_examples(view.run, view.task, [int(number)])[0]
    with st.container(border=True, key="geometry_example"):
        text, to = st.columns([1, 0.14])
        words = example.words
        word = f"word {int(position) + 1}, {words[int(position)]}" if len(words) > int(position) else ""
        text.html(f'<div class="le"><b>{esc(word)}</b></div>' if word else "")
        text.html(paint.legend(*card.described(view)) + card.card(view, answers, example, untrained))
        with to:
            lead.link("examples", "Open", view.query(example=number, change=None, label=None), icon=False)
    return True


def zipped(shape: Shape, split: str, snapshot: str, layer: int) -> bytes:
    """DirectProbe's six files of a space."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in probe_files.six_files(shape, split, snapshot, layer).items():
            archive.writestr(name, text)
    return packed.getvalue()


def between(view: View) -> str:
    return f"{describe(view.first_snapshot)} → {describe(view.second_snapshot)}"


def _tile(title: str, number: str, words: str, small: bool = False) -> None:
    size = "font-size:1.05rem;" if small else ""
    st.html(
        f'<div class="le le-tile"><div><b>{esc(title)}</b></div>'
        f'<div><span class="le-big" style="{size}margin-left:0">{esc(number)}</span></div>'
        f'<div class="le-quiet le-small">{esc(words)}</div></div>'
    )


def _score(pair: tuple[float, float]) -> str:
    return f"{pair[0]:.3f} → {pair[1]:.3f}"
