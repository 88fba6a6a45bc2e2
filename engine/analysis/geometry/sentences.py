"""What a geometry says between two snapshots, in sentences."""

from collections.abc import Collection

from engine.analysis.geometry.moves import followed_answer, more, moves
from engine.analysis.geometry.shape import EVALUATION, Shape
from engine.analysis.geometry.verdict import has_probe, verdict
from engine.answers import TaskAnswers


def sentences(
    shape: Shape, answers: TaskAnswers, first: str, second: str, layer: int, untrained: Collection[str] = ()
) -> list[str]:
    """The verdict, and whether what was forgotten moved more. Raises UserError for snapshots that were not measured."""
    said = []
    if has_probe(shape, first, second):
        found = verdict(shape, answers, first, second, untrained)
        gap = f"probe gap {found.gap:.3f}, n = {found.units:,}"
        said.append(f"From snapshot {first} to {second}: {found.reason}; {gap}")
    if EVALUATION in shape.splits:
        moved = moves(shape, answers, first, second, layer)
        far, (answered, gold, count) = more(moved), followed_answer(moved)
        if far.share is None:
            said.append(f"Do forgotten units move more? {far.why.capitalize()}")
        else:
            said.append(
                f"In layer {layer} a forgotten unit moved further than a kept one in {far.share:.1%} of pairs (95 % "
                f"{far.low:.1%} to {far.high:.1%}, bootstrap over examples); of {count:,} forgotten {answered:,} are "
                f"nearest to the centroid of the label that was answered, {gold:,} still to that of their own"
            )
    return said
