"""Places for labels beside each other, so that none covers another."""

import numpy as np


def spread(wanted: np.ndarray, gap: float, low: float, high: float) -> np.ndarray:
    """Places as near as can be to the wanted ones, at least `gap` apart and within low and high where they all fit.

    Neighbours too close are merged into a block that is centred on its members' mean (pool adjacent violators).
    """
    order = np.argsort(wanted, kind="stable")
    blocks: list[list[float]] = []  # [sum of (wanted - offset), size]; members of a block are `gap` apart
    for value in wanted[order]:
        blocks.append([float(value), 1])
        while len(blocks) > 1 and _start(blocks[-2], gap) + blocks[-2][1] * gap > _start(blocks[-1], gap):
            total, size = blocks.pop()
            blocks[-1] = [blocks[-1][0] + total, blocks[-1][1] + size]
    placed = np.concatenate([_start(b, gap) + gap * np.arange(b[1]) for b in blocks]) if blocks else np.array([])
    for i in range(len(placed)):  # push up from the floor, then down from the ceiling
        placed[i] = max(placed[i], low + i * gap)
    for i in range(len(placed)):
        placed[-1 - i] = min(placed[-1 - i], high - i * gap)
    result = np.empty(len(placed))
    result[order] = placed
    return result


def _start(block: list[float], gap: float) -> float:
    total, size = block
    return total / size - gap * (size - 1) / 2
