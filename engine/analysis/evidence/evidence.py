"""Is it really forgotten, or could it be chance? One task between two snapshots, with everything that tells."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from engine import metrics
from engine.analysis import sums
from engine.analysis.counts import UNITS
from engine.analysis.evidence import bootstrap, verdict
from engine.analysis.evidence.bootstrap import Interval, difference_interval
from engine.analysis.evidence.mcnemar import INDEPENDENT, cohen_g, exact_p
from engine.analysis.evidence.paired import paired
from engine.analysis.evidence.verdict import FORGOT, IMPROVED, SAME, Verdict
from engine.analysis.flips import Flips, flips
from engine.analysis.numbers import to_json
from engine.analysis.scores import choose_metrics
from engine.answers import Snapshot, TaskAnswers, TaskRecord


@dataclass(frozen=True)
class Difference:
    """A metric at two snapshots, and whether it changed beyond chance. Examples are what is resampled."""

    task: TaskRecord
    metric: str
    first: Snapshot
    second: Snapshot
    score_first: float
    score_second: float
    interval: Interval
    changed: int  # examples that add something else to the metric at second
    examples: int
    unit: str  # what an example is called: "sentences", "sentence pairs"
    margin: float | None
    verdict: Verdict

    @property
    def value(self) -> float:
        """Second minus first."""
        return self.score_second - self.score_first

    @property
    def sentence(self) -> str:
        """For a reader who knows no statistics, with the numbers for one who does."""
        name, short = self.task.title or self.task.name, metrics.get(self.metric).short
        said = {
            FORGOT: f"{name}: forgetting is established",
            IMPROVED: f"{name}: improvement is established",
            SAME: f"{name}: not forgotten, within a margin of ±{self.margin}",
        }.get(self.verdict.name, f"{name}: not enough evidence of any change")
        return f"{said}: {short} {self.numbers}; {self.verdict.reason}."

    @property
    def numbers(self) -> str:
        """`.570 → .382, difference −.188 [−.250, −.130]`."""
        first, second = (_signed(x) for x in (self.score_first, self.score_second))
        interval = f" [{self.low}, {self.high}]" if self.interval.known else ""
        return f"{first} → {second}, difference {_signed(self.value, plus=True)}{interval}"

    @property
    def level(self) -> float:
        return self.interval.level

    @property
    def low(self) -> str:
        """The interval's ends as they are written."""
        return _signed(self.interval.low, plus=True)

    @property
    def high(self) -> str:
        return _signed(self.interval.high, plus=True)

    @property
    def method(self) -> str:
        """How the interval came about."""
        return self.interval.describe(self.unit) if self.interval.known else "no interval"


@dataclass(frozen=True)
class Evidence:
    """The difference of the metric, the flips, and the tests on them."""

    difference: Difference
    flips: Flips
    accuracy_interval: Interval  # of the difference of the shares of right units, over examples
    mcnemar_p: float
    notes: tuple[str, ...]

    @property
    def verdict(self) -> Verdict:
        return self.difference.verdict

    @property
    def sentence(self) -> str:
        return self.difference.sentence

    @property
    def cohen_g(self) -> float:
        return cohen_g(self.flips.forgotten, self.flips.learned)

    def to_json(self) -> dict[str, Any]:
        """The document of `python -m engine flips --json`, but for labels and tests of symmetry."""
        d, f = self.difference, self.flips
        return {
            "task": d.task.name,
            "first": d.first.name,
            "second": d.second.name,
            "n": f.n,
            "unit": f.unit,
            "cnt1": f.cnt1,
            "cnt2": f.cnt2,
            "forgotten": f.forgotten,
            "learned": f.learned,
            **{name: to_json(value) for name, value in f.measures().items()},
            "undefined": f.why_not(),
            "wilson": to_json(f.wilson),
            "prediction churn": to_json(f.prediction_churn),
            "mcnemar_p": self.mcnemar_p,
            "cohen_g": to_json(self.cohen_g),
            "accuracy_difference": to_json(f.accuracy_difference),
            "accuracy_difference_interval": to_json((self.accuracy_interval.low, self.accuracy_interval.high)),
            "metric": d.metric,
            "score_first": to_json(d.score_first),
            "score_second": to_json(d.score_second),
            "difference": to_json(d.value),
            "interval": to_json((d.interval.low, d.interval.high)),
            "level": d.interval.level,
            "method": d.method,
            "resamples": d.interval.resamples,
            "resampled": d.unit,
            "examples": d.examples,
            "examples_changed": d.changed,
            "margin": d.margin,
            "verdict": d.verdict.name,
            "reason": d.verdict.reason,
            "sentence": d.sentence,
            "notes": list(self.notes),
        }


