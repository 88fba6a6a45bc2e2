"""Pairs of texts, some of which belong together: what next-sentence prediction reads (Devlin et al. 2019, 3.1).

An input of two texts is a pair as it is; one of a single text is cut in two at a word. Where another row stands in for
what follows, its second part does. A text of one word stays as it is, and nothing is asked of it.
"""

from collections.abc import Mapping

import numpy as np

from engine.contract import Term
from engine.data import IGNORED, EncodedSplit, shorten
from engine.learner.masking import Vocabulary

OWN, RANDOM = 0, 1  # what the second part is, as checkpoints of BERT have it
Piece = Mapping[str, list[int]]


def inputs(
    split: EncodedSplit, term: Term, vocabulary: Vocabulary, limit: int, draw: np.random.Generator
) -> tuple[list[Piece], list[int] | None]:
    """The inputs of a masked-words term's batch, and of pairs what the second part of each is: OWN, RANDOM, or IGNORED.

    limit: word pieces of an input at most, if the batch has none of its own.
    """
    batch, others = term.batch, term.target.others
    if others is None:
        found = [piece for row in batch.rows for piece in split.inputs_of(row)]
        if batch.max_length is not None:
            found = [{key: shorten(values, batch.max_length) for key, values in piece.items()} for piece in found]
        return found, None
    pieces, follows = [], []
    for row, other in zip(batch.rows, others, strict=True):
        for piece in split.inputs_of(row):
            own = halves(piece["input_ids"], vocabulary, draw)
            second = own and (own[1] if other is None else _second(split, other, vocabulary, draw))
            if own is None or not second:
                pieces.append({key: shorten(values, batch.max_length or limit) for key, values in piece.items()})
                follows.append(IGNORED)
            else:
                pieces.append(joined(own[0], second, vocabulary, batch.max_length or limit))
                follows.append(OWN if other is None else RANDOM)
    return pieces, follows


def halves(ids: list[int], vocabulary: Vocabulary, draw: np.random.Generator) -> tuple[list[int], list[int]] | None:
    """An input's two texts without special pieces; one text cut before any word of its middle half, or, where none
    begins there, before any other. None if it has but one word."""
    inner = [i for i in ids if i != vocabulary.begin]
    if inner and inner[-1] == vocabulary.end:
        inner = inner[:-1]
    if vocabulary.end in inner:
        place = inner.index(vocabulary.end)
        first, second = inner[:place], [i for i in inner[place:] if i != vocabulary.end]
        return (first, second) if first and second else None
    begins = [i for i in range(1, len(inner)) if not vocabulary.continues[inner[i]]]
    middle = [i for i in begins if len(inner) <= 4 * i <= 3 * len(inner)] or begins
    if not middle:
        return None
    cut = middle[int(draw.integers(len(middle)))]
    return inner[:cut], inner[cut:]


def joined(first: list[int], second: list[int], vocabulary: Vocabulary, limit: int) -> Piece:
    """One input of two texts, the longer one losing its last pieces until both fit into `limit`."""
    first, second = list(first), list(second)
    while len(first) + len(second) + 3 > limit:
        (first if len(first) > len(second) else second).pop()
    ids = [vocabulary.begin, *first, vocabulary.end, *second, vocabulary.end]
    return {"input_ids": ids, "token_type_ids": [0] * (len(first) + 2) + [1] * (len(second) + 1)}


def _second(split: EncodedSplit, row: int, vocabulary: Vocabulary, draw: np.random.Generator) -> list[int]:
    """The second part of one input of another row; all of a text of one word."""
    there = split.inputs_of(row)
    ids = there[int(draw.integers(len(there)))]["input_ids"]
    found = halves(ids, vocabulary, draw)
    return found[1] if found else [i for i in ids if i not in (vocabulary.begin, vocabulary.end)]
