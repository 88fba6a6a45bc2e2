"""One number for a whole result matrix: ACC, BWT, forgetting and more. One file per noun."""

from collections.abc import Callable

from engine.analysis.measures.accuracy import a, acc, learning_accuracy, plasticity
from engine.analysis.measures.forgetting import first_last, forgetting
from engine.analysis.measures.grid import Grid
from engine.analysis.measures.intransigence import intransigence
from engine.analysis.measures.measure import Measure, Rival
from engine.analysis.measures.overall import NAME, applies, minbert_overall
from engine.analysis.measures.stability import stability
from engine.analysis.measures.transfer import bwt, bwt_triangular, fwt

MEASURES: dict[str, Callable[[Grid], Measure]] = {
    "ACC": acc,
    "BWT": bwt,
    "forgetting": forgetting,
    "first_last": first_last,
    "BWT_triangular": bwt_triangular,
    "FWT": fwt,
    "A": a,
    "learning_accuracy": learning_accuracy,
    "plasticity": plasticity,
    "stability": stability,
    "intransigence": intransigence,
}


def measures(grid: Grid) -> dict[str, Measure]:
    """Every measure of a result matrix, by name. Untrained heads and undefined scores are left out and named.

    The overall score of minBERT is there where its three tasks are. Only FWT looks at an untrained head's scores, as
    its definition does, and says so.
    """
    wanted = {**MEASURES, NAME: minbert_overall} if applies(grid) else MEASURES
    if grid.stages:
        return {name: make(grid) for name, make in wanted.items()}
    none = "no stage is done yet"
    return {name: grid.mean(name, {}, dict.fromkeys(range(len(grid.tasks)), none), "", none) for name in wanted}


__all__ = ["MEASURES", "Grid", "Measure", "Rival", "measures"]
