"""Which word pieces are hidden, and by what: rates and shares over many draws, whole words, special pieces."""

import numpy as np
import pytest

from engine.answers import Units
from engine.contract import Batch, Masking, Term
from engine.data import IGNORED, EncodedSplit
from engine.errors import UserError
from engine.learner.masking import Vocabulary, chosen, hidden, masked
from engine.learner.pairing import inputs
from engine.randomness import generator

# Ids 0-4 are [PAD] [UNK] [CLS] [SEP] [MASK]; of 5-104 every odd one goes on with the word before.
MASK, CLS, SEP, SIZE = 4, 2, 3, 105
ORDINARY = np.arange(SIZE) >= 5
VOCABULARY = Vocabulary(MASK, CLS, SEP, ORDINARY, ORDINARY & (np.arange(SIZE) % 2 == 1))
TEXT = np.array([CLS, *range(6, 106 - 2), SEP])  # 98 ordinary pieces: 49 words of two


def draws(how: Masking, ids: np.ndarray = TEXT, count: int = 2_000) -> np.ndarray:
    """(draws, pieces) bool."""
    return np.stack([chosen(ids, VOCABULARY, how, generator(1, "test", n)) for n in range(count)])


def test_of_every_text_the_rate_is_chosen_and_every_piece_alike():
    found = draws(Masking(0.15))
    assert set(found.sum(axis=1)) == {15}  # round(0.15 * 98)
    shares = found[:, 1:-1].mean(axis=0)
    assert abs(shares.mean() - 15 / 98) < 1e-9 and shares.min() > 0.11 and shares.max() < 0.20


def test_special_pieces_are_never_chosen_and_one_piece_always_is():
    assert not draws(Masking(0.9))[:, [0, -1]].any()
    short = np.array([CLS, 6, 1, 8, SEP])  # [UNK] in the middle
    found = draws(Masking(0.15), short)
    assert set(found.sum(axis=1)) == {1} and not found[:, [0, 2, 4]].any()
    assert not draws(Masking(0.15), np.array([CLS, SEP]), 5).any()  # an empty text


def test_whole_words_are_chosen_together():
    found = draws(Masking(0.15, whole_words=True))[:, 1:-1]
    assert (found[:, ::2] == found[:, 1::2]).all()
    assert set(found.sum(axis=1)) == {14}  # words of two within 15 pieces
    assert draws(Masking(0.15))[:, 1:-1].reshape(-1, 49, 2).sum(axis=2).max() == 2  # single pieces: not always
    assert (draws(Masking(0.15))[:, 1:-1][:, ::2] != draws(Masking(0.15))[:, 1:-1][:, 1::2]).any()


def test_a_word_longer_than_the_rate_allows_is_chosen_if_it_comes_first_and_passed_over_else():
    ids = np.array([CLS, 6, 7, 9, 11, 8, 10, 12, SEP])  # words of 4, 1, 1 and 1 pieces
    found = draws(Masking(0.3, whole_words=True), ids)  # round(0.3 * 7) = 2 pieces
    assert {tuple(row) for row in found[:, 1:5]} == {(True,) * 4, (False,) * 4}
    assert set(found.sum(axis=1)) == {4, 2}


def test_a_piece_after_a_special_one_begins_a_word():
    ids = np.array([CLS, 7, 9, SEP, 11, 13, SEP])  # a text cut in the middle of a word
    found = draws(Masking(0.15, whole_words=True), ids)
    assert {tuple(map(int, row)) for row in found} == {(0, 1, 1, 0, 0, 0, 0), (0, 0, 0, 0, 1, 1, 0)}


def test_of_the_chosen_80_percent_are_masked_10_replaced_10_left():
    ids, where = np.full(1_000, 20), np.ones(1_000, bool)
    found = np.concatenate([hidden(ids, where, VOCABULARY, generator(2, n)) for n in range(200)])
    masks, left = (found == MASK).mean(), (found == 20).mean()
    assert masks == pytest.approx(0.80, abs=0.005)
    assert left == pytest.approx(0.10 + 0.10 / 100, abs=0.005)  # one of 100 replacements is the piece itself
    replaced = found[(found != MASK) & (found != 20)]
    assert set(replaced) == set(range(5, 105)) - {20}  # any ordinary piece, never a special one


