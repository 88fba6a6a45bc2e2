"""Do two spaces hold the same structure, whatever their axes and scale? Centred kernel alignment."""

from __future__ import annotations

import numpy as np

from engine.errors import UserError
from engine.geometry.threads import one_thread

FEWEST = 4  # points, of the unbiased estimate


@one_thread()
def cka(first: np.ndarray, second: np.ndarray, unbiased: bool = True) -> float:
    """Linear CKA of the same n points in two spaces, (n, d) and (n, e); NaN if all points of one are the same.

    1 for a rotation, translation or scaling, 0 for nothing in common (Kornblith et al. 2019). With few points in many
    dimensions that estimate is far above 0 even for noise; the unbiased one leaves each point out of its own similarity
    (Song et al. 2012, formula 5; Nguyen et al. 2021). It is about 0 for noise, may be below, and needs 4 points.
    """
    if len(first) != len(second):
        raise UserError(f"CKA compares the same points in two spaces, but there are {len(first)} and {len(second)}")
    if len(first) < (least := FEWEST if unbiased else 2):
        raise UserError(f"CKA of {len(first)} points: at least {least} are needed")
    one, other = (_similarities(np.asarray(x, dtype=np.float64), unbiased) for x in (first, second))
    shared, own = float((one * other).sum()), float((one * one).sum()) * float((other * other).sum())
    return shared / np.sqrt(own) if own > 0 else float("nan")


def _similarities(vectors: np.ndarray, unbiased: bool) -> np.ndarray:
    """(n, n) inner products, centred; the unbiased ones have no diagonal (Szekely and Rizzo 2014, U-centring).

    Sums over two such tables are the estimates of HSIC up to a factor that CKA cancels.
    """
    centred = vectors - vectors.mean(axis=0)
    if (length := np.sqrt((centred**2).sum())) <= 1e-12 * np.abs(vectors).max():
        return np.zeros((len(vectors), len(vectors)))
    products = (centred / length) @ (centred / length).T
    if not unbiased:
        return products
    n = len(products)
    np.fill_diagonal(products, 0.0)
    row = products.sum(axis=0) / (n - 2)
    products += row.sum() / (n - 1) - row - row[:, None]
    np.fill_diagonal(products, 0.0)
    return products
