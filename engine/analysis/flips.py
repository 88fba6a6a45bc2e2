"""Flips between right and wrong, by the names they have in the literature on updating models."""

from dataclasses import dataclass

import numpy as np

from engine.analysis.changes import changes
from engine.analysis.counts import UNITS
from engine.analysis.wilson import wilson
from engine.answers import TaskAnswers

NAN = float("nan")


@dataclass(frozen=True)
class Flips:
    """The 2 x 2 table of right and wrong at first and second, and the shares that are taken from it.

    A share of nothing (0/0) is NaN, and `why_not` says what is missing.
    """

    kept: int  # right, right
    forgotten: int  # right, wrong: negative flips, cnt3
    learned: int  # wrong, right: positive flips, cnt4
    never: int  # wrong, wrong
    unit: str = "units"  # what is counted: "sentences", "tokens"
    moved: int | None = None  # units whose prediction changed at all; None where unknown, or numbers

    @property
    def n(self) -> int:
        return self.kept + self.forgotten + self.learned + self.never

    @property
    def cnt1(self) -> int:
        """Right at first."""
        return self.kept + self.forgotten

    @property
    def cnt2(self) -> int:
        """Right at second; always cnt1 - cnt3 + cnt4."""
        return self.kept + self.learned

    @property
    def accuracy_first(self) -> float:
        return _share(self.cnt1, self.n)

    @property
    def accuracy_second(self) -> float:
        return _share(self.cnt2, self.n)

    @property
    def accuracy_difference(self) -> float:
        """Second minus first; equals PFR - NFR."""
        return _share(self.learned - self.forgotten, self.n)

    @property
    def nfr(self) -> float:
        """Negative flip rate: forgotten / n (Yan et al. 2021)."""
        return _share(self.forgotten, self.n)

    @property
    def pfr(self) -> float:
        """Positive flip rate: learned / n (Yan et al. 2021)."""
        return _share(self.learned, self.n)

    @property
    def relative_nfr(self) -> float:
        """NFR over what two models with these accuracies would flip if their errors were independent (Yan et al. 2021).

        1: as many as by chance; below 1: the errors overlap more than by chance.
        """
        return _share(self.nfr, self.accuracy_first * (1 - self.accuracy_second)) if self.n else NAN

    @property
    def nfi(self) -> float:
        """Negative flip impact: forgotten / wrong at second (Cai et al. 2022)."""
        return _share(self.forgotten, self.forgotten + self.never)

    @property
    def btc(self) -> float:
        """Backward trust compatibility: kept / right at first (Bansal et al. 2019; Srivastava et al. 2020)."""
        return _share(self.kept, self.cnt1)

    @property
    def bec(self) -> float:
        """Backward error compatibility: never right / wrong at first (Srivastava et al. 2020)."""
        return _share(self.never, self.learned + self.never)

    @property
    def churn(self) -> float:
        """Correctness churn: (forgotten + learned) / n."""
        return _share(self.forgotten + self.learned, self.n)

    @property
    def prediction_churn(self) -> float:
        """Units whose prediction changed / n (Milani Fard et al. 2016): wrong to another wrong counts too."""
        return NAN if self.moved is None else _share(self.moved, self.n)

    @property
    def forgetting_rate(self) -> float:
        """cnt3 / cnt1: of what was right at first, the share forgotten; 1 - BTC."""
        return _share(self.forgotten, self.cnt1)

    @property
    def wilson(self) -> tuple[float, float]:
        """95 % interval of cnt3 / cnt1 (Wilson 1927)."""
        return wilson(self.forgotten, self.cnt1)

    def measures(self) -> dict[str, float]:
        """Every share by its name in the literature, and in `python -m engine flips --json`."""
        return {
            "NFR": self.nfr,
            "PFR": self.pfr,
            "relative NFR": self.relative_nfr,
            "NFI": self.nfi,
            "BTC": self.btc,
            "BEC": self.bec,
            "cnt3/cnt1": self.forgetting_rate,
            "churn": self.churn,
        }

    def why_not(self) -> dict[str, str]:
        """For every share that is 0/0: what is missing."""
        nothing = f"no {self.unit}"
        reasons = dict.fromkeys(("NFR", "PFR", "churn"), nothing) if not self.n else {}
        if not self.cnt1:
            reasons |= dict.fromkeys(("relative NFR", "BTC", "cnt3/cnt1"), f"{nothing} right at first")
        if not self.learned + self.never:
            reasons["BEC"] = f"{nothing} wrong at first"
        if not self.forgotten + self.never:
            reasons |= dict.fromkeys(("relative NFR", "NFI"), f"{nothing} wrong at second")
        return reasons


def flips(answers: TaskAnswers, first: int, second: int, mask: np.ndarray | None = None) -> Flips:
    """Count the flips between the snapshots with these indices.

    mask: (units,) bool, only these units: a label's, a slice's, those whose gold label is not O.
    """
    what = changes(answers, first, second)
    moved = answers.predicted[first] != answers.predicted[second]
    if mask is not None:
        what, moved = what[mask], moved[mask]
    counts = np.bincount(what, minlength=4).tolist()
    regression = answers.task.kind == "regression"  # there every number differs a little
    return Flips(*counts, unit=UNITS[answers.task.kind], moved=None if regression else int(moved.sum()))


def _share(part: float, whole: float) -> float:
    return part / whole if whole else NAN
