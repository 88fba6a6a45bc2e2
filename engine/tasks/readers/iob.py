"""Tagging schemes of named entities. Whatever a file has is turned into IOB2, as seqeval's strict mode needs it."""

import re
from collections.abc import Iterable, Sequence

_CHUNK = re.compile(r"^[BIESLU]-.+")


def is_chunked(labels: Iterable[str]) -> bool:
    """True if these are entity tags: only `O`, `B-X`, `I-X` (or the `E-`, `S-`, `L-`, `U-` of IOBES and BILOU)."""
    distinct = set(labels)
    return any(_CHUNK.match(label) for label in distinct) and all(
        label == "O" or _CHUNK.match(label) for label in distinct
    )


def to_iob2(labels: Sequence[str]) -> tuple[str, ...]:
    """The tags of one sentence in IOB2: every entity begins with `B-`.

    IOB1 (Ramshaw & Marcus 1995) writes `B-` only where an entity follows another of the same type; IOB2, IOBES and
    BILOU mark every beginning. All are read alike: an inside tag that continues nothing begins an entity.
    """
    found = []
    before = "O"  # entity type of the word before, "O" outside and after an entity that was closed
    for label in labels:
        if label == "O":
            found.append("O")
            before = "O"
            continue
        prefix, _, kind = label.partition("-")
        begins = prefix in "BSU" or kind != before
        found.append(f"{'B' if begins else 'I'}-{kind}")
        before = "O" if prefix in "ESLU" else kind
    return tuple(found)


def label_order(labels: Iterable[str]) -> tuple[str, ...]:
    """A label list in a sensible order.

    Entity tags: `O`, then `B-X`, `I-X` for each type in alphabetical order, both even if one never occurs.
    Whole numbers by value; everything else alphabetically.
    """
    distinct = set(labels)
    if is_chunked(distinct):
        kinds = sorted({label.partition("-")[2] for label in distinct if label != "O"})
        return ("O", *(f"{prefix}-{kind}" for kind in kinds for prefix in "BI"))
    if all(re.fullmatch(r"-?\d+", label) for label in distinct):
        return tuple(sorted(distinct, key=int))
    return tuple(sorted(distinct))
