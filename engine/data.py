"""A task's examples as the encoder reads them: word pieces, alignment of labels, padding of batches."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, pairwise

import numpy as np
import torch
from transformers import PreTrainedTokenizerBase

from engine.answers import Units
from engine.errors import UserError
from engine.plan import TaskSettings
from engine.tasks.task import Example, TaskData
from engine.truncation import kept, segments

_SPECIAL = "special_tokens_mask"  # 1 for [CLS] and [SEP]
IGNORED = -100  # a word piece without a label of its own: the 2nd piece of a word, [CLS], [SEP], padding


@dataclass(frozen=True)
class EncodedSplit:
    """The examples of one split in word pieces, unpadded."""

    pieces: list[dict[str, list[int]]]  # per input: input_ids and whatever else the encoder reads
    gold: list[list[int]] | list[int] | list[float]  # token: one per piece, else one per example
    units: Units
    not_evaluated: int  # words beyond the maximum length, or without any word piece
    truncated: int  # sequences cut to the maximum length
    parts: tuple[int, ...] | None = None  # inputs per example, where there may be several: segments, sentences apart
    # Per input and piece what it belongs to, where that was asked for: number of the word (token), or of the sentence
    # within the input; from 1, 0 for [CLS], [SEP] and words that are not evaluated.
    owners: list[list[int]] | None = None

    def __len__(self) -> int:
        return len(self.gold)

    @cached_property
    def starts(self) -> list[int]:
        """Number of the first input of each example, and behind the last one how many there are."""
        return list(accumulate(self.parts or [1] * len(self), initial=0))

    @cached_property
    def lengths(self) -> list[int]:
        """Word pieces per example; of several inputs the longest one's."""
        each = [len(p["input_ids"]) for p in self.pieces]
        return each if self.parts is None else [max(each[a:b]) for a, b in pairwise(self.starts)]

    def inputs_of(self, row: int) -> list[dict[str, list[int]]]:
        """The inputs of one example."""
        return self.pieces[self.starts[row] : self.starts[row + 1]] if self.parts else [self.pieces[row]]

    def subset(self, rows: Sequence[int]) -> "EncodedSplit":
        """Some examples as a split of their own, numbered anew from 0."""
        number = {row: i for i, row in enumerate(rows)}
        mine = np.isin(self.units.example, list(rows))
        example = np.array([number[r] for r in self.units.example[mine]], dtype=np.int64)
        order = np.argsort(example, kind="stable")
        units = Units(example[order], self.units.position[mine][order], self.units.gold[mine][order])
        parts = tuple(self.parts[r] for r in rows) if self.parts else None
        inputs = [i for r in rows for i in range(self.starts[r], self.starts[r + 1])]
        owners = [self.owners[i] for i in inputs] if self.owners is not None else None
        return EncodedSplit([self.pieces[i] for i in inputs], [self.gold[r] for r in rows], units, 0, 0, parts, owners)


def encode(
    examples: Sequence[Example],
    data: TaskData,
    settings: TaskSettings,
    tokenizer: PreTrainedTokenizerBase,
    owners: bool = False,
) -> EncodedSplit:
    """Word pieces of a split; a token task's label stands on its word's first piece (Devlin et al. 2019, 5.3).

    owners: also which word or sentence each piece belongs to. Raises UserError if the tokenizer cannot tell.
    """
    if (owners or data.task.kind == "token") and not tokenizer.is_fast:
        what = "token tasks need" if data.task.kind == "token" else "means over a text's word pieces need"
        raise UserError(f"{what} a fast tokenizer, {type(tokenizer).__name__} is none: use another encoder")
    if data.task.kind == "token":
        return _encode_words(examples, data.task.labels, settings, tokenizer, owners)
    return _encode_texts(examples, data, settings, tokenizer, owners)


def _encode_texts(examples, data, settings, tokenizer, owners) -> EncodedSplit:
    columns = list(zip(*(e.texts for e in examples), strict=True))
    if settings.pair == "apart" or settings.truncation not in ("head", "tail"):
        parts, truncated = [], 0
        for each in zip(*(_selected(column, settings, tokenizer) for column in columns), strict=True):
            parts.append([piece for pieces, _ in each for piece in pieces])
            truncated += any(cut for _, cut in each)
        inputs, counts = [piece for each in parts for piece in each], tuple(map(len, parts))
        owned = [[1 - special for special in i.pop(_SPECIAL)] for i in inputs] if owners else None
        pieces = [{key: values for key, values in i.items() if key != _SPECIAL} for i in inputs]
    else:
        tokenizer.truncation_side = {"head": "right", "tail": "left"}[settings.truncation]
        whole = tokenizer(*map(list, columns), truncation=False, return_attention_mask=False, verbose=False)
        cut = tokenizer(
            *map(list, columns), truncation="longest_first", max_length=settings.max_length, return_attention_mask=False
        )
        pieces, counts = [{key: cut[key][i] for key in cut} for i in range(len(examples))], None
        truncated = sum(len(w) > settings.max_length for w in whole["input_ids"])
        owned = None
        if owners:
            owned = [[0 if n is None else n + 1 for n in cut.sequence_ids(i)] for i in range(len(examples))]
    if data.task.kind == "regression":
        gold = [float(e.gold) for e in examples]
    else:
        ids = {label: i for i, label in enumerate(data.task.labels)}
        gold = [ids[e.gold] for e in examples]
    units = Units(np.arange(len(examples)), np.zeros(len(examples), np.int64), np.array(gold))
    return EncodedSplit(pieces, gold, units, 0, truncated, counts, owned)


