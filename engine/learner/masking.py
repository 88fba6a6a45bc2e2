"""Masked words: which word pieces are to be guessed, and what stands in their place (Devlin et al. 2019, 3.1)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from transformers import PreTrainedTokenizerBase

from engine.answers import Units
from engine.contract import Masking
from engine.data import IGNORED, EncodedSplit
from engine.errors import UserError

MASKED, RANDOM = 0.8, 0.1  # of the chosen pieces; the others stay as they are, and are to be guessed all the same


@dataclass(frozen=True)
class Vocabulary:
    """What masking must know of an encoder's word pieces. Arrays are (pieces of the vocabulary,)."""

    mask: int  # id of the piece that hides another
    begin: int | None  # of the one that every input begins with, [CLS]
    end: int | None  # of the one that ends each text of an input, [SEP]
    ordinary: np.ndarray  # bool: not [CLS], [SEP], [PAD], [UNK], ...
    continues: np.ndarray  # bool: goes on with the word of the piece before

    @classmethod
    def of(cls, tokenizer: PreTrainedTokenizerBase) -> "Vocabulary":
        """Raises UserError if the tokenizer has no piece to mask with."""
        if tokenizer.mask_token_id is None:
            raise UserError("masked_lm needs an encoder whose tokenizer has a mask token: this one has none")
        pieces = tokenizer.convert_ids_to_tokens(list(range(len(tokenizer))))
        ordinary = np.ones(len(pieces), bool)
        ordinary[tokenizer.all_special_ids] = False
        if any(piece.startswith("##") for piece in pieces):  # WordPiece
            continues = [piece.startswith("##") for piece in pieces]
        else:  # byte-level BPE and SentencePiece write the space before a word into its first piece
            spaces = tuple(mark for mark in ("Ġ", "▁") if any(piece.startswith(mark) for piece in pieces))
            continues = [bool(spaces) and not piece.startswith(spaces) for piece in pieces]
        ends = tokenizer.cls_token_id, tokenizer.sep_token_id
        return cls(tokenizer.mask_token_id, *ends, ordinary, np.array(continues) & ordinary)


def chosen(ids: np.ndarray, vocabulary: Vocabulary, how: Masking, draw: np.random.Generator) -> np.ndarray:
    """(pieces,) bool: the ones to be guessed, `how.rate` of the ordinary ones and at least one.

    By whole words: drawn one after the other and taken where all their pieces still fit; the first is always taken.
    """
    ordinary = vocabulary.ordinary[ids]
    places = np.flatnonzero(ordinary)
    found = np.zeros(len(ids), bool)
    count = max(1, round(how.rate * len(places)))
    if not how.whole_words:
        found[draw.permutation(places)[:count]] = True
        return found
    after_ordinary = np.concatenate([[False], ordinary[:-1]])
    begins = ordinary & ~(vocabulary.continues[ids] & after_ordinary)
    words = np.split(places, np.flatnonzero(begins[places])[1:]) if len(places) else []
    taken = 0
    for k in draw.permutation(len(words)):
        if not taken or taken + len(words[k]) <= count:
            found[words[k]] = True
            taken += len(words[k])
    return found


def hidden(ids: np.ndarray, where: np.ndarray, vocabulary: Vocabulary, draw: np.random.Generator) -> np.ndarray:
    """The ids with those at `where` hidden: by the mask, by any ordinary piece, or not at all."""
    share = draw.random(len(ids))
    any_piece = draw.choice(np.flatnonzero(vocabulary.ordinary), len(ids))
    instead = np.where(share < MASKED, vocabulary.mask, np.where(share < MASKED + RANDOM, any_piece, ids))
    return np.where(where, instead, ids)


def masked(
    inputs: Sequence[Mapping[str, list[int]]], how: Masking, vocabulary: Vocabulary, draw: np.random.Generator
) -> EncodedSplit:
    """Inputs as a split of their own, one row each: gold is the piece's id where it is to be guessed."""
    pieces, gold = [], []
    for piece in inputs:
        ids = np.array(piece["input_ids"])
        where = chosen(ids, vocabulary, how, draw)
        pieces.append({**piece, "input_ids": hidden(ids, where, vocabulary, draw).tolist()})
        gold.append(np.where(where, ids, IGNORED).tolist())
    nothing = np.array([], dtype=np.int64)  # no unit of it is answered
    return EncodedSplit(pieces, gold, Units(nothing, nothing, nothing), 0, 0)
