"""Draws of examples with replacement, for every bootstrap."""

from collections.abc import Iterator

import numpy as np

SLOWER = 12  # times the time of drawing an example that a draw from a multinomial takes, per kind
_BLOCK = 1_000_000  # examples or kinds at a time, to bound memory


def draws(kind: np.ndarray, kinds: int, resamples: int, random: np.random.Generator) -> Iterator[np.ndarray]:
    """Blocks of (b, kinds): how often each kind of example was drawn, `resamples` rows in all.

    kind: (examples,) which of `kinds` each example is of. Where few kinds have many examples, how many of each kind
    is drawn from their multinomial: the same law, at a cost that does not grow with the number of examples.
    """
    n = len(kind)
    by_kind = n > SLOWER * kinds
    share = np.bincount(kind, minlength=kinds) / max(n, 1)
    block = max(1, _BLOCK // max(kinds if by_kind else n, 1))
    for done in range(0, resamples, block):
        size = min(block, resamples - done)
        if by_kind:
            yield random.multinomial(n, share, size=size)
        else:
            yield counted(kind[random.integers(0, n, (size, n))], kinds)


def counted(drawn: np.ndarray, kinds: int) -> np.ndarray:
    """(resamples, n) kinds that were drawn -> (resamples, kinds) how many of each."""
    place = drawn + np.arange(len(drawn))[:, None] * kinds
    return np.bincount(place.ravel(), minlength=len(drawn) * kinds).reshape(-1, kinds)
