"""The evidence of every cell of the transfer matrix, remembered."""

from engine.analysis.evidence import difference
from engine.analysis.evidence.cells import Cells
from engine.analysis.evidence.cells import cells as of_cells
from engine.analysis.matrices import ResultMatrix
from engine.store import Run
from pages.parts import cached


def cells(run: Run, matrix: ResultMatrix, margin: float | None) -> Cells:
    """(rows, columns), as `engine.analysis.evidence.cells`."""
    return of_cells(run, matrix, lambda task, *at: cached.of_answers(difference, run, task, *at, margin))
