"""What a refit found: which forgotten units come back by a new bias, by a new head, or not at all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from engine import metrics
from engine.analysis.bins import bins
from engine.analysis.changes import FORGOTTEN, KEPT, changes
from engine.analysis.counts import UNITS
from engine.analysis.numbers import to_json
from engine.analysis.selection import default_first, pair
from engine.analysis.wilson import wilson
from engine.answers import Snapshot, TaskAnswers
from engine.errors import UserError
from engine.requests.refit import SEQUENCES, TOKENS, Refit

if TYPE_CHECKING:
    from engine.store import Result, Run

BIAS, HEAD, LOST = 0, 1, 2


@dataclass(frozen=True)
class Verdict:
    """What became of a forgotten unit, and how it looks everywhere (never by colour alone)."""

    code: int
    name: str  # in links and on the command line
    title: str
    glyph: str
    meaning: str
    colour: str


VERDICTS: dict[str, Verdict] = {
    verdict.name: verdict
    for verdict in (
        Verdict(BIAS, "bias", "recovered by bias", "b", "right again with a new bias alone", "#0072B2"),
        Verdict(HEAD, "head", "recovered by head", "h", "right again with a new head, not with a new bias", "#56B4E9"),
        Verdict(LOST, "lost", "lost in the encoder", "x", "wrong with a new bias and with a new head", "#D55E00"),
    )
}


@dataclass(frozen=True)
class Part:
    """A count of a whole, with Wilson's 95 % interval of the share."""

    count: int
    whole: int

    @property
    def share(self) -> float:
        return self.count / self.whole if self.whole else float("nan")

    @property
    def interval(self) -> tuple[float, float]:
        return wilson(self.count, self.whole)

    def to_json(self) -> dict[str, Any]:
        return {"count": self.count, "of": self.whole, "share": to_json(self.share), "wilson": to_json(self.interval)}


@dataclass(frozen=True)
class Recovery:
    """A refit held against the stored answers. Arrays (labels,) are in the task's label order, of forgotten units."""

    task: str
    unit: str
    first: Snapshot
    second: Snapshot
    labels: tuple[str, ...]
    forgotten: np.ndarray  # (labels,) right at first, wrong at second
    counts: Mapping[str, np.ndarray]  # verdict -> (labels,); they add up to `forgotten`
    verdict: np.ndarray  # (units,) int8 BIAS, HEAD, LOST; -1 where nothing was forgotten
    kept: int  # right at both
    back: Mapping[str, Part]  # refit, as in ROWS -> forgotten units that it gets right
    broken: Mapping[str, int]  # refit -> kept units that it gets wrong
    lost_there: Part  # of the lost, those that a fresh head on the first encoder gets right: the probe can do them
    scores: Mapping[str, Mapping[str, float]]  # metric -> what answered -> value

    def part(self, verdict: str, label: str | None = None, but: str | None = None) -> Part:
        """Of the forgotten units: of one gold label, of all but one, or of all."""
        rows = [n for n, name in enumerate(self.labels) if label in (None, name) and name != but]
        return Part(int(np.sum(self.counts[verdict][rows])), int(np.sum(self.forgotten[rows])))

    @property
    def sentence(self) -> str:
        """`Of 94 forgotten sentences 35.1 % were recovered by bias, ...`: what a refit brought back."""
        parts = {name: self.part(name) for name in VERDICTS}
        shares = ", ".join(f"{part.share * 100:.1f} % {VERDICTS[name].title}" for name, part in parts.items())
        return f"Of {parts['lost'].whole:,} forgotten {self.unit}: {shares}."

    def to_json(self) -> dict[str, Any]:
        return {
            "task": self.task,
            "first": self.first.name,
            "second": self.second.name,
            "labels": list(self.labels),
            "forgotten": to_json(self.forgotten),
            "recovered_by_bias": to_json(self.counts["bias"]),
            "recovered_by_head": to_json(self.counts["head"]),
            "lost": to_json(self.counts["lost"]),
            "total": {name: self.part(name).to_json() for name in VERDICTS},
            "kept": self.kept,
            "back": {name: part.to_json() for name, part in self.back.items()},
            "broken": dict(self.broken),
            "lost_but_readable_at_first": self.lost_there.to_json(),
            "scores": {m: {k: to_json(v) for k, v in row.items()} for m, row in self.scores.items()},
        }


