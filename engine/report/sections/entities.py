"""What became of whole entities?"""

from engine.analysis import entities
from engine.analysis.entities import OUTCOMES
from engine.errors import UserError
from engine.figures.caption import number
from engine.figures.entities import entity_heatmap
from engine.report.blocks import Block, Heading, Picture, Table
from engine.report.source import Source

TITLE = "Whole entities"
FORMULAS = ("entity_f1",)


def write(source: Source) -> list[Block]:
    blocks: list[Block] = []
    for task in source.pairs:
        if not entities.has_entities(source.record(task)):
            continue
        found = source.of(entities.entity_view, task)
        rows = [
            (name, f"{found.gold[j]:,}", number(found.f1[0, j]), number(found.f1[1, j]), f"{found.forgotten[j]:,}",
             f"{found.learned[j]:,}")
            for j, name in enumerate(found.types)
        ]  # fmt: skip
        whole = (found.gold.sum(), found.forgotten.sum(), found.learned.sum())
        rows.append(("all types", f"{whole[0]:,}", *map(number, found.f1_overall), f"{whole[1]:,}", f"{whole[2]:,}"))
        meanings = "; ".join(f"{name}: {meaning}" for name, meaning in OUTCOMES.items())
        head = ("type", "gold entities", "entity F1 at first", "at second", "forgotten", "learned")
        blocks += [
            Heading(source.name(task)),
            Table(f"Strict IOB2, {source.between(task)}. {meanings}.", head, tuple(rows)),
            Picture(f"{task}-entities", entity_heatmap(found, source.record(task), source.about)),
        ]
    if not blocks:
        raise UserError("no task that can be compared has entities")
    return blocks
