"""The interval of a share."""

from statsmodels.stats.proportion import proportion_confint


def wilson(count: int, whole: int, level: float = 0.95) -> tuple[float, float]:
    """Wilson's score interval of count / whole (Wilson 1927); (NaN, NaN) of nothing. Both ends are within [0, 1]."""
    if not whole:
        return float("nan"), float("nan")
    low, high = proportion_confint(count, whole, alpha=1 - level, method="wilson")
    # rounding must not leave the share itself outside
    return float(max(0.0, min(low, count / whole))), float(min(1.0, max(high, count / whole)))


def at_most(count: int, whole: int, level: float = 0.95) -> float:
    """Exact upper limit of a share (Clopper and Pearson 1934): what `count` of `whole` still allows; 1 of nothing."""
    return float(proportion_confint(count, whole, alpha=1 - level, method="beta")[1]) if whole else 1.0
