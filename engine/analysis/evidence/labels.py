"""Which labels were forgotten beyond chance? Every label's counts with their evidence, corrected for their number."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from engine.analysis import sums
from engine.analysis.bins import bins
from engine.analysis.counts import CountTable, count_table
from engine.analysis.evidence import bootstrap, verdict
from engine.analysis.evidence.bootstrap import Interval
from engine.analysis.evidence.correction import benjamini_hochberg, holm
from engine.analysis.evidence.mcnemar import INDEPENDENT, cohen_g, exact_p
from engine.analysis.evidence.rows import distinct
from engine.analysis.evidence.sign_flip import sign_flip_p
from engine.analysis.evidence.verdict import Verdict
from engine.analysis.numbers import to_json
from engine.analysis.wilson import wilson
from engine.answers import TaskAnswers
from engine.errors import UserError

BY_SENTENCE = "sign-flip test over sentences"
BY_UNIT = "exact McNemar"


@dataclass(frozen=True)
class LabelEvidence:
    """One gold label between two snapshots."""

    label: str
    frequency: int
    cnt1: int
    cnt2: int
    cnt3: int
    cnt4: int
    wilson: tuple[float, float]  # of cnt3 / cnt1; NaN where cnt1 is 0
    mcnemar_p: float  # exact; NaN for a label that does not occur
    sentence_p: float  # NaN where only counts are known, and where a unit is a sentence
    test: str  # which of the two decides, and what it takes for granted
    holm: float  # the deciding p, corrected over the labels
    benjamini_hochberg: float
    interval: Interval  # of (cnt4 - cnt3) / frequency; only where a margin is given
    verdict: Verdict

    @property
    def share_of_right(self) -> float:
        """cnt3 / cnt1."""
        return self.cnt3 / self.cnt1 if self.cnt1 else float("nan")

    @property
    def cohen_g(self) -> float:
        return cohen_g(self.cnt3, self.cnt4)

    @property
    def p(self) -> float:
        """The p that decides, before correction."""
        return self.mcnemar_p if np.isnan(self.sentence_p) else self.sentence_p

    def to_json(self) -> dict[str, Any]:
        counts = {name: getattr(self, name) for name in ("label", "frequency", "cnt1", "cnt2", "cnt3", "cnt4")}
        numbers = ("cohen_g", "mcnemar_p", "sentence_p", "p", "holm", "benjamini_hochberg")
        margin = {"interval": [self.interval.low, self.interval.high]} if self.interval.known else {}
        return {
            **counts,
            "cnt3/cnt1": to_json(self.share_of_right),
            "wilson": to_json(self.wilson),
            **{name: to_json(getattr(self, name)) for name in numbers},
            **margin,
            "test": self.test,
            "verdict": self.verdict.name,
            "reason": self.verdict.reason,
        }


@dataclass(frozen=True)
class _Basis:
    """What the labels' verdicts rest on. Arrays are (labels,)."""

    test: str
    unit: str  # of `examples`
    changed: np.ndarray  # examples with more, or fewer, right answers to the label at second
    examples: np.ndarray  # examples with the label
    interval: Callable[[int], Interval]  # label -> of (cnt4 - cnt3) / frequency
    sentence_p: np.ndarray | None = None


def labels_of(answers: TaskAnswers, first: int, second: int, margin: float | None = None) -> tuple[LabelEvidence, ...]:
    """Of every label, in the task's order. On token tasks a test over sentences decides.

    margin: of each label's share of right answers (its recall), for `did not forget`.
    """
    table = count_table(answers, first, second)
    if answers.task.kind != "token":
        return of_table(table, margin)
    net, units = _by_sentence(answers, first, second)
    basis = _Basis(
        test=BY_SENTENCE,
        unit="sentences",
        changed=(net != 0).sum(axis=0),
        examples=(units > 0).sum(axis=0),
        interval=lambda i: _interval(net[units[:, i] > 0, i], units[units[:, i] > 0, i]),
        sentence_p=np.array([sign_flip_p(net[:, i]) for i in range(len(table.labels))]),
    )
    return _labels(table.labels, _counts(table), basis, margin)


def of_table(table: CountTable, margin: float | None = None) -> tuple[LabelEvidence, ...]:
    """Of a cnt table of a run, or a published one: counts are all there is, so units are taken as independent."""
    return _labels(table.labels, _counts(table), _by_counts(_counts(table), table.unit), margin)


