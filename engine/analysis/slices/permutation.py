"""p-values of slices: would a slice drawn at random lose as much more, or less, than its share?

Taken over the N units right at first, F of them forgotten at second. A slice with k of the N and g of the F has lost
U = g - k F / N more than its share. p is the chance of a |U| as large if the slice had nothing to do with forgetting.
The example, a sentence of a token task, is what is drawn: tokens of one sentence are not independent.
"""

from collections.abc import Sequence

import numpy as np
from scipy.stats import hypergeom

SEED = 20191104
MOST, LEAST = 9_999, 1_999  # permutations; LEAST still gives p = .0005
_DRAWS = 40_000_000  # permutations x examples that are affordable
_CHUNK = 4_000_000  # numbers held at once


def permutations(examples: int) -> int:
    """How many permutations of so many examples are drawn."""
    return int(np.clip(_DRAWS // max(examples, 1), LEAST, MOST))


def exact(sizes: np.ndarray, forgotten: np.ndarray, total: int, total_forgotten: int) -> np.ndarray:
    """(slices,) exact p where every example is one unit: all permutations at once, by the hypergeometric distribution.

    sizes, forgotten: (slices,) k and g; total, total_forgotten: N and F.
    """
    k, g = np.asarray(sizes, dtype=np.int64), np.asarray(forgotten, dtype=np.int64)
    expected = k * total_forgotten  # times N, as all that follows: whole numbers tie exactly
    distance = np.abs(g * total - expected)
    high = -(-(expected + distance) // max(total, 1))
    low = (expected - distance) // max(total, 1)
    p = hypergeom.cdf(low, total, total_forgotten, k) + hypergeom.sf(high - 1, total, total_forgotten, k)
    return np.where(distance == 0, 1.0, np.minimum(p, 1.0))


def by_membership(codes: Sequence[np.ndarray], sizes: Sequence[int], surplus: np.ndarray, count: int) -> np.ndarray:
    """(slices of all features,) p where a slice holds whole examples: membership is permuted over the examples.

    codes: one (examples,) slice number per feature; sizes: slices of each feature; surplus: (examples,) forgotten units
    minus F / N times those right at first; count: permutations. All features share the permutations.
    """
    total = int(sum(sizes))
    offsets = np.concatenate([[0], np.cumsum(sizes)[:-1]]).astype(np.int64)
    labels = np.concatenate([code + offset for code, offset in zip(codes, offsets, strict=True)])
    observed = np.abs(np.bincount(labels, np.tile(surplus, len(codes)), total))
    limit = observed - 1e-9 * max(float(np.abs(surplus).sum()), 1.0)  # what differs by rounding alone is a tie
    draw = np.random.default_rng(SEED)
    extreme = np.zeros(total, dtype=np.int64)
    for _ in range(count):
        shuffled = np.tile(draw.permutation(surplus), len(codes))
        extreme += np.abs(np.bincount(labels, shuffled, total)) >= limit
    return (1 + extreme) / (1 + count)


def by_signs(contributions: np.ndarray, count: int) -> np.ndarray:
    """(slices,) p where a slice cuts through examples: the sign of each example's contribution to U is drawn.

    contributions: (slices, examples), summing to U over the examples. Membership cannot be handed from sentence to
    sentence here, as they differ in length and make-up; but if forgetting has nothing to do with it, each sentence is
    as likely to add to U as to take from it.
    """
    observed = contributions.sum(axis=1)
    limit = np.abs(observed) - 1e-9 * np.maximum(np.abs(contributions).sum(axis=1), 1.0)
    draw = np.random.default_rng(SEED)
    extreme = np.zeros(len(contributions), dtype=np.int64)
    examples = contributions.shape[1]
    step = max(1, _CHUNK // max(examples, 1))
    for start in range(0, count, step):
        rows = min(step, count - start)
        bits = np.frombuffer(draw.bytes(rows * (-(-examples // 8))), dtype=np.uint8).reshape(rows, -1)
        turned = np.unpackbits(bits, axis=1, count=examples).astype(np.float64) @ contributions.T
        extreme += (np.abs(observed - 2.0 * turned) >= limit).sum(axis=0)
    return (1 + extreme) / (1 + count)
