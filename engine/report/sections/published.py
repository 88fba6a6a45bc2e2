"""Published results beside this run, where there are any."""

from dataclasses import replace

from engine.analysis import references
from engine.analysis.matrices import result_matrix
from engine.analysis.published_rows import Beside, beside, by_table
from engine.errors import UserError
from engine.figures import caption
from engine.figures.caption import number
from engine.figures.matrix import result_heatmap
from engine.published import Reference
from engine.report.blocks import Block, Heading, Items, Picture, Table
from engine.report.source import Source

TITLE = "Published results beside this run"
FORMULAS = ()


def write(source: Source) -> list[Block]:
    reference = references.reference_of(source.run)
    blocks = [] if reference is None else _experiment(source, reference)
    for of in by_table(beside(source.run.plan, source.matrix)).values():
        blocks += _table(of)
    if not blocks:
        raise UserError("no published result has this order of tasks, or these settings")
    return blocks


def _experiment(source: Source, reference: Reference) -> list[Block]:
    theirs = result_heatmap(references.matrix_of(reference), caption.of_reference(reference))
    blocks: list[Block] = [
        Heading(f"{reference.title}, {reference.encoder}, seed {reference.seed}: {reference.citation}"),
        Picture("published-result-matrix", replace(theirs, title="Published")),
    ]
    try:
        names = [task["name"] for task in reference.tasks]
        metrics = dict(zip(names, reference.metrics, strict=True))
        ours = result_heatmap(result_matrix(source.run, source.answers, metrics), source.about)
        blocks.append(Picture("result-matrix-as-published", replace(ours, title="This run, in the published metrics")))
    except UserError as error:
        blocks.append(Items((str(error),)))
    task = reference.counts.task
    if task in source.pairs:
        blocks.append(_counts(source, reference, task))
    return [*blocks, Items(tuple(reference.notes))]


def _counts(source: Source, reference: Reference, task: str) -> Table:
    """The published cnt table beside this run's, label by label."""
    ours, theirs = source.counts(task), references.counts_of(reference)
    place, names = {label: i for i, label in enumerate(theirs.labels)}, ("frequency", "cnt1", "cnt2", "cnt3", "cnt4")
    rows = []
    for i, label in enumerate(ours.labels):
        cells = []
        for name in names:
            published = f"{getattr(theirs, name)[place[label]]:,}" if label in place else "–"
            cells += [published, f"{getattr(ours, name)[i]:,}"]
        rows.append((label, *cells))
    head = ("gold label", *(f"{name}, {whose}" for name in names for whose in ("published", "here")))
    return Table(f"{source.name(task)}: counts. Here: {source.between(task)}.", head, tuple(rows))


def _table(of: list[Beside]) -> list[Block]:
    table = of[0].table
    rows = tuple(
        (one.row.name, one.column.title, _shown(one.published), _shown(one.ours), f"after stage {one.stage}")
        for one in of
    )
    words = f"{table.place}, {table.encoder}, {table.unit}. {table.citation}"
    return [
        Heading(table.title),
        Table(words, ("variant", "score", "published", "this run", "when"), rows),
        *([Items(tuple(table.notes))] if table.notes else []),
    ]


def _shown(value: float | None) -> str:
    return "–" if value is None else number(value) if abs(value) <= 1 else f"{value:.2f}"
