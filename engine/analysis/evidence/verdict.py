"""What may be said of a difference. Too little evidence is no evidence of no difference."""

from dataclasses import dataclass

from engine.analysis.evidence.bootstrap import Interval
from engine.analysis.wilson import at_most
from engine.errors import UserError

FORGOT, IMPROVED, SAME, UNKNOWN = "forgot", "improved", "did not forget", "not enough evidence"
VERDICTS = (FORGOT, IMPROVED, SAME, UNKNOWN)
FEWEST = 6  # examples that changed: with fewer, all in one direction, an exact sign test has p > .05


@dataclass(frozen=True)
class Verdict:
    """One of VERDICTS, and what it rests on, in words."""

    name: str
    reason: str

    @property
    def established(self) -> bool:
        return self.name != UNKNOWN


def check_margin(margin: float | None) -> None:
    """Raises UserError unless it is None, or a difference of a metric that could be called negligible."""
    if margin is not None and not 0 < margin < 1:
        raise UserError(
            f"an equivalence margin is a difference of the metric between 0 and 1, like 0.02; got {margin:g}"
        )


def of_interval(
    difference: float,
    interval: Interval,
    changed: int,
    examples: int,
    unit: str,
    margin: float | None = None,
    *,
    share: bool,
) -> Verdict:
    """Of an interval of second minus first. `changed` of `examples` (`unit`: sentences) are answered differently.

    share: the metric is a share of right answers (accuracy, a label's recall), of which changed examples can move no
    more than their own share. One flip can move MCC or F1 by far more, where a label is rare.

    `did not forget` needs a margin the user chose and the interval inside it: CI inclusion, two one-sided tests
    (Schuirmann 1987). Where hardly any example changed, too little varies for a bootstrap: then the share of changed
    examples that this still allows (its exact upper limit) must lie below the margin as well, and only a share of
    right answers can be judged by it.
    """
    check_margin(margin)
    if not interval.known or difference != difference:
        return Verdict(UNKNOWN, "the difference is undefined" if difference != difference else "there is no interval")
    inside = margin is not None and -margin < interval.low and interval.high < margin
    if changed < FEWEST:
        return _of_few(changed, examples, unit, margin if inside else None, share)
    if inside:
        return Verdict(SAME, f"the interval lies within the margin of ±{margin:g}")
    if interval.high < 0:
        return Verdict(FORGOT, "the interval lies below 0")
    if interval.low > 0:
        return Verdict(IMPROVED, "the interval lies above 0")
    return Verdict(UNKNOWN, "the interval includes 0")


def _of_few(changed: int, examples: int, unit: str, margin: float | None, share: bool) -> Verdict:
    """margin: None where there is none, or the interval is not inside it."""
    few = f"{f'only {changed}' if changed else 'none'} of {examples:,} {unit} changed"
    if margin is not None and not share:
        return Verdict(UNKNOWN, f"{few}, and of this metric that does not tell how far so few could move it")
    if margin is not None and (still := at_most(changed, examples)) < margin:
        return Verdict(SAME, f"{few}, which allows at most {still:.2%} to change")
    if not changed:
        return Verdict(UNKNOWN, f"{few}, and that says little where there are few")
    return Verdict(UNKNOWN, f"{few}: at least {FEWEST} are needed")


def of_test(p: float, net: int, name: str, level: float = 0.05) -> Verdict:
    """Of a test of direction: `p` as it decides (corrected, if need be), `net` = learned - forgotten."""
    if p != p:
        return Verdict(UNKNOWN, "nothing to test")
    if p >= level:
        return Verdict(UNKNOWN, f"{name} p {_is(p)}")
    return Verdict(FORGOT if net < 0 else IMPROVED, f"{name} p {_is(p)}")


def _is(p: float) -> str:
    return said(p) if p < 1e-300 else f"= {said(p)}"


def said(p: float) -> str:
    """A p-value in words: `.096`, `3.1e-08`, `1`."""
    if p != p:
        return "undefined"
    if p < 1e-300:
        return "<1e-300"
    return "1" if p > 0.9995 else f"{p:.3f}".removeprefix("0") if p >= 0.001 else f"{p:.1e}"
