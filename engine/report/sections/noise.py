"""Is it more than noise? Forgetting beside what flips in twins, shams and other seeds."""

from engine.analysis import noise as analysis
from engine.analysis.noise import KINDS, Noise
from engine.errors import UserError
from engine.figures.caption import number
from engine.figures.noise import noise_points
from engine.report.blocks import Block, Heading, Items, Picture, Table, Text
from engine.report.source import Source

TITLE = "Is it more than noise?"
FORMULAS = ("noise_floor", "excess_forgetting")


def write(source: Source) -> list[Block]:
    blocks: list[Block] = []
    for task, pair in source.pairs.items():
        controls, seeds = source.controls(source.run, task)
        found = analysis.measure(source.run, source.answers(task), pair, controls, seeds, source.memory.answers)
        if not found.floors:
            continue
        points = noise_points([("this run", source.run.id, found)], source.record(task), source.about)
        blocks += [Heading(source.name(task)), Text(found.sentence), _table(source, task, found),
                   Picture(f"{task}-noise", points)]  # fmt: skip
        if found.left_out:
            blocks.append(Items(tuple(f"Left out: {line}." for line in found.left_out)))
    if not blocks:
        raise UserError("there is no control of this run and no other seed: python -m engine control RUN --task T "
                        "makes some")  # fmt: skip
    return blocks


def _table(source: Source, task: str, found: Noise) -> Table:
    rows = tuple(
        (KINDS[floor.kind], str(len(floor.runs)), number(floor.share), number(floor.excess, sign=True),
         f"{number(floor.interval.low, sign=True)} to {number(floor.interval.high, sign=True)}", f"{floor.also:,}")
        for floor in found.floors
    )  # fmt: skip
    words = f"Of {found.cnt1:,} {found.unit} right at first, {found.forgotten:,} forgotten: {number(found.share)}. "
    words += f"{source.between(task)}. Interval: paired bootstrap over examples, at these controls."
    head = ("against", "controls", "noise floor", "excess", "95 % interval of the excess", "lost there, too")
    return Table(words, head, rows, frozenset(i for i, floor in enumerate(found.floors) if not floor.established))
