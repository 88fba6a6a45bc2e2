"""Did more become wrong than right, sentence by sentence? A paired permutation test over examples."""

import numpy as np
from scipy import stats

_LARGEST = 20_000  # sum of all changes up to which every assignment of signs is counted; beyond it the normal law


def sign_flip_p(net: np.ndarray) -> float:
    """Two-sided p that the changes of `net` (examples,), whole numbers, have no direction (Fisher 1935).

    Under the null hypothesis first and second may be swapped in any example, which turns the sign of its change. All
    assignments of signs are counted (by convolution, no random draws): p is exact. Where every change is of one unit
    this is McNemar's exact test. For sums of changes beyond 20,000 the normal law stands in.
    """
    sizes = np.abs(net[net != 0]).astype(np.int64)
    total, observed = int(sizes.sum()), abs(int(np.sum(net)))
    if not total:
        return 1.0
    if total > _LARGEST:
        return float(min(1.0, 2 * stats.norm.sf(observed / np.sqrt(float((sizes**2).sum())))))
    law = np.ones(1)  # of the sum of the sizes whose sign is +
    for size, count in zip(*np.unique(sizes, return_counts=True), strict=True):
        step = np.zeros(int(size * count) + 1)
        step[:: int(size)] = stats.binom.pmf(np.arange(count + 1), count, 0.5)
        law = np.convolve(law, step)
    # the sum of all signed sizes is 2 s - total: it is as far out as what was observed
    return float(min(1.0, 2 * law[: (total - observed) // 2 + 1].sum()))