def _selected(texts, settings, tokenizer) -> Iterator[tuple[list[dict[str, list[int]]], bool]]:
    """Each text alone, as the inputs it is read in, with a mask of their special tokens; whether it is cut."""
    whole = tokenizer(list(texts), truncation=False, return_attention_mask=False, return_special_tokens_mask=True,
                      verbose=False)  # fmt: skip
    for i in range(len(texts)):
        special = whole[_SPECIAL][i]
        inner = [place for place, is_special in enumerate(special) if not is_special]
        before = list(range(inner[0])) if inner else list(range(len(special) - 1))  # [CLS], and behind: [SEP]
        after = list(range(inner[-1] + 1, len(special))) if inner else [len(special) - 1]
        budget = settings.max_length - len(before) - len(after)
        if settings.truncation == "segments":
            chosen = [[inner[k] for k in part] for part in segments(len(inner), budget, settings.max_segments)]
        else:
            chosen = [[inner[k] for k in kept(len(inner), budget, settings.truncation, settings.head_pieces)]]
        read = [{k: [whole[k][i][place] for place in (*before, *part, *after)] for k in whole} for part in chosen]
        yield read, sum(map(len, chosen)) < len(inner)


def _encode_words(examples, labels, settings, tokenizer, owners) -> EncodedSplit:
    ids = {label: i for i, label in enumerate(labels)}
    tokenizer.truncation_side = {"head": "right", "tail": "left"}[settings.truncation]
    words = [list(e.words) for e in examples]
    cut = {"truncation": True, "max_length": settings.max_length, "return_attention_mask": False}
    encoded = tokenizer(words, is_split_into_words=True, **cut)
    pieces, gold, place, owned = [], [], [], []
    for i, example in enumerate(examples):
        pieces.append({key: encoded[key][i] for key in encoded})
        on_pieces, before, mine = [], None, []
        offsets = encoded.encodings[i].offsets  # in characters of the word
        for piece, word in enumerate(encoded.word_ids(i)):
            # A word whose beginning was cut off (truncation: tail) has no first piece and is not evaluated.
            first = word is not None and word != before and (settings.truncation == "head" or offsets[piece][0] == 0)
            on_pieces.append(ids[example.gold[word]] if first else IGNORED)
            if first:
                place.append((i, word, on_pieces[-1]))
            mine.append(word + 1 if first or (word is not None and word == before and mine[-1]) else 0)
            before = word
        gold.append(on_pieces)
        owned.append(mine)
    columns = np.array(place, dtype=np.int64).reshape(-1, 3).T
    units = Units(columns[0].copy(), columns[1].copy(), columns[2].copy())
    left_out = sum(len(e.words) for e in examples) - len(place)
    return EncodedSplit(pieces, gold, units, left_out, 0, owners=owned if owners else None)


def collate(
    split: EncodedSplit, rows: Sequence[int], pad: int, device: torch.device, max_length: int | None = None
) -> dict[str, torch.Tensor]:
    """One padded batch: input_ids, attention_mask, ... each (inputs, pieces), and gold (rows,) or (rows, pieces).

    An example is one input, unless the split has `parts`: then `parts` (rows,) says how many. With the split's `owners`
    there is `owner` (inputs, pieces). A shorter `max_length`
    cuts pieces off the end but keeps the final [SEP].
    """
    pieces = [piece for r in rows for piece in split.inputs_of(r)]
    gold = [split.gold[r] for r in rows]
    if max_length is not None:
        pieces = [{k: shorten(v, max_length) for k, v in p.items()} for p in pieces]
        gold = [shorten(g, max_length) if isinstance(g, list) else g for g in gold]
    longest = max(len(p["input_ids"]) for p in pieces)
    batch = {key: _pad([p[key] for p in pieces], longest, pad if key == "input_ids" else 0) for key in pieces[0]}
    batch["attention_mask"] = _pad([[1] * len(p["input_ids"]) for p in pieces], longest, 0)
    batch["gold"] = _pad(gold, longest, IGNORED) if isinstance(gold[0], list) else torch.tensor(gold)
    if split.parts is not None:
        batch["parts"] = torch.tensor([split.parts[r] for r in rows])
    if split.owners is not None:
        inputs = [i for r in rows for i in range(split.starts[r], split.starts[r + 1])]
        batch["owner"] = _pad([split.owners[i] for i in inputs], longest, 0)
    return {key: tensor.to(device) for key, tensor in batch.items()}


def shorten(values: list[int], length: int) -> list[int]:
    """The first pieces and the last one, which is [SEP]; as they are if there are not more than `length`."""
    return values if len(values) <= length else [*values[: length - 1], values[-1]]


def _pad(rows: list[list[int]], length: int, value: int) -> torch.Tensor:
    return torch.tensor([row + [value] * (length - len(row)) for row in rows])
