"""Words that the encoder's vocabulary lacks: into how many pieces its tokenizer splits them."""

from collections.abc import Iterable

import numpy as np
from tokenizers import Tokenizer

from engine import encoders
from engine.analysis.slices.context import SliceContext
from engine.analysis.slices.feature import Feature
from engine.analysis.slices.grouping import Grouping, by_edges, by_quantiles
from engine.errors import UserError


def _pieces(context: SliceContext) -> list[Grouping]:
    words = context.unit_words
    count = _counts(context, words)
    values = np.array([count[word] for word in words])
    names = ("1 piece", "2 pieces", "3 pieces", "4 or more")
    return [by_edges("pieces", "Word pieces", values, (2, 3, 4), names)]


def _split_words(context: SliceContext) -> list[Grouping]:
    texts = [text.split() for text in context.texts]
    count = _counts(context, (word for text in texts for word in text))
    bare = _counts(context, (word.strip(_MARKS) for text in texts for word in text))
    # punctuation is a piece of its own: it does not make a word a rare one
    shares = [np.mean([min(count[w], bare[w.strip(_MARKS)]) > 1 for w in text]) if text else 0.0 for text in texts]
    return [by_quantiles("split_words", "Words split in pieces", np.array(shares), context.row, share=True)]


_MARKS = ".,;:!?\"'()[]`"


def _counts(context: SliceContext, words: Iterable[str]) -> dict[str, int]:
    """Word -> its word pieces, as in the middle of a text."""
    distinct = list(dict.fromkeys(words))
    # a space before it: tokenizers that mark the beginning of a word must not take it for the rest of another one
    encoded = _tokenizer(context).encode_batch([f" {word}" for word in distinct], add_special_tokens=False)
    return {word: len(found.ids) for word, found in zip(distinct, encoded, strict=True)}


def _tokenizer(context: SliceContext) -> Tokenizer:
    encoder = context.training.plan.encoder
    folder = encoders.folder(encoder)
    if folder is None:
        raise UserError(f"the tokenizer of {encoder} is on the hub, not on this machine")
    if not (folder / "tokenizer.json").is_file():
        raise UserError(f"the folder of {encoder} has no tokenizer.json")
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


FEATURES = (
    Feature("pieces", "Word pieces", "Into how many pieces the encoder's tokenizer splits the word.", _pieces,
            ("token",)),
    Feature("split_words", "Words split in pieces",
            "Share of the example's words that the encoder's tokenizer splits in several pieces; quantile bins.",
            _split_words, ("sequence", "pair", "regression")),
)  # fmt: skip