def difference(
    answers: TaskAnswers, first: int, second: int, metric: str | None = None, margin: float | None = None
) -> Difference:
    """The metric (default: the task's first) between the snapshots with these indices, with interval and verdict.

    Raises UserError for a metric that does not suit the task, or an impossible margin.
    """
    (metric,) = choose_metrics((answers.task,), None if metric is None else {answers.task.name: metric})
    if sums.has_sums(metric):
        pair = paired(metric, answers, first, second)
        scores, changed, interval = pair.scores, pair.changed, bootstrap.interval(pair.rows, pair.kind, pair.difference)
    else:
        before, after = answers.predicted[first], answers.predicted[second]
        scores, changed = [_score(metric, answers, i) for i in (first, second)], int((before != after).sum())
        interval = difference_interval(metric, answers, first, second)
    examples = len(sums.examples(answers))
    unit = UNITS["sequence" if answers.task.kind == "token" else answers.task.kind]
    share = metrics.get(metric).kind == "accuracy"
    said = verdict.of_interval(scores[1] - scores[0], interval, changed, examples, unit, margin, share=share)
    return Difference(answers.task, metric, answers.snapshots[first], answers.snapshots[second], *scores, interval,
                      changed, examples, unit, margin, said)  # fmt: skip


def evidence(
    answers: TaskAnswers, first: int, second: int, metric: str | None = None, margin: float | None = None
) -> Evidence:
    """All that tells whether the task was forgotten between two snapshots. Raises UserError as `difference` does."""
    found = difference(answers, first, second, metric, margin)
    counted = flips(answers, first, second)
    accuracy = found.interval
    if found.metric not in ("accuracy", "token_accuracy"):
        accuracy = difference_interval("accuracy", answers, first, second)
    return Evidence(
        difference=found,
        flips=counted,
        accuracy_interval=accuracy,
        mcnemar_p=exact_p(counted.forgotten, counted.learned),
        notes=_notes(answers.task, found),
    )


def _notes(task: TaskRecord, found: Difference) -> tuple[str, ...]:
    notes = []
    if task.kind == "token":
        notes.append(f"McNemar: {INDEPENDENT}, so p is too small; the verdict rests on resampled sentences")
    if task.kind == "regression":
        notes.append(f"right means within {task.tolerance:g} of the gold value")
    if task.not_evaluated:
        notes.append(f"{task.not_evaluated:,} tokens beyond the maximum length are not evaluated")
    if task.official is False:
        notes.append(f"non-official split{f' ({task.split_note})' if task.split_note else ''}")
    if found.margin is None:
        notes.append("no equivalence margin was given, so the verdict cannot be 'did not forget'")
    return tuple(notes)


def _score(metric: str, answers: TaskAnswers, snapshot: int) -> float:
    units = answers.units
    return metrics.score(
        metric, units.gold, answers.predicted[snapshot], labels=answers.task.labels, example=units.example
    )


def _signed(value: float, plus: bool = False) -> str:
    if np.isnan(value):
        return "undefined"
    text = f"{abs(value):.3f}"
    text = text[1:] if text.startswith("0.") else text
    return ("−" if value < 0 and float(text) else "+" if plus and float(text) else "") + text
