"""Which rows of a table are equal: most examples have one of a few different statistics."""

import numpy as np

_FEW = 1_000_000  # codes that are looked up in a table instead of sorted
_MANY = 2**40


def distinct(table: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(kinds, k) the different rows of a (rows, k) table, and (rows,) which of them each row is.

    `kinds[which]` is the table again. Numbers that are not whole are hardly ever equal: each row is its own kind.
    """
    if not len(table) or not (table == np.floor(table)).all():
        return table, np.arange(len(table))
    code, size = np.zeros(len(table), dtype=np.int64), 1
    for column in table.T:
        low = column.min()
        width = int(column.max() - low) + 1
        code = code * width + (column - low).astype(np.int64)
        size *= width
        if size > _MANY:
            code = np.unique(code, return_inverse=True)[1]
            size = int(code.max()) + 1
    if size <= _FEW:
        first = np.full(size, -1)
        first[code[::-1]] = np.arange(len(code))[::-1]
        used = np.flatnonzero(first >= 0)
        number = np.zeros(size, dtype=np.int64)
        number[used] = np.arange(len(used))
        return table[first[used]], number[code]
    _, first, which = np.unique(code, return_index=True, return_inverse=True)
    return table[first], which
