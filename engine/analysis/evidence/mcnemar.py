"""Did more become wrong than right? The exact test of two paired proportions."""

from statsmodels.stats.contingency_tables import mcnemar

INDEPENDENT = "tokens taken as independent"


def exact_p(forgotten: int, learned: int) -> float:
    """Two-sided p of McNemar's exact test (McNemar 1947); 1 where nothing changed. Units are taken as independent."""
    return float(mcnemar([[0, int(forgotten)], [int(learned), 0]], exact=True).pvalue)


def cohen_g(forgotten: int, learned: int) -> float:
    """Forgotten / all that changed, minus 1/2 (Cohen 1988): above 0 more was forgotten than learned; NaN of nothing.

    Up to .05 negligible, .15 small, .25 medium, beyond it large.
    """
    changed = forgotten + learned
    return forgotten / changed - 0.5 if changed else float("nan")