def label_evidence(
    frequency: Sequence[int],
    cnt1: Sequence[int],
    cnt3: Sequence[int],
    cnt4: Sequence[int],
    *,
    labels: Sequence[str] | None = None,
    unit: str = "tokens",
    margin: float | None = None,
) -> tuple[LabelEvidence, ...]:
    """Of counts alone, (labels,) each. Raises UserError if they cannot be counts of one table."""
    counts = np.stack([np.asarray(x, dtype=np.int64) for x in (frequency, cnt1, cnt3, cnt4)], axis=1)
    names = tuple(map(str, range(len(counts)))) if labels is None else tuple(labels)
    for name, (whole, right, forgotten, learned) in zip(names, counts.tolist(), strict=True):
        if not (0 <= forgotten <= right <= whole and 0 <= learned <= whole - right):
            raise UserError(f"label {name!r}: frequency {whole}, cnt1 {right}, cnt3 {forgotten}, cnt4 {learned} do not "
                            "fit: cnt3 is at most cnt1, cnt4 at most frequency - cnt1")  # fmt: skip
    return _labels(names, counts, _by_counts(counts, unit), margin)


def _counts(table: CountTable) -> np.ndarray:
    return np.stack([table.frequency, table.cnt1, table.cnt3, table.cnt4], axis=1).astype(np.int64)


def _by_counts(counts: np.ndarray, unit: str) -> _Basis:
    frequency, _, forgotten, learned = counts.T

    def interval(i: int) -> Interval:
        net = np.repeat([-1, 1, 0], [forgotten[i], learned[i], frequency[i] - forgotten[i] - learned[i]])
        return _interval(net, np.ones(len(net)))

    test = f"{BY_UNIT}, {INDEPENDENT}" if unit == "tokens" else BY_UNIT
    return _Basis(test, unit, forgotten + learned, frequency, interval)


def _labels(
    labels: tuple[str, ...], counts: np.ndarray, basis: _Basis, margin: float | None
) -> tuple[LabelEvidence, ...]:
    verdict.check_margin(margin)
    occurs = counts[:, 0] > 0
    exact = np.array([exact_p(row[2], row[3]) if row[0] else np.nan for row in counts])
    by_sentence = np.full(len(labels), np.nan) if basis.sentence_p is None else basis.sentence_p
    by_sentence = np.where(occurs, by_sentence, np.nan)
    deciding = exact if basis.sentence_p is None else by_sentence
    corrected, fdr = holm(deciding), benjamini_hochberg(deciding)
    found = []
    for i, label in enumerate(labels):
        frequency, cnt1, cnt3, cnt4 = counts[i].tolist()
        interval = basis.interval(i) if margin is not None and occurs[i] else bootstrap.NONE
        said = verdict.of_test(float(corrected[i]), cnt4 - cnt3, f"{basis.test}, Holm-corrected:")
        if not frequency:
            said = Verdict(verdict.UNKNOWN, "the label does not occur")
        elif margin is not None:
            about = (int(basis.changed[i]), int(basis.examples[i]), basis.unit)
            same = verdict.of_interval((cnt4 - cnt3) / frequency, interval, *about, margin, share=True)
            said = same if same.name == verdict.SAME else said
        found.append(
            LabelEvidence(label, frequency, cnt1, cnt1 - cnt3 + cnt4, cnt3, cnt4, wilson(cnt3, cnt1), float(exact[i]),
                          float(by_sentence[i]), basis.test, float(corrected[i]), float(fdr[i]), interval, said)
        )  # fmt: skip
    return tuple(found)


def _by_sentence(answers: TaskAnswers, first: int, second: int) -> tuple[np.ndarray, np.ndarray]:
    """(sentences, labels) learned minus forgotten, and (sentences, labels) units, by gold label."""
    groups = bins(answers)
    size, gold = len(groups.labels), groups.of(answers.units.gold)
    count = len(sums.examples(answers))
    place = sums.example_number(answers) * size + gold
    net = answers.right_at(second).astype(np.int64) - answers.right_at(first)
    shape = (count, size)
    totals = np.bincount(place, minlength=count * size).reshape(shape)
    return np.bincount(place, weights=net, minlength=count * size).astype(np.int64).reshape(shape), totals


def _interval(net: np.ndarray, units: np.ndarray) -> Interval:
    """Of (learned - forgotten) / units; both are (examples,), of examples that have the label."""
    return bootstrap.interval(*distinct(np.stack([net, units], axis=1).astype(float)), _share)


def _share(summed: np.ndarray) -> np.ndarray:
    part, whole = summed[..., 0], summed[..., 1]
    return np.divide(part, whole, out=np.full(part.shape, np.nan), where=whole > 0)
