"""More than two snapshots: does the share of right answers differ between any of them, and between which?"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
from statsmodels.stats.contingency_tables import cochrans_q

from engine.analysis.evidence.correction import holm
from engine.analysis.evidence.mcnemar import INDEPENDENT, exact_p
from engine.analysis.numbers import to_json
from engine.answers import Snapshot, TaskAnswers


@dataclass(frozen=True)
class PairTest:
    """McNemar's exact test of two of the snapshots (indices), corrected over all pairs."""

    first: int
    second: int
    forgotten: int
    learned: int
    p: float
    holm: float


@dataclass(frozen=True)
class CochranQ:
    """Cochran's Q (Cochran 1950), then McNemar's exact test of every two, corrected by Holm. p = 1: nothing changed."""

    snapshots: tuple[Snapshot, ...]
    right: tuple[int, ...]  # right answers at each
    n: int
    statistic: float
    df: int
    p: float
    pairs: tuple[PairTest, ...]
    note: str  # "tokens taken as independent", or ""

    def to_json(self) -> dict[str, Any]:
        return {
            "snapshots": [s.name for s in self.snapshots],
            "right": list(self.right),
            "n": self.n,
            "statistic": to_json(self.statistic),
            "df": self.df,
            "p": self.p,
            "note": self.note,
            "pairs": [
                {
                    "first": self.snapshots[t.first].name,
                    "second": self.snapshots[t.second].name,
                    "forgotten": t.forgotten,
                    "learned": t.learned,
                    "mcnemar_p": t.p,
                    "holm": t.holm,
                }
                for t in self.pairs
            ],
        }


def cochran(answers: TaskAnswers, snapshots: Sequence[int]) -> CochranQ | None:
    """Of the snapshots with these indices; None if there are not at least three, or no answers."""
    if len(snapshots) < 3 or not len(answers.units.gold):
        return None
    right = np.stack([answers.right_at(i) for i in snapshots], axis=1)
    changed = right[right.any(axis=1) & ~right.all(axis=1)]  # the others add nothing to Q but rounding
    statistic, p = 0.0, 1.0
    if len(changed):
        found = cochrans_q(changed)
        statistic, p = float(found.statistic), float(found.pvalue)
    pairs = []
    for i, j in combinations(range(len(snapshots)), 2):
        forgotten, learned = int((right[:, i] & ~right[:, j]).sum()), int((~right[:, i] & right[:, j]).sum())
        pairs.append((i, j, forgotten, learned, exact_p(forgotten, learned)))
    corrected = holm(np.array([pair[-1] for pair in pairs]))
    return CochranQ(
        snapshots=tuple(answers.snapshots[i] for i in snapshots),
        right=tuple(right.sum(axis=0).tolist()),
        n=len(right),
        statistic=statistic,
        df=len(snapshots) - 1,
        p=p,
        pairs=tuple(PairTest(*pair, float(c)) for pair, c in zip(pairs, corrected, strict=True)),
        note=INDEPENDENT if answers.task.kind == "token" else "",
    )
