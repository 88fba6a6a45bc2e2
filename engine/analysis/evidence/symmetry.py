"""Did the predictions move in a direction? Predicted at first against predicted at second, right or wrong."""

from dataclasses import dataclass, field

import numpy as np
from scipy import stats
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components
from statsmodels.stats.contingency_tables import SquareTable

from engine.analysis.bins import bins
from engine.analysis.numbers import to_json
from engine.answers import TaskAnswers


@dataclass(frozen=True)
class ChiSquare:
    """A chi-square test. `p` is NaN exactly where `why_not` says why."""

    name: str
    statistic: float
    df: int
    p: float
    question: str
    why_not: str = ""

    def to_json(self) -> dict:
        return {
            "statistic": to_json(self.statistic),
            "df": self.df,
            "p": to_json(self.p),
            "question": self.question,
            "why_not": self.why_not,
        }


@dataclass(frozen=True)
class Symmetry:
    """How predictions moved between two snapshots. Units are taken as independent."""

    labels: tuple[str, ...]
    table: np.ndarray = field(repr=False)  # (labels, labels) predicted at first x predicted at second
    bowker: ChiSquare
    stuart_maxwell: ChiSquare


def symmetry(answers: TaskAnswers, first: int, second: int) -> Symmetry:
    """Bowker's and Stuart's and Maxwell's tests between the snapshots with these indices; regression by bins."""
    groups = bins(answers)
    before, after = (groups.of(answers.predicted[i]) for i in (first, second))
    size = len(groups.labels)
    table = np.bincount(before * size + after, minlength=size * size).reshape(size, size)
    return Symmetry(groups.labels, table, bowker(table), stuart_maxwell(table))


def bowker(table: np.ndarray) -> ChiSquare:
    """Are moves from one label to another as frequent as those back? (Bowker 1948). (labels, labels) counts.

    Labels from and to which nothing moved are left out: they would only add degrees of freedom.
    """
    question = "moves from one label to another against those back, for every two labels"
    kept = _moving(table)
    if len(kept) < 2:
        return ChiSquare("Bowker", 0.0, 0, float("nan"), question, "no prediction changed")
    found = SquareTable(table[np.ix_(kept, kept)], shift_zeros=False).symmetry()
    return ChiSquare("Bowker", float(found.statistic), int(found.df), float(found.pvalue), question)


def stuart_maxwell(table: np.ndarray) -> ChiSquare:
    """Is each label predicted as often at second as at first? (Stuart 1955; Maxwell 1970). (labels, labels) counts.

    Labels between which nothing moved, not even by way of others, are tested apart and the chi-squares added: together
    they would make a singular matrix.
    """
    question = "how often each label is predicted at first against at second"
    kept = _moving(table)
    if len(kept) < 2:
        return ChiSquare("Stuart-Maxwell", 0.0, 0, float("nan"), question, "no prediction changed")
    moving = table[np.ix_(kept, kept)]
    count, part = connected_components(csr_array(moving), directed=False)
    statistic, df = 0.0, 0
    for i in range(count):
        own = np.flatnonzero(part == i)
        found = SquareTable(moving[np.ix_(own, own)], shift_zeros=False).homogeneity()
        statistic, df = statistic + float(found.statistic), df + int(found.df)
    return ChiSquare("Stuart-Maxwell", statistic, df, float(stats.chi2.sf(statistic, df)), question)


def _moving(table: np.ndarray) -> np.ndarray:
    """Labels from or to which a prediction moved."""
    off = table - np.diag(np.diag(table))
    return np.flatnonzero(off.sum(axis=0) + off.sum(axis=1))
