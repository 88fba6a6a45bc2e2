"""When was it lost, and did it come back?"""

from engine.analysis.lifelines import CLASSES, life_lines
from engine.analysis.retention import retention
from engine.errors import UserError
from engine.figures import lifelines as figures
from engine.report.blocks import Block, Heading, Items, Picture, Table, Text
from engine.report.source import Source
from engine.store import Run, read_answers

TITLE = "When was it lost, and did it come back?"
FORMULAS = ("life_class", "forgetting_events", "retention", "data_map")


def write(source: Source) -> list[Block]:
    blocks: list[Block] = []
    for task in source.each():
        blocks.append(Heading(source.name(task)))
        try:
            blocks += _one(source, task)
        except UserError as error:
            blocks.append(Items((f"No life-lines: {error}.",)))
    return blocks


def _one(source: Source, task: str) -> list[Block]:
    record, pair = source.record(task), source.pairs[task]
    lines = source.memory.of_run(_lives, source.run, task)
    curve = source.memory.of_run(_kept, source.run, task, pair.first)
    rows = tuple(
        (f"{look.glyph} {name}", f"{count:,}", f"{count / max(len(lines.code), 1) * 100:.1f} %", look.meaning)
        for (name, look), count in zip(CLASSES.items(), lines.counts, strict=True)
    )
    names = [s.name for s in lines.snapshots]
    words = f"n = {len(lines.code):,} {lines.unit} over {len(names)} snapshots, {names[0]} to {names[-1]}."
    blocks: list[Block] = [
        Text(curve.sentence),
        Table(words, ("life-line", "n", "share", "meaning"), rows),
        Picture(f"{task}-retention", figures.retention_curve(curve, record, source.about)),
    ]
    if lines.has_probabilities:
        units = source.answers(task).units
        blocks.append(Picture(f"{task}-data-map", figures.data_map(lines, units, record, source.about)))
    return blocks


def _lives(run: Run, task: str):
    return life_lines(run, read_answers(run, task))


def _kept(run: Run, task: str, first: int):
    return retention(run, read_answers(run, task), first)
