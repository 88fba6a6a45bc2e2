"""Many tests at once: p-values corrected for their number."""

import numpy as np
from statsmodels.stats.multitest import multipletests


def holm(p: np.ndarray) -> np.ndarray:
    """Corrected so that the chance of any false finding stays below the level (Holm 1979). NaN do not count."""
    return _corrected(p, "holm")


def benjamini_hochberg(p: np.ndarray) -> np.ndarray:
    """Corrected so that the share of false ones among the findings does (Benjamini and Hochberg 1995). NaN stay."""
    return _corrected(p, "fdr_bh")


def _corrected(p: np.ndarray, method: str) -> np.ndarray:
    p = np.asarray(p, dtype=np.float64)
    corrected, known = np.full(p.shape, np.nan), ~np.isnan(p)
    if known.any():
        corrected[known] = multipletests(p[known], method=method)[1]
    return corrected