def test_what_is_not_chosen_stays_as_it_is():
    where = draws(Masking(0.15), count=1)[0]
    found = hidden(TEXT, where, VOCABULARY, generator(3))
    assert (found[~where] == TEXT[~where]).all() and (found[where] != TEXT[where]).any()


def split_of(*rows: list[int], parts: tuple[int, ...] | None = None) -> EncodedSplit:
    pieces = [{"input_ids": row, "token_type_ids": [0] * len(row)} for row in rows]
    nothing = np.array([], dtype=np.int64)
    count = len(parts or rows)
    return EncodedSplit(pieces, [0] * count, Units(nothing, nothing, nothing), 0, 0, parts)


def masked_batch(split: EncodedSplit, batch: Batch, draw: np.random.Generator) -> EncodedSplit:
    how = Masking(0.15)
    found, follows = inputs(split, Term("mlm", batch=batch, target=how), VOCABULARY, 512, draw)
    assert follows is None
    return masked(found, how, VOCABULARY, draw)


def test_a_batch_has_the_hidden_pieces_as_gold_and_nothing_else():
    split = split_of([CLS, 6, 8, 10, SEP], TEXT.tolist(), [CLS, 12, SEP])
    found = masked_batch(split, Batch("t", (2, 1)), generator(4))
    assert len(found) == 2 and found.gold[0] == [IGNORED, 12, IGNORED]
    gold, ids = np.array(found.gold[1]), np.array(found.pieces[1]["input_ids"])
    assert (gold != IGNORED).sum() == 15
    assert (gold[gold != IGNORED] == TEXT[gold != IGNORED]).all() and (
        ids[gold == IGNORED] == TEXT[gold == IGNORED]
    ).all()
    assert split.pieces[1]["input_ids"] == TEXT.tolist()  # the split itself is as it was


def test_every_input_of_an_example_is_a_row_and_a_shorter_length_is_cut_first():
    split = split_of([CLS, 6, SEP], [CLS, 8, SEP], TEXT.tolist(), parts=(2, 1))
    found = masked_batch(split, Batch("t", (0, 1), max_length=10), generator(5))
    assert [len(piece["input_ids"]) for piece in found.pieces] == [3, 3, 10]
    assert found.pieces[2]["input_ids"][-1] == SEP and found.gold[2][-1] == IGNORED
    assert all(len(piece["token_type_ids"]) == len(piece["input_ids"]) for piece in found.pieces)


class Tokens:
    """What `Vocabulary.of` asks of a tokenizer."""

    def __init__(self, *pieces: str, mask: int | None = 1):
        self.pieces, self.mask_token_id, self.all_special_ids = pieces, mask, [0, 1]
        self.cls_token_id = self.sep_token_id = 0

    def __len__(self) -> int:
        return len(self.pieces)

    def convert_ids_to_tokens(self, ids: list[int]) -> list[str]:
        return [self.pieces[i] for i in ids]


@pytest.mark.parametrize(
    ("pieces", "goes_on"),
    [
        (("[CLS]", "[MASK]", "play", "##ing", "."), [False, False, False, True, False]),
        (("<s>", "<mask>", "Ġplay", "ing", "."), [False, False, False, True, True]),
        (("<s>", "<mask>", "▁play", "ing", "▁a"), [False, False, False, True, False]),
        (("<s>", "<mask>", "p", "l", "a"), [False] * 5),  # no mark of words at all
    ],
)
def test_how_a_tokenizer_marks_where_words_begin(pieces, goes_on):
    found = Vocabulary.of(Tokens(*pieces))
    assert found.continues.tolist() == goes_on
    assert found.ordinary.tolist() == [False, False, True, True, True] and found.mask == 1


def test_without_a_mask_piece_it_is_refused():
    with pytest.raises(UserError, match="needs an encoder whose tokenizer has a mask token"):
        Vocabulary.of(Tokens("<s>", "</s>", "a", mask=None))