def request(run: Run, task: str, first: str | None = None, second: str | None = None, **settings: Any) -> Refit:
    """The refit of a task between two snapshots (default: as everywhere). Only stage ends have weights to refit on.

    `settings` are the request's other ones. Raises UserError where nothing can be compared, or the task is not trained.
    """
    at = pair(run, task, first, second)
    if run.kind == "import":
        raise UserError(f"{run.id} is an import: it has answers, but no encoder in which anything could still be")
    if run.own.get(task) is None:
        raise UserError(f"no stage of this run trains {task}, so there are no training data to refit its head on")
    names = [run.snapshots[i].name for i in at]
    if (names[1], task) not in run.trained:
        own = run.snapshots[default_first(run, task)].name
        raise UserError(
            f"the head of {task} was not trained yet at snapshot {names[1]}: choose a second snapshot after {own}"
        )
    before = "0" if "0" in run.checkpoints and "0" not in names else ""
    limit = TOKENS if run.tasks[task].kind == "token" else SEQUENCES
    return Refit(
        **{"task": task, "first": names[0], "second": names[1], "before": before, "train_units": limit} | settings
    )


def recovery(answers: TaskAnswers, first: int, second: int, result: Result) -> Recovery:
    """Hold a stored refit against the answers it is about. Raises UserError if it does not fit them."""
    predicted = {name: np.asarray(values) for name, values in result.arrays.items()}
    if wrong := [name for name, values in predicted.items() if values.shape != answers.units.gold.shape]:
        raise UserError(
            f"the stored refit of {answers.task.name} does not fit its answers ({wrong[0]}): start it again"
        )
    right = {name: _right(answers, values) for name, values in predicted.items()}
    by_bias, by_head = right["second/bias"], right["second/head"]
    what = changes(answers, first, second)
    forgotten, kept = what == FORGOTTEN, what == KEPT
    verdict = np.full(len(what), -1, dtype=np.int8)
    verdict[forgotten] = np.select([by_bias, by_head], [BIAS, HEAD], LOST)[forgotten]
    groups = bins(answers)
    gold = groups.of(answers.units.gold)
    counted = {v.name: np.bincount(gold[verdict == v.code], minlength=len(groups.labels)) for v in VERDICTS.values()}
    total = int(forgotten.sum())
    lost = verdict == LOST
    refits = [name for name in ROWS if name in predicted]
    answered = {"first": answers.predicted[first], "second": answers.predicted[second]}
    answered |= {name: predicted[name] for name in refits}
    return Recovery(
        task=answers.task.name,
        unit=UNITS[answers.task.kind],
        first=answers.snapshots[first],
        second=answers.snapshots[second],
        labels=groups.labels,
        forgotten=np.bincount(gold[forgotten], minlength=len(groups.labels)),
        counts=counted,
        verdict=verdict,
        kept=int(kept.sum()),
        back={name: Part(int((forgotten & right[name]).sum()), total) for name in refits},
        broken={name: int((kept & ~right[name]).sum()) for name in refits},
        lost_there=Part(int((lost & right["first/head"]).sum()), int(lost.sum())),
        scores={
            metric: {k: _score(answers, metric, v) for k, v in answered.items()} for metric in answers.task.metrics
        },
    )


ROWS = {  # what answered -> in words; "{first}" and so on are snapshots
    "first": "at {first}",
    "second": "at {second}",
    "second/bias": "bias refitted on {second}",
    "second/threshold": "threshold set by the metric on {second}",
    "second/head": "head refitted on {second}",
    "first/head": "head refitted on {first}",
    "before/head": "head refitted on {before}",
}


def _right(answers: TaskAnswers, predicted: np.ndarray) -> np.ndarray:
    if answers.task.kind == "regression":
        return np.abs(predicted - answers.units.gold) <= answers.task.tolerance
    return predicted == answers.units.gold


def _score(answers: TaskAnswers, metric: str, predicted: np.ndarray) -> float:
    units = answers.units
    return metrics.score(metric, units.gold, predicted, labels=answers.task.labels, example=units.example)


def trade(found: Recovery) -> list[str]:
    """What each refit on the second encoder brings back and breaks, in sentences."""
    names = {"bias": "The new bias", "threshold": "A threshold set for the metric", "head": "The new head"}
    said = [
        f"{words} gets {found.back[key].count:,} of {found.back[key].whole:,} forgotten {found.unit} right, and "
        f"{found.broken[key]:,} of {found.kept:,} kept ones wrong."
        for key, words in ((f"second/{name}", words) for name, words in names.items())
        if key in found.back
    ]
    if "O" in found.labels:
        parts = {name: found.part(name, but="O") for name in VERDICTS}
        shares = ", ".join(f"{part.share:.1%} {VERDICTS[name].title}" for name, part in parts.items() if part.whole)
        said += [f"Without O: {shares} (n = {parts['bias'].whole:,})."] if shares else []
    return said
