"""How much was forgotten? Result and transfer matrix, scores over the stages, measures."""

from engine.analysis.formulas import FORMULAS as FORMULAS_OF
from engine.analysis.measures import Measure
from engine.errors import UserError
from engine.figures import matrix as figures
from engine.figures.caption import number
from engine.report.blocks import Block, Picture, Table
from engine.report.source import Source

TITLE = "How much was forgotten?"
FORMULAS = ("R", "T", "acc", "bwt", "forgetting", "first_last", "bwt_triangular", "fwt", "a", "learning_accuracy",
            "plasticity", "stability", "intransigence")  # fmt: skip
_SIGNED = ("BWT", "forgetting", "first_last", "BWT_triangular", "FWT", "intransigence")


def write(source: Source) -> list[Block]:
    found = source.matrix
    if not found.snapshots:
        raise UserError("no stage is done yet")
    rows = tuple(_measure(measure) for measure in found.measures.values())
    return [
        Picture("result-matrix", figures.result_heatmap(found, source.about, initial=True)),
        Picture("transfer-matrix", figures.transfer_heatmap(found, source.about, source.cells)),
        Picture("scores-over-stages", figures.slopes(found, source.about)),
        Table("Measures of the whole matrix. A dash: there is no such number here.",
              ("measure", "value", "n tasks", "taken over", "source", "note"), rows),
    ]  # fmt: skip


def _measure(measure: Measure) -> tuple[str, ...]:
    shown = "–" if measure.value is None else number(measure.value, sign=measure.name in _SIGNED)
    note = measure.why_not if measure.value is None else measure.note
    return (FORMULAS_OF[measure.key].title, shown, str(len(measure.tasks)) if measure.value is not None else "",
            measure.snapshots if measure.value is not None else "", measure.citation, note)  # fmt: skip
