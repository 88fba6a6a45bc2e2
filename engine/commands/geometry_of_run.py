"""geometry RUN: the job in the foreground, and what it found in the terminal."""

import dataclasses
from argparse import Namespace

import numpy as np
from rich.console import Console
from rich.table import Table

from engine import job_control, launch, requests, store, tasks
from engine.analysis import selection
from engine.analysis.geometry import asking, grids, label_distances, moves, probe_files, verdict
from engine.analysis.geometry.sentences import sentences
from engine.analysis.geometry.shape import EVALUATION, Shape, layer_name, shape
from engine.analysis.numbers import to_json
from engine.commands import job_here, options
from engine.errors import UserError
from engine.geometry import files
from engine.requests.geometry import Geometry
from engine.settings import describe
from engine.store import Run


def geometry(chosen: Namespace) -> int:
    run = store.open_run(options.run_folder(chosen))
    if chosen.task is None and len(run.tasks) > 1:
        raise UserError(f"--task is needed: this run has {', '.join(run.tasks)}")
    task = chosen.task or next(iter(run.tasks), "")
    given = {s.name: getattr(chosen, s.name) for s in describe(Geometry) if s.name != "task"}
    request = asking.request(run, task, **{name: value for name, value in given.items() if value is not None})
    request = requests.build(request.job, dataclasses.asdict(request))  # says what is wrong with the settings
    at = selection.pair(run, task, chosen.first, chosen.second)
    first, second = (run.snapshots[i].name for i in at)
    job_control.check(run.folder, request)
    if missing := [name for name in (first, second) if name not in request.snapshots()]:
        raise UserError(f"snapshots {first} and {second} are to be compared: --at must name {missing[0]}, too")
    if chosen.files:
        files.check_empty(chosen.files)
    data = tasks.data_folder(chosen.data)
    if chosen.background:
        folder = job_control.start(run.folder, request, data)
        print(f"{folder.name} {launch.status(folder).state}")
        return 0
    if code := job_here.carry_out(run.folder, request, data):
        return code
    result = job_control.result(run.folder, request)
    if result is None:
        raise UserError(f"job {request.hash16()} ended without a result: see its log.txt")
    found = shape(run, result)
    layer = found.layers[-1] if chosen.layer is None else chosen.layer
    if layer not in found.layers:
        raise UserError(f"layer {layer} was not looked at: it was {', '.join(map(str, found.layers))}")
    split = found.splits[0]
    if chosen.files:
        files.write(chosen.files, probe_files.six_files(found, split, second, layer))
    if chosen.json:
        options.print_json({"run": run.id, "job": request.hash16(), **document(run, found, first, second, layer)})
    else:
        show(options.console(), run, found, first, second, layer)
    return 0


def document(run: Run, found: Shape, first: str, second: str, layer: int) -> dict:
    """Everything as JSON: the grids, labels and units of one layer, the verdict, and what the job wrote."""
    return {
        "first": first, "second": second, "layer": layer,
        "grids": {m.name: to_json(grids.grid(found, m.name, found.splits[0]).values) for m in grids.available(found)},
        **_labels(run, found, first, second, layer),
        **(_units(run, found, first, second, layer) if EVALUATION in found.splits else {}),
        "result": dict(found.document),
    }  # fmt: skip


def show(console: Console, run: Run, found: Shape, first: str, second: str, layer: int) -> None:
    """Tables of layers and labels, then sentences."""
    split = found.splits[0]
    for measure in grids.available(found):
        grid = grids.grid(found, measure.name, split)
        table = Table("snapshot", *map(layer_name, found.layers))
        for snapshot, values in zip(found.snapshots, grid.values, strict=True):
            table.add_row(options.text(selection.describe(snapshot)), *(_number(v, measure.digits) for v in values))
        against = f", compared with snapshot {grid.reference}" if grid.reference is not None else ""
        options.print_table(console, f"{run.id}, {found.task}: {grids.words(found, measure)}{against}", table)
    _show_labels(console, run, found, first, second, layer)
    untrained = [s.name for s in found.snapshots if (s.name, found.task) not in run.trained]
    for line in sentences(found, store.read_answers(run, found.task), first, second, layer, untrained):
        console.print(options.text(line), soft_wrap=True)
    about = found.document["samples"][split]
    units = f"{about['units']:,} {split} units of {about['examples']:,} of {about['available_examples']:,} examples"
    console.print(options.text(f"{units}; vector: {found.request['vector']}", "dim"), soft_wrap=True)


def _show_labels(console: Console, run: Run, found: Shape, first: str, second: str, layer: int) -> None:
    said = _labels(run, found, first, second, layer)["labels"]
    table = Table("label")
    for head in ("units", "forgotten / right at first", f"distance at {first}", f"at {second}", "nearest at second"):
        table.add_column(head, justify="left" if head.startswith("nearest") else "right")
    for row in said:
        numbers = _number(row["forgotten_share"]), _number(row["distance_first"], 2), _number(row["distance_second"], 2)
        table.add_row(options.text(row["label"]), f"{row['units']:,}", *numbers, options.text(row["nearest"] or "–"))
    options.print_table(console, f"distance to the nearest other label, layer {layer}", table)


def _labels(run: Run, found: Shape, first: str, second: str, layer: int) -> dict:
    split, i, j = found.splits[0], found.index(first), found.index(second)
    near = label_distances.label_distances(found, layer, split)
    names = [s.name for s in run.snapshots]
    answers = store.read_answers(run, found.task)
    share = label_distances.forgotten_share(found, answers, names.index(first), names.index(second))
    units = found.document["samples"][split]["frequency"]
    rows = [
        {
            "label": label, "units": units[k], "forgotten_share": to_json(share[k]),
            "distance_first": to_json(near.smallest[i, k]), "distance_second": to_json(near.smallest[j, k]),
            "nearest": found.labels[near.nearest[j, k]] if near.nearest[j, k] >= 0 else None,
        }
        for k, label in enumerate(found.labels)
    ]  # fmt: skip
    return {"labels": rows, "closer": dataclasses.asdict(label_distances.closer(near, share, i, j))}


def _units(run: Run, found: Shape, first: str, second: str, layer: int) -> dict:
    moved = moves.moves(found, store.read_answers(run, found.task), first, second, layer)
    answered, gold, count = moves.followed_answer(moved)
    return {
        "forgotten_moves": dataclasses.asdict(moves.more(moved)),
        "forgotten_nearest": {"answered_label": answered, "gold_label": gold, "forgotten": count},
        "towards": to_json(moves.towards(moved, len(found.labels))),
        **_verdict(run, found, first, second),
    }


def _verdict(run: Run, found: Shape, first: str, second: str) -> dict:
    if not verdict.has_probe(found, first, second):
        return {}
    untrained = [s.name for s in found.snapshots if (s.name, found.task) not in run.trained]
    made = verdict.verdict(found, store.read_answers(run, found.task), first, second, untrained)
    return {"verdict": dataclasses.asdict(made)}


def _number(value: float | None, digits: int = 3) -> str:
    return "–" if value is None or np.isnan(value) else f"{value:,.{digits}f}"
