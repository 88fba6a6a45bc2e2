"""Which word pieces of a long text the encoder reads (Sun et al. 2019, section 5.3.1). Places count from 0."""

POLICIES = ("head", "tail", "head+tail")


def kept(length: int, budget: int, policy: str, head: int = 128) -> list[int]:
    """Places of the word pieces that are read, ascending: all of them where they fit.

    length: word pieces of the text; budget: how many can be read; both without special tokens.
    head: with `head+tail`, how many of the budget are the text's first ones; the others are its last. Sun et al. read
    128 + 382 of 510.
    """
    if length <= budget:
        return list(range(length))
    first = {"head": budget, "tail": 0, "head+tail": min(head, budget)}[policy]
    return [*range(first), *range(length - (budget - first), length)]


def segments(length: int, size: int, most: int) -> list[range]:
    """Consecutive segments of at most `size` word pieces, the last one shorter; no more than `most` of them.

    A text without a word piece has one empty segment, so that it has an answer.
    """
    starts = range(0, max(length, 1), size)
    return [range(start, min(start + size, length)) for start in starts][:most]
