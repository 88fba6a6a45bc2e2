"""What stands for a unit in the space of a layer: one vector from the states of its word pieces."""

from collections.abc import Mapping

import torch


def pool(states: torch.Tensor, inputs: Mapping[str, torch.Tensor], vector: str, words: bool) -> torch.Tensor:
    """States (inputs, pieces, width) of one layer -> (examples, width or 2 width); of words (inputs, pieces, width),
    where the vector of a word stands on each of its pieces.

    first: the first piece, of a sequence [CLS]. mean: over the pieces of the word, or of the text without [CLS] and
    [SEP] (Zhou and Srikumar 2021 average word pieces). sentences: the means of both sentences of a pair side by side.
    Of several inputs (segments of a long text, sentences encoded apart) the mean, with `sentences` one after the other.
    `inputs` is a batch, with `owner` for all but `first`.
    """
    if words:
        return states if vector == "first" else _over_words(states, inputs["owner"])
    if vector == "first":
        vectors = states[:, 0]
    elif vector == "sentences" and "parts" not in inputs:
        vectors = torch.cat([_over(states, inputs["owner"] == sentence) for sentence in (1, 2)], dim=-1)
    else:
        vectors = _over(states, inputs["owner"] > 0)
    if (parts := inputs.get("parts")) is None:
        return vectors
    joined = torch.flatten if vector == "sentences" else lambda v: v.mean(0)
    return torch.stack([joined(each) for each in vectors.split(parts.tolist())])


def _over(states: torch.Tensor, chosen: torch.Tensor) -> torch.Tensor:
    """The mean of the chosen (inputs, pieces) states of each input; 0 where none is."""
    weights = chosen.to(states.dtype)[..., None]
    return (states * weights).sum(1) / weights.sum(1).clamp(min=1)


def _over_words(states: torch.Tensor, owner: torch.Tensor) -> torch.Tensor:
    """On every piece the mean of its word's pieces."""
    numbers = torch.arange(int(owner.max()) + 1, device=owner.device)
    # A product of matrices, not scatter_add: that sums in any order on a GPU.
    member = (owner[:, None, :] == numbers[None, :, None]).to(states.dtype)  # (inputs, words, pieces)
    means = member @ states / member.sum(-1, keepdim=True).clamp(min=1)
    return means.gather(1, owner[..., None].expand_as(states))
