"""Entities in a row of IOB2 tags: where each begins, where it ends, and its type. Strict, as seqeval counts them."""

from collections.abc import Sequence

import numpy as np

_NONE, _BEGIN, _INSIDE = 0, 1, 2


def entities(ids: np.ndarray, labels: Sequence[str], example: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(units,) one past the end of the entity that begins here, 0 where none begins; and (units,) its type's number.

    ids: (units,) label ids; example: (units,) the sentence of each, units of a sentence side by side. Types are
    numbered as in `types`. Strict IOB2: an entity is a B-X and the I-X that follow it; an I-X without its B-X is none.
    """
    kinds = np.array([{"B-": _BEGIN, "I-": _INSIDE}.get(label[:2], _NONE) for label in labels])
    names = types(labels)
    number = np.array([names.index(label[2:]) if label[2:] in names else -1 for label in labels])
    kind, type_ = kinds[ids], number[ids]
    # an inside word goes on with what stands before it in its sentence, if that has its type
    goes_on = np.zeros(len(ids), dtype=bool)
    goes_on[1:] = (kind[1:] == _INSIDE) & (kind[:-1] != _NONE)
    goes_on[1:] &= (type_[1:] == type_[:-1]) & (example[1:] == example[:-1])
    starts = np.flatnonzero(~goes_on)
    begins = kind[starts] == _BEGIN
    ends = np.zeros(len(ids), dtype=np.int64)
    ends[starts[begins]] = np.append(starts[1:], len(ids))[begins]
    return ends, type_


def types(labels: Sequence[str]) -> tuple[str, ...]:
    """Entity types in the order of the labels: PER, LOC, ..."""
    return tuple(dict.fromkeys(label[2:] for label in labels if label[:2] in ("B-", "I-")))
