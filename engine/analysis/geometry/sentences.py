"""What a geometry says between two snapshots, in sentences."""

from engine.analysis.geometry.moves import followed_answer, more, moves
from engine.analysis.geometry.shape import EVALUATION, Shape
from engine.analysis.geometry.verdict import verdict
from engine.answers import TaskAnswers


def sentences(shape: Shape, answers: TaskAnswers, first: str, second: str, layer: int) -> list[str]:
    """The verdict, and whether what was forgotten moved more. Raises UserError for snapshots that were not measured."""
    said = []
    if "probes" in shape.document:
        found = verdict(shape, first, second)
        said.append(
            f"From snapshot {first} to {second}: {found.reason}; probe gap {found.gap:.3f}, n = {found.units:,}"
        )
    if EVALUATION in shape.splits:
        moved = moves(shape, answers, first, second, layer)
        far, (answered, gold, count) = more(moved), followed_answer(moved)
        if far.share is None:
            said.append(f"Do forgotten units move more? {far.why.capitalize()}")
        else:
            said.append(
                f"In layer {layer} a forgotten unit moved further than a kept one in {far.share:.1%} of pairs (95 % "
                f"{far.low:.1%} to {far.high:.1%}, bootstrap over examples); of {count:,} forgotten {answered:,} are "
                f"nearest to the label that was answered, {gold:,} still to their own"
            )
    return said
