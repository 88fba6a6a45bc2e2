"""How far did further pre-training bring the held-out loss?"""

from engine.analysis.pretraining import COUNTS, held_out_losses
from engine.errors import UserError
from engine.figures.pretraining import held_out_curve
from engine.report.blocks import Block, Picture, Text
from engine.report.source import Source

TITLE = "Further pre-training"
FORMULAS = ("masked_lm_loss",)


def write(source: Source) -> list[Block]:
    measured = [each for each in held_out_losses(source.run) if len(each.steps) or len(each.head_steps)]
    if not measured:
        raise UserError("no stage of this run was further pre-training")
    blocks: list[Block] = [Text(COUNTS[:1].upper() + COUNTS[1:] + ".")]
    return blocks + [Picture(f"held-out-loss-{each.stage}", held_out_curve(each, source.about)) for each in measured]
